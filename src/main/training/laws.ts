import type { CsvLawConfig, ModuleTargetConfig, NoiseConfig, TargetConfig } from '../../shared/config/laws.ts';
import type { RunConfig } from '../../shared/config/schema.ts';
import { DensityError } from '../../shared/distributions/density-error.ts';
import { FIXED_DRAW, type DrawFunction } from '../../shared/distributions/function-law.ts';
import type { Law, NoiseLaw } from '../../shared/distributions/law.ts';
import { noiseLaw, type ResolvedNoise } from '../../shared/distributions/noise-law.ts';
import {
  drawnScales,
  standardizedDraws,
  standardizedTable,
  tableScales,
} from '../../shared/distributions/standardize.ts';
import { targetLaw } from '../../shared/distributions/target-law.ts';
import { WorkbenchError } from '../../shared/errors.ts';
import type { CoordinateScale } from '../../shared/run.ts';
import type { JobFiles } from './messages.ts';
import { loadModuleLaw, type ModuleLaw } from './module-law.ts';
import { randomStream, type RandomStream } from './random.ts';

function isConstant({ standardDeviation }: CoordinateScale): boolean {
  return standardDeviation === 0;
}

function constantTable(file: string): WorkbenchError {
  const message = `${file}: all training rows hold the same number, so there is no standard deviation to standardize by`;
  return new WorkbenchError('bad-data', message, { path: 'target.columns' });
}

function notKept(field: 'target' | 'noise', file: string): WorkbenchError {
  return new WorkbenchError('dataset-not-found', `${field}: the content of ${file} was not stored with this run`, {
    path: field,
  });
}

/** The laws of a run. Close them, because functions of modules have processes. */
export interface RunLaws {
  /** The target as the networks see it: if standardized, in standard deviations from its mean. */
  readonly target: Law;
  readonly noise: NoiseLaw;
  /** Mean and standard deviation of each coordinate of a standardized target; undefined for any other. */
  readonly scales: readonly CoordinateScale[] | undefined;
  readonly close: () => void;
}

interface ScaledTarget {
  readonly law: Law;
  readonly scales: RunLaws['scales'];
}

/** A module's function, and a fresh stream derived from its source for its fixed draw. */
interface OpenedModule {
  readonly draws: ModuleLaw;
  readonly fixed: () => RandomStream;
}

async function openModule(
  law: TargetConfig | NoiseConfig,
  { modules }: JobFiles,
  field: 'target' | 'noise',
): Promise<OpenedModule | undefined> {
  if (law.law !== 'module') return undefined;
  const file = modules.find(({ digest }) => digest === law.digest);
  if (!file) throw notKept(field, law.file);
  const { source, name } = file;
  const draws = await loadModuleLaw({ source, name, exportName: law.export, field, dimension: law.dimension });
  return { draws, fixed: () => randomStream(file.digest, 'fixed_draw') };
}

/** The modules of a config, started at the same time. */
async function openModules({ target, noise }: RunConfig, files: JobFiles) {
  const [ofTarget, ofNoise] = await Promise.allSettled([
    openModule(target, files, 'target'),
    openModule(noise, files, 'noise'),
  ]);
  const opened = [ofTarget, ofNoise].flatMap((one) =>
    one.status === 'fulfilled' && one.value ? [one.value.draws] : [],
  );
  const close = () => {
    for (const draws of opened) draws.close();
  };
  if (ofTarget.status === 'fulfilled' && ofNoise.status === 'fulfilled')
    return { target: ofTarget.value, noise: ofNoise.value, close };
  close();
  throw ofTarget.status === 'rejected' ? ofTarget.reason : (ofNoise as PromiseRejectedResult).reason;
}

