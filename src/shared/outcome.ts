import { axesOf, hasEnded, trainingFacts, type Run, type Summary } from './run.ts';

/*
 * A run can finish and still have learned nothing. The outcome is computed from recorded numbers, so that old runs have
 * one too. docs/command-line.md states the rules.
 */

/**
 * A way in which a run has failed. If several apply, the first one counts; `OUTCOMES` describes them. A 2-D run has
 * collapsed if it has along one axis.
 */
export type Outcome = 'diverged' | 'left the axes' | 'collapsed';

/** The meaning of each word, in a sentence. */
export const OUTCOMES: Readonly<Record<Outcome, string>> = {
  diverged: 'A loss of the last epoch exceeds the range of 32-bit numbers.',
  'left the axes':
    'More than half of the samples of the last snapshot lie outside the range that the charts show of the target.',
  collapsed: 'The samples’ standard deviation is under a twentieth of the target’s.',
};

/** The largest float32. */
const LARGEST = 3.4028234663852886e38;
const COLLAPSED_SHARE = 1 / 20;

/** The outcome of a run that has ended, in addition to its state; undefined if none of them applies. */
export function outcomeOf(run: Run, summaries: readonly Summary[]): Outcome | undefined {
  if (!hasEnded(run)) return undefined;
  const last = (metric: Summary['metric']) => summaries.find((summary) => summary.metric === metric)?.last;
  if (run.status === 'failed' && run.error.code === 'not-finite') return 'diverged';
  const losses = (['loss_generator', 'loss_real', 'loss_fake'] as const).map(last);
  if (losses.some((loss) => loss !== undefined && !(Math.abs(loss) <= LARGEST))) return 'diverged';
  if ((run.lastOutside ?? 0) > run.config.snapshots.samples / 2) return 'left the axes';
  const spreads = [last('std') ?? last('std_x'), last('std_y')];
  const isCollapsed = spreads.some((spread, coordinate) => {
    const whole = spreadOfTarget(run, coordinate);
    return spread !== undefined && whole !== undefined && spread < COLLAPSED_SHARE * whole;
  });
  return isCollapsed ? 'collapsed' : undefined;
}

/** A state with its outcome: `finished, collapsed`. */
export function statusText(run: Run, summaries: readonly Summary[]): string {
  const outcome = outcomeOf(run, summaries);
  return outcome === undefined ? run.status : `${run.status}, ${outcome}`;
}

/**
 * The axes are a quarter longer than the range from the 0.001 to the 0.999 quantile, which is 6.2 standard deviations
 * for a normal law.
 */
const AXIS_DEVIATIONS = 1.25 * 6.2;

/** The target's standard deviation. Old runs did not record it; for them, that of a normal law with the same axes. */
function spreadOfTarget(run: Run, coordinate: number): number | undefined {
  const recorded = trainingFacts(run).targetScale?.at(coordinate)?.standardDeviation;
  const axis = axesOf(run)?.data.at(coordinate);
  return recorded ?? (axis && (axis.high - axis.low) / AXIS_DEVIATIONS);
}
