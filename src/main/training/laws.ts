import type { RunConfig } from '../../shared/config/schema.ts';
import type { ModuleLawConfig } from '../../shared/config/laws.ts';
import type { Law, NoiseLaw } from '../../shared/distributions/law.ts';
import { noiseLaw } from '../../shared/distributions/noise-law.ts';
import { targetLaw, type ResolvedTarget } from '../../shared/distributions/target-law.ts';
import { WorkbenchError } from '../../shared/errors.ts';
import type { JobFiles } from './messages.ts';
import { loadModuleLaw } from './module-law.ts';
import { randomStream } from './random.ts';

async function moduleDraws(law: ModuleLawConfig, { modules }: JobFiles, path: string) {
  const file = modules.find(({ digest }) => digest === law.digest);
  if (!file)
    throw new WorkbenchError('missing-module', `${path}: the source of ${law.file} was not kept with this run`, {
      path,
    });
  return loadModuleLaw({ source: file.source, name: file.name, export: law.export, path });
}

async function resolveTarget({ target }: RunConfig, files: JobFiles): Promise<ResolvedTarget> {
  switch (target.law) {
    case 'csv': {
      const { table } = files;
      if (!table)
        throw new WorkbenchError('missing-data', `target: the values of ${target.file} were not kept with this run`, {
          path: 'target',
        });
      return { law: 'csv', table, split: randomStream(table.digest, 'held_out') };
    }
    case 'module': {
      const draws = await moduleDraws(target, files, 'target');
      const { dimension } = draws;
      if (dimension !== 1 && dimension !== 2) {
        throw new WorkbenchError(
          'bad-module',
          `target: ${target.export} of ${target.file} gives ${dimension} numbers a draw; a target has 1 or 2`,
          { path: 'target' },
        );
      }
      return { law: 'module', draws: { ...draws, dimension }, fixed: randomStream(target.digest ?? '', 'fixed_draw') };
    }
    default:
      return target;
  }
}

/** The laws of a config, its files already read. Throws a WorkbenchError that names what is wrong with them. */
export async function lawsOf(config: RunConfig, files: JobFiles): Promise<{ target: Law; noise: NoiseLaw }> {
  const target = targetLaw(await resolveTarget(config, files));
  const { noise } = config;
  const latentDimension = config.generator.latent_dimension;
  if (noise.law !== 'module') return { target, noise: noiseLaw(noise, latentDimension) };
  const draws = await moduleDraws(noise, files, 'noise');
  if (draws.dimension !== latentDimension) {
    const message = `noise: ${noise.export} of ${noise.file} gives ${draws.dimension} numbers a draw, and generator.latent_dimension is ${latentDimension}; make them equal`;
    throw new WorkbenchError('bad-module', message, { path: 'noise' });
  }
  return {
    target,
    noise: noiseLaw({ law: 'module', draws, fixed: randomStream(noise.digest ?? '', 'fixed_draw') }, latentDimension),
  };
}
