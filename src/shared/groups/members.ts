import { counted } from '../counted.ts';
import type { RunRow } from '../api/runs.ts';
import type { Run } from '../run.ts';
import { bySeed } from './groups.ts';

/** Runs of a group whose numbers do not count, by why. */
export interface LeftOut {
  /** The reason, worded to follow a number: `2 failed`, `1 repeats a seed`. */
  readonly reason: string;
  readonly count: number;
}

/** Which runs of a group its numbers are taken over, and what happened to the others. */
export interface Membership {
  /** The number of all runs of the group, including hidden ones. */
  readonly of: number;
  /** Finished runs, one a seed, by rising seed. */
  readonly counted: readonly RunRow[];
  readonly left: readonly LeftOut[];
  /** `8 seeds` where nothing is left out, else such as `6 of 8, 2 failed`. */
  readonly text: string;
}

/** Taken out of the queue before its first epoch: nothing went wrong. */
const CANCELLED = 'cancelled';

/** Why a run does not count, regardless of the others; undefined if it has finished. */
export function unfinished(run: Run): string | undefined {
  switch (run.status) {
    case 'finished':
      // It is about to be longer: what it has is that of a shorter one.
      return run.epochsDone < run.config.epochs ? 'queued' : undefined;
    case 'stopped':
      return run.stopReason === undefined ? 'stopped' : 'stopped early';
    case 'queued':
    case 'running':
    case 'paused':
    case 'interrupted':
      return run.status;
    case 'failed':
      return run.error.code === 'cancelled' ? CANCELLED : 'failed';
  }
}

export const REPEATS = 'repeats a seed';
const HIDDEN = 'hidden';

/** The order in which reasons are named. */
const REASONS = [
  REPEATS,
  'failed',
  'stopped early',
  'stopped',
  CANCELLED,
  'interrupted',
  'running',
  'paused',
  'queued',
  HIDDEN,
] as const;

/** Why each run of one group does not count, in the order of `bySeed`; undefined of those that do. */
export function reasons(rows: readonly RunRow[]): { readonly row: RunRow; readonly reason: string | undefined }[] {
  const seeds = new Set<number>();
  return rows.toSorted(bySeed).map((row) => {
    const { seed } = row.run.config;
    const reason = unfinished(row.run) ?? (seeds.has(seed) ? REPEATS : undefined);
    if (reason === undefined) seeds.add(seed);
    return { row, reason };
  });
}

/** How many count, of all, and what was left out, in words. */
export function membershipText(counting: number, of: number, left: readonly LeftOut[]): string {
  if (left.length === 0) return counted(of, 'seed');
  const named = left.map(
    ({ reason, count }) => `${count} ${reason === REPEATS && count > 1 ? 'repeat a seed' : reason}`,
  );
  return [`${counting} of ${of}`, ...named].join(', ');
}

/**
 * Which of these runs of one group count: those that finished, one a seed. A repeated seed gave the same numbers twice, and
 * counting both would exaggerate the evidence, so the run that was created first counts. `hidden` is the number of the group's runs
 * that are not among `rows`: filtered out, in the trash, or not chosen.
 */
export function membership(rows: readonly RunRow[], hidden = 0): Membership {
  const judged = reasons(rows);
  const counted = judged.flatMap(({ row, reason }) => (reason === undefined ? [row] : []));
  const counts = new Map([...Map.groupBy(judged, ({ reason }) => reason)].map(([reason, all]) => [reason, all.length]));
  counts.set(HIDDEN, hidden);
  const left = REASONS.flatMap((reason) => {
    const count = counts.get(reason) ?? 0;
    return count > 0 ? [{ reason, count }] : [];
  });
  const of = rows.length + hidden;
  return { of, counted, left, text: membershipText(counted.length, of, left) };
}

/** Of the runs of one seed: the run that counts, else one that is to be resumed, else the first. */
function representative(judged: readonly { readonly row: RunRow; readonly reason: string | undefined }[]): RunRow {
  const isLive = (reason: string | undefined) => reason === 'running' || reason === 'paused' || reason === 'queued';
  const found = judged.find(({ reason }) => reason === undefined) ?? judged.find(({ reason }) => isLive(reason));
  return (found ?? judged[0]).row;
}

/** One run a seed, by rising seed, and how many runs of a group that seed has: a seed that is run again says nothing new. */
export function oneASeed(rows: readonly RunRow[]): { readonly row: RunRow; readonly runs: number }[] {
  return [...Map.groupBy(reasons(rows), ({ row }) => row.run.config.seed).values()].map((judged) => ({
    row: representative(judged),
    runs: judged.length,
  }));
}

const divisor = (one: number, other: number): number => (other === 0 ? one : divisor(other, one % other));

/**
 * The epochs at which all runs of a group that count took a snapshot: multiples of this, and the last. undefined where each took its at
 * the same epochs as the others, so that there is nothing to look for.
 */
export function sharedCadence(rows: readonly RunRow[]): number | undefined {
  const cadences = new Set(membership(rows).counted.map(({ run }) => run.config.snapshots.every));
  if (cadences.size < 2) return undefined;
  return [...cadences].reduce((common, every) => (common * every) / divisor(common, every));
}
