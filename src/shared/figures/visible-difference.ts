import { idealOutput } from '../discriminator-output.ts';
import { equilibrium } from '../equilibrium.ts';
import { ruleOf } from '../metric-rules.ts';
import type { NoiseFloor } from '../metrics.ts';
import { columnOf, type SeriesChunk } from '../series/series.ts';
import type { FigureRun } from './title.ts';

/** The least number of epochs and buckets to combine, because the losses of one epoch are mostly noise. */
const LEAST_EPOCHS = 50;
const LEAST_BUCKETS = 10;
/** Standard errors by which two numbers must differ to be distinguished. */
const TELLING = 2;

/** What the discriminator sees of the difference between generator and target around an epoch. */
export type VisibleDifference =
  /** No ideal discriminator is known for this loss. */
  | { readonly kind: 'unknown' }
  /** The loss has no ideal discriminator. */
  | { readonly kind: 'undefined'; readonly reason: string }
  /** The difference is no larger than that of a perfect generator by chance. */
  | { readonly kind: 'nothing left' }
  | { readonly kind: 'share'; readonly share: number; readonly standardError: number };

export interface VisibleDifferenceData {
  readonly run: FigureRun;
  readonly losses: SeriesChunk;
  readonly metrics: SeriesChunk;
  readonly floors: readonly NoiseFloor[];
  readonly epoch: number;
}

/**
 * The share of the difference between generator and target that D detects, compared with the best possible
 * discriminator: (E − L) / (E − L*). E is the discriminator's mean loss if it detects nothing, L its loss and L* the
 * ideal one's (Goodfellow et al. 2014, section 4); L and L* are means over the surrounding epochs. Without label
 * smoothing E − L* is the Jensen-Shannon divergence. Measured by its first rule, it includes a sampling bias, which is
 * subtracted here; later rules subtract it from L*.
 */
export function visibleDifference({ run, losses, metrics, floors, epoch }: VisibleDifferenceData): VisibleDifference {
  const { loss } = run.config;
  const blind = equilibrium(loss).discriminator;
  const ideally = idealOutput(loss);
  if (ideally.kind === 'unknown') return { kind: 'undefined', reason: ideally.reason };
  const around = bucketsAround(losses, epoch);
  const [real, fake] = [columnOf(losses, 'loss_real'), columnOf(losses, 'loss_fake')];
  if (!around || !real || !fake || blind === undefined) return { kind: 'unknown' };
  const seen = indices(around)
    .map((index) => ({ value: blind - (real.mean[index] + fake.mean[index]) / 2, count: losses.count[index] }))
    .filter(({ value }) => Number.isFinite(value));
  const ideal = meanWithin(metrics, 'ideal_discriminator_loss', losses.from[around.first], losses.to[around.last]);
  if (seen.length < 2 || ideal === undefined) return { kind: 'unknown' };
  const floor = floors.find(({ metric }) => metric === 'jensen_shannon');
  // For other losses E − L* is not the Jensen-Shannon divergence, so that is read directly.
  const isCrossEntropy = loss.name === 'bce' || loss.name === 'minimax';
  const left = isCrossEntropy
    ? blind - ideal
    : meanWithin(metrics, 'jensen_shannon', losses.from[around.first], losses.to[around.last]);
  if (left === undefined || left <= (floor?.bound95 ?? 0) || blind - ideal <= 0) return { kind: 'nothing left' };
  const isBiased = isCrossEntropy && loss.real_label === 1 && ruleOf(run.metricRules, 'jensen_shannon') === 1;
  const visible = blind - ideal - (isBiased ? (floor?.mean ?? 0) : 0);
  const { mean, standardError } = weighted(seen);
  return { kind: 'share', share: mean / visible, standardError: standardError / visible };
}

/** The percentage that D detects, with its error: `22 ± 6 %`. */
function percentText(share: number, give: number): string {
  return `${Math.round(100 * share)} ± ${Math.max(1, Math.round(100 * give))} %`.replace('-', '−');
}

