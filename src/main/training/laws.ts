import type { ModuleLawConfig } from '../../shared/config/laws.ts';
import type { RunConfig } from '../../shared/config/schema.ts';
import type { Law, NoiseLaw } from '../../shared/distributions/law.ts';
import { noiseLaw, type ResolvedNoise } from '../../shared/distributions/noise-law.ts';
import { targetLaw, type ResolvedTarget } from '../../shared/distributions/target-law.ts';
import { WorkbenchError } from '../../shared/errors.ts';
import type { JobFiles } from './messages.ts';
import { loadModuleLaw } from './module-law.ts';
import { randomStream } from './random.ts';

function notKept(field: 'target' | 'noise', file: string): WorkbenchError {
  return new WorkbenchError('dataset-not-found', `${field}: what ${file} holds was not kept with this run`, {
    path: field,
  });
}

async function moduleDraws(law: ModuleLawConfig, { modules }: JobFiles, field: 'target' | 'noise') {
  const file = modules.find(({ digest }) => digest === law.digest);
  if (!file) throw notKept(field, law.file);
  const { source, name } = file;
  const draws = await loadModuleLaw({ source, name, exportName: law.export, field, dimension: law.dimension });
  return { law: 'module' as const, draws, fixed: randomStream(file.digest, 'fixed_draw') };
}

async function resolveTarget({ target }: RunConfig, files: JobFiles): Promise<ResolvedTarget> {
  switch (target.law) {
    case 'csv':
      if (!files.table) throw notKept('target', target.file);
      return { law: 'csv', table: files.table, split: randomStream(files.table.digest, 'held_out') };
    case 'module': {
      const resolved = await moduleDraws(target, files, 'target');
      // Whoever read the file has refused every other dimension.
      return { ...resolved, draws: { ...resolved.draws, dimension: resolved.draws.dimension === 1 ? 1 : 2 } };
    }
    default:
      return target;
  }
}

async function resolveNoise({ noise }: RunConfig, files: JobFiles): Promise<ResolvedNoise> {
  return noise.law === 'module' ? moduleDraws(noise, files, 'noise') : noise;
}

/** The last target whose law depends on nothing but its config: metrics keep what they have computed for a law object. */
let remembered: { readonly key: string; readonly law: Law } | undefined;

async function targetOf(config: RunConfig, files: JobFiles): Promise<Law> {
  if (config.target.law === 'module') return targetLaw(await resolveTarget(config, files));
  const key = JSON.stringify(config.target);
  if (remembered?.key !== key) remembered = { key, law: targetLaw(await resolveTarget(config, files)) };
  return remembered.law;
}

/** The laws of a config whose files have been read. Throws a WorkbenchError where a module fails or was not kept. */
export async function lawsOf(config: RunConfig, files: JobFiles): Promise<{ target: Law; noise: NoiseLaw }> {
  return {
    target: await targetOf(config, files),
    noise: noiseLaw(await resolveNoise(config, files), config.generator.latent_dimension),
  };
}
