import { trainingFacts, type CoordinateScale, type Run } from './run.ts';

/** Whether networks see the target in standard deviations from its mean. */
export function isStandardized({ config: { target } }: Pick<Run, 'config'>): boolean {
  return 'standardize' in target && target.standardize;
}

/** Mean and standard deviation of each coordinate that a standardized run was trained in; undefined of any other, and before it began. */
export function scalesOf(run: Run): readonly CoordinateScale[] | undefined {
  if (!isStandardized(run)) return undefined;
  const scales = (trainingFacts(run).targetScale ?? []).filter((scale) => scale !== undefined);
  return scales.length > 0 ? scales : undefined;
}