/** The share in short: `D detects 22 ± 6 % (± 2 standard errors) of the difference between real and generated samples that an ideal D would detect`. `visibleSentence` explains it. */
export function efficiencyText(difference: VisibleDifference): string {
  switch (difference.kind) {
    case 'unknown':
      return 'Ideal D: not known at this epoch';
    case 'undefined':
      return 'Ideal D: not defined for this loss';
    case 'nothing left':
      return 'No difference left for D to detect';
    case 'share':
      return `D detects ${percentText(difference.share, TELLING * difference.standardError)} (± ${TELLING} standard errors) of the difference between real and generated samples that an ideal D would detect`;
  }
}

/** The share as a sentence. A difference that may be chance is not called real. */
export function visibleSentence(difference: VisibleDifference): string {
  switch (difference.kind) {
    case 'unknown':
      return 'At this epoch the ideal discriminator is not known.';
    case 'undefined':
      return `The ideal discriminator is not defined here: ${difference.reason}.`;
    case 'nothing left':
      return 'Almost no difference is left to detect: even a perfect generator’s samples would differ this much by chance.';
    case 'share': {
      const { share, standardError } = difference;
      const give = TELLING * standardError;
      const percent = percentText(share, give);
      if (share + give < 0) return `Around this epoch D does worse than guessing (${percent}).`;
      if (share - give <= 0) return `Around this epoch D detects no difference beyond chance (${percent}).`;
      if (share >= 1)
        return `Around this epoch D detects all of the difference that the ideal discriminator would detect (${percent}).`;
      return `Around this epoch D detects ${percent} of the difference that the ideal discriminator would detect.`;
    }
  }
}

interface Buckets {
  readonly first: number;
  readonly last: number;
}

const indices = ({ first, last }: Buckets) => Array.from({ length: last - first + 1 }, (_, index) => first + index);

/**
 * The bucket of `epoch`, or the last one before it, extended on both sides to the least number of epochs and buckets.
 */
function bucketsAround({ from, count }: SeriesChunk, epoch: number): Buckets | undefined {
  const index = from.findLastIndex((first) => first <= epoch);
  if (index < 0) return undefined;
  let [first, last, epochs] = [index, index, count[index]];
  while ((epochs < LEAST_EPOCHS || last - first + 1 < LEAST_BUCKETS) && (first > 0 || last < from.length - 1)) {
    if (first > 0) epochs += count[--first];
    if (last < from.length - 1) epochs += count[++last];
  }
  return { first, last };
}

/** The mean of the buckets within these epochs, or of the one that contains them. */
function meanWithin(chunk: SeriesChunk, key: string, low: number, high: number): number | undefined {
  const column = columnOf(chunk, key);
  if (!column) return undefined;
  const within = Array.from(chunk.from, (from, index) => ({ from, to: chunk.to[index], index }))
    .filter(({ from, to, index }) => from >= low && to <= high && Number.isFinite(column.mean[index]))
    .map(({ index }) => ({ value: column.mean[index], count: chunk.count[index] }));
  return within.length > 0 ? weighted(within).mean : valueNear(chunk, key, high);
}

function weighted(values: readonly { readonly value: number; readonly count: number }[]) {
  const count = values.reduce((sum, one) => sum + one.count, 0);
  const mean = values.reduce((sum, one) => sum + one.value * one.count, 0) / count;
  const squares = values.reduce((sum, one) => sum + one.count * (one.value - mean) * (one.value - mean), 0);
  const variance = squares / count;
  return { mean, standardError: Math.sqrt(variance / Math.max(1, values.length - 1)) };
}

/** The mean of a key in the bucket of `epoch`, or in the last one before it. */
export function valueNear({ from, columns }: SeriesChunk, key: string, epoch: number): number | undefined {
  const index = from.findLastIndex((first) => first <= epoch);
  const value = index < 0 || !Object.hasOwn(columns, key) ? NaN : columns[key].mean[index];
  return Number.isFinite(value) ? value : undefined;
}
