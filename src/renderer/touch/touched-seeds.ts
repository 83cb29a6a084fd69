import type { ScratchNews, ScratchSeed } from '../../shared/api/training.ts';
import { unpackSnapshot, type PackedSnapshot } from '../../shared/frames/frame-codec.ts';
import { distanceOf, DISTANCES } from '../../shared/metrics.ts';
import type { Snapshot } from '../../shared/run.ts';
import { tailBeginning } from '../../shared/series/course.ts';
import { columnOf, type SeriesChunk } from '../../shared/series/series.ts';
import { metricValues } from '../../shared/series/values.ts';
import { spreadOf, type Spread } from '../../shared/statistics/band.ts';
import { mean } from '../../shared/statistics/moments.ts';

/** A seed with all snapshots that have come of it. */
export type TouchedSeed = ScratchSeed;

/** What is known after some news. */
export function withNews(known: readonly TouchedSeed[], { isFirst, seeds }: ScratchNews): readonly TouchedSeed[] {
  if (isFirst) return seeds;
  return known.map((before) => {
    const now = seeds.find(({ seed }) => seed === before.seed);
    return now ? { ...now, snapshots: [...before.snapshots, ...now.snapshots] } : before;
  });
}

/** Whether nothing more will come of it. */
export const hasEnded = ({ state }: TouchedSeed): boolean => state === 'finished' || state === 'failed';

/** How much of the training of `count` seeds for so many epochs is done, as a share of 1. What has ended is done. */
export function shareDone(seeds: readonly TouchedSeed[], epochs: number, count: number): number {
  const done = (seed: TouchedSeed) => (hasEnded(seed) ? 1 : Math.min(1, seed.epochsDone / epochs));
  return seeds.reduce((sum, seed) => sum + done(seed), 0) / count;
}

/** Those that a band is drawn of. */
const counting = (seeds: readonly TouchedSeed[]) => seeds.filter(({ state }) => state !== 'failed');

/** Median and quartiles of a number at each epoch, of the seeds that have come so far; `read` makes of a recorded value what is drawn. */
export function courseOf(
  seeds: readonly TouchedSeed[],
  key: string,
  read: (value: number) => number,
): { readonly epoch: number; readonly spread: Spread }[] {
  const values = new Map<number, number[]>();
  for (const { snapshots } of counting(seeds)) {
    for (const snapshot of snapshots) {
      const value = (metricValues(snapshot) as Readonly<Partial<Record<string, number>>>)[key];
      if (value === undefined) continue;
      values.set(snapshot.epoch, [...(values.get(snapshot.epoch) ?? []), read(value)]);
    }
  }
  return [...values]
    .sort(([one], [other]) => one - other)
    .map(([epoch, found]) => ({ epoch, spread: spreadOf(found, 'quartiles') }));
}

const unpacked = new WeakMap<PackedSnapshot, Snapshot>();

function unpackedOnce(packed: PackedSnapshot): Snapshot {
  const known = unpacked.get(packed) ?? unpackSnapshot(packed);
  unpacked.set(packed, known);
  return known;
}

/** What each seed had learned by `epoch`, or else first. */
export function snapshotsAt(seeds: readonly TouchedSeed[], epoch: number): Snapshot[] {
  return counting(seeds).flatMap(({ snapshots }) => {
    const packed = snapshots.findLast((one) => one.epoch <= epoch) ?? snapshots.at(0);
    return packed ? [unpackedOnce(packed)] : [];
  });
}

/** The distance to the target over the last quarter of the epochs, a mean for each seed that has come to its end. */
export function tailDistances(seeds: readonly TouchedSeed[]): { readonly name: string; readonly values: number[] } {
  let name = '';
  const values = seeds.flatMap(({ state, epochsDone, snapshots }) => {
    if (state !== 'finished') return [];
    const tail = snapshots
      .filter(({ epoch }) => epoch > tailBeginning(epochsDone))
      .flatMap(({ metrics }) => {
        const distance = distanceOf(metrics);
        name = distance?.name ?? name;
        return distance ? [distance.value] : [];
      });
    return tail.length === 0 ? [] : [mean(tail)];
  });
  return { name, values };
}

/** The run's own distance over the last quarter of its epochs; undefined where it has recorded none. */
export function tailDistance(metrics: SeriesChunk): number | undefined {
  const column = DISTANCES.map((key) => columnOf(metrics, key)).find((found) => found !== undefined);
  const last = metrics.to.at(-1);
  if (!column || last === undefined) return undefined;
  const tail = [...column.mean].filter((_, place) => metrics.from[place] > tailBeginning(last));
  return tail.length === 0 ? undefined : mean(tail);
}