function tableTarget({ standardize, file }: CsvLawConfig, { table }: JobFiles, kept: RunLaws['scales']): ScaledTarget {
  if (!table) throw notKept('target', file);
  const split = () => randomStream(table.digest, 'held_out');
  if (!standardize) return { law: targetLaw({ law: 'csv', table, split: split() }), scales: undefined };
  const scales = kept ?? tableScales(table, split());
  if (scales.some(isConstant)) throw constantTable(file);
  return { law: targetLaw({ law: 'csv', table: standardizedTable(table, scales), split: split() }), scales };
}

function moduleTarget(
  target: ModuleTargetConfig,
  { draws, fixed }: OpenedModule,
  kept: RunLaws['scales'],
): ScaledTarget {
  // Other dimensions were refused when the file was read.
  const drawn: DrawFunction<1 | 2> = {
    dimension: draws.dimension === 1 ? 1 : 2,
    sample: (out, count, source) => draws.sample(out, count, source),
    expect: draws.expect,
  };
  if (!target.standardize)
    return { law: targetLaw({ law: 'module', draws: drawn, fixed: fixed() }), scales: undefined };
  const scales = kept ?? drawnScales(drawn, FIXED_DRAW, fixed());
  if (scales.some(isConstant)) {
    const message = `target: ${target.export} of ${target.file} always returns the same number, so there is no standard deviation to standardize by`;
    throw new WorkbenchError('bad-module', message, { path: 'target.standardize' });
  }
  return { law: targetLaw({ law: 'module', draws: standardizedDraws(drawn, scales), fixed: fixed() }), scales };
}

function resolveTarget(
  { target }: RunConfig,
  files: JobFiles,
  kept: RunLaws['scales'],
  module: OpenedModule | undefined,
): ScaledTarget {
  switch (target.law) {
    case 'csv':
      return tableTarget(target, files, kept);
    case 'module':
      if (!module) throw notKept('target', target.file);
      return moduleTarget(target, module, kept);
    default:
      return { law: ownLaw(target), scales: undefined };
  }
}

/**
 * Throws `not-a-density` for a formula that is not a density. Only a config stored by another program, or changed by
 * hand, has one.
 */
function ownLaw(target: Exclude<TargetConfig, { readonly law: 'csv' | 'module' }>): Law {
  try {
    return targetLaw(target);
  } catch (error) {
    if (!(error instanceof DensityError) || target.law !== 'formula') throw error;
    throw new WorkbenchError('not-a-density', `The target "${target.density}" is not a density: it ${error.message}.`);
  }
}

function resolveNoise({ noise }: RunConfig, module: OpenedModule | undefined): ResolvedNoise {
  if (noise.law !== 'module') return noise;
  if (!module) throw notKept('noise', noise.file);
  return { law: 'module', draws: module.draws, fixed: module.fixed() };
}

/**
 * The last target whose law depends only on its config. It is reused, because metrics cache their results per law
 * object.
 */
let remembered: { readonly key: string; readonly target: ScaledTarget } | undefined;

function targetOf(
  config: RunConfig,
  files: JobFiles,
  kept: RunLaws['scales'],
  module: OpenedModule | undefined,
): ScaledTarget {
  if (module) return resolveTarget(config, files, kept, module);
  const key = JSON.stringify([config.target, kept]);
  if (remembered?.key !== key) remembered = { key, target: resolveTarget(config, files, kept, undefined) };
  return remembered.target;
}

/**
 * The laws of a config whose files have been read. `kept` are the scales of a recorded run; without them they are
 * computed. Throws a WorkbenchError if a module fails or was not stored.
 */
export async function lawsOf(config: RunConfig, files: JobFiles, kept?: RunLaws['scales']): Promise<RunLaws> {
  const modules = await openModules(config, files);
  try {
    const { law, scales } = targetOf(config, files, kept, modules.target);
    const noise = noiseLaw(resolveNoise(config, modules.noise), config.generator.latent_dimension);
    return { target: law, scales, noise, close: modules.close };
  } catch (error) {
    modules.close();
    throw error;
  }
}
