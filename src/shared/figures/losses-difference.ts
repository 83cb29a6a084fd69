import { numberText } from '../number-text.ts';
import { LOSSES } from '../metrics.ts';
import { columnOf, type SeriesChunk } from '../series/series.ts';

/** The largest difference of the losses of two runs, over their common epochs. */
export interface LossesDifference {
  /** Infinite if only one of them has a loss that is not finite. */
  readonly largest: number;
  /** The name of the loss in figures. */
  readonly loss: string;
  /** The last epoch of the point of the largest difference. */
  readonly epoch: number;
  /** The last epoch that both have. */
  readonly through: number;
  /** The most epochs whose means are compared; 1 if single epochs are compared. */
  readonly meansOf: number;
}

/** The points `first` to before `end` of a chunk. */
interface Stretch {
  readonly chunk: SeriesChunk;
  readonly first: number;
  readonly end: number;
}

/**
 * Compares two histories from their first epoch on. If one is decimated more, it is compared with means of the other
 * over the same epochs. Undefined if they have no common epoch yet.
 */
export function lossesDifference(one: SeriesChunk, other: SeriesChunk): LossesDifference | undefined {
  let found: LossesDifference | undefined;
  for (const [mine, others] of commonStretches(one, other)) {
    const epoch = mine.chunk.to[mine.end - 1];
    const meansOf = Math.max(found?.meansOf ?? 1, countOf(mine));
    found = { ...(found ?? { largest: 0, loss: '', epoch }), through: epoch, meansOf };
    for (const { key, label } of LOSSES) {
      const largest = distance(meanOf(mine, key), meanOf(others, key));
      if (largest > found.largest) found = { ...found, largest, loss: label, epoch };
    }
  }
  return found;
}

/** The shortest intervals that begin and end at the same epochs in both. */
function* commonStretches(one: SeriesChunk, other: SeriesChunk): Generator<readonly [Stretch, Stretch]> {
  let [first, otherFirst] = [0, 0];
  let [end, otherEnd] = [0, 0];
  while (end < one.to.length && otherEnd < other.to.length) {
    const [to, otherTo] = [one.to[end], other.to[otherEnd]];
    if (to === otherTo) {
      const isSameStretch = one.from[first] === other.from[otherFirst];
      const stretch = { chunk: one, first, end: end + 1 };
      if (isSameStretch) yield [stretch, { chunk: other, first: otherFirst, end: otherEnd + 1 }];
      first = end + 1;
      otherFirst = otherEnd + 1;
    }
    if (to <= otherTo) end += 1;
    if (otherTo <= to) otherEnd += 1;
  }
}

function countOf({ chunk, first, end }: Stretch): number {
  return chunk.count.subarray(first, end).reduce((sum, count) => sum + count, 0);
}

function meanOf(stretch: Stretch, key: string): number {
  const { chunk, first, end } = stretch;
  const mean = columnOf(chunk, key)?.mean;
  // A single point is used unchanged, because weighting it and dividing again would change its last bits.
  if (end - first === 1) return mean?.[first] ?? NaN;
  let sum = 0;
  for (let index = first; index < end; index++) sum += (mean?.[index] ?? NaN) * chunk.count[index];
  return sum / countOf(stretch);
}

function distance(one: number, other: number): number {
  if (Number.isFinite(one) && Number.isFinite(other)) return Math.abs(one - other);
  return Number.isFinite(one) === Number.isFinite(other) ? 0 : Infinity;
}

/** The difference in a sentence. */
export function differenceSentence(difference: LossesDifference | undefined): string {
  if (!difference) return 'The two runs have no common epoch yet.';
  const { largest, loss, epoch, through, meansOf } = difference;
  const range = `up to epoch ${through}, the last that both have`;
  if (largest === 0) return `The losses are equal to the last digit ${range}.`;
  if (!Number.isFinite(largest)) return `At epoch ${epoch} only one of the runs has a finite ${loss} loss.`;
  const what = meansOf === 1 ? 'The losses' : `The losses, averaged over ${meansOf} epochs,`;
  return `${what} differ by at most ${numberText(largest)} (${loss}, epoch ${epoch}) ${range}.`;
}
