import type { CsvLawConfig, ModuleLawConfig, ModuleTargetConfig } from '../../shared/config/laws.ts';
import type { RunConfig } from '../../shared/config/schema.ts';
import { FIXED_DRAW } from '../../shared/distributions/function-law.ts';
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
import { loadModuleLaw } from './module-law.ts';
import { randomStream } from './random.ts';

function isConstant({ standardDeviation }: CoordinateScale): boolean {
  return standardDeviation === 0;
}

function constantTable(file: string): WorkbenchError {
  const message = `${file}: the rows that are trained on hold one and the same number, which has no standard deviation to standardize by`;
  return new WorkbenchError('bad-data', message, { path: 'target.columns' });
}

function notKept(field: 'target' | 'noise', file: string): WorkbenchError {
  return new WorkbenchError('dataset-not-found', `${field}: what ${file} holds was not kept with this run`, {
    path: field,
  });
}

/** The laws of a run. */
export interface RunLaws {
  /** The target as the networks see it: of a standardized one in standard deviations from its mean. */
  readonly target: Law;
  readonly noise: NoiseLaw;
  /** Mean and standard deviation of each coordinate of a standardized target; undefined of any other. */
  readonly scales: readonly CoordinateScale[] | undefined;
}

interface ScaledTarget {
  readonly law: Law;
  readonly scales: RunLaws['scales'];
}

async function moduleDraws(law: ModuleLawConfig, { modules }: JobFiles, field: 'target' | 'noise') {
  const file = modules.find(({ digest }) => digest === law.digest);
  if (!file) throw notKept(field, law.file);
  const { source, name } = file;
  const draws = await loadModuleLaw({ source, name, exportName: law.export, field, dimension: law.dimension });
  return { draws, fixed: () => randomStream(file.digest, 'fixed_draw') };
}

function tableTarget({ standardize, file }: CsvLawConfig, { table }: JobFiles, kept: RunLaws['scales']): ScaledTarget {
  if (!table) throw notKept('target', file);
  const split = () => randomStream(table.digest, 'held_out');
  if (!standardize) return { law: targetLaw({ law: 'csv', table, split: split() }), scales: undefined };
  const scales = kept ?? tableScales(table, split());
  if (scales.some(isConstant)) throw constantTable(file);
  return { law: targetLaw({ law: 'csv', table: standardizedTable(table, scales), split: split() }), scales };
}

async function moduleTarget(
  target: ModuleTargetConfig,
  files: JobFiles,
  kept: RunLaws['scales'],
): Promise<ScaledTarget> {
  const { draws, fixed } = await moduleDraws(target, files, 'target');
  // Whoever read the file has refused every other dimension.
  const drawn = { ...draws, dimension: draws.dimension === 1 ? 1 : 2 } as const;
  if (!target.standardize)
    return { law: targetLaw({ law: 'module', draws: drawn, fixed: fixed() }), scales: undefined };
  const scales = kept ?? drawnScales(drawn, FIXED_DRAW, fixed());
  if (scales.some(isConstant)) {
    const message = `target: ${target.export} of ${target.file} gives one and the same number, which has no standard deviation to standardize by`;
    throw new WorkbenchError('bad-module', message, { path: 'target.standardize' });
  }
  return { law: targetLaw({ law: 'module', draws: standardizedDraws(drawn, scales), fixed: fixed() }), scales };
}

async function resolveTarget({ target }: RunConfig, files: JobFiles, kept: RunLaws['scales']): Promise<ScaledTarget> {
  switch (target.law) {
    case 'csv':
      return tableTarget(target, files, kept);
    case 'module':
      return moduleTarget(target, files, kept);
    default:
      return { law: targetLaw(target), scales: undefined };
  }
}

async function resolveNoise({ noise }: RunConfig, files: JobFiles): Promise<ResolvedNoise> {
  if (noise.law !== 'module') return noise;
  const { draws, fixed } = await moduleDraws(noise, files, 'noise');
  return { law: 'module', draws, fixed: fixed() };
}

/** The last target whose law depends on nothing but its config: metrics keep what they have computed for a law object. */
let remembered: { readonly key: string; readonly target: ScaledTarget } | undefined;

async function targetOf(config: RunConfig, files: JobFiles, kept: RunLaws['scales']): Promise<ScaledTarget> {
  if (config.target.law === 'module') return resolveTarget(config, files, kept);
  const key = JSON.stringify([config.target, kept]);
  if (remembered?.key !== key) remembered = { key, target: await resolveTarget(config, files, kept) };
  return remembered.target;
}

/**
 * The laws of a config whose files have been read. `kept` are the scales that a recorded run was trained in: without them they are found.
 * Throws a WorkbenchError where a module fails or was not kept.
 */
export async function lawsOf(config: RunConfig, files: JobFiles, kept?: RunLaws['scales']): Promise<RunLaws> {
  const { law, scales } = await targetOf(config, files, kept);
  return {
    target: law,
    scales,
    noise: noiseLaw(await resolveNoise(config, files), config.generator.latent_dimension),
  };
}
