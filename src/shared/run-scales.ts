import { trainingFacts, type CoordinateScale, type Run } from './run.ts';

/** Whether networks see the target as standard deviations from its mean. */
export function isStandardized({ config: { target } }: Pick<Run, 'config'>): boolean {
  return 'standardize' in target && target.standardize;
}

/**
 * Mean and standard deviation of each coordinate by which a run was standardized; undefined for other runs, and before
 * it began.
 */
export function scalesOf(run: Run): readonly CoordinateScale[] | undefined {
  if (!isStandardized(run)) return undefined;
  const scales = (trainingFacts(run).targetScale ?? []).filter((scale) => scale !== undefined);
  return scales.length > 0 ? scales : undefined;
}
