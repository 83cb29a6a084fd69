import { counted } from '../counted.ts';
import type { RunRow } from '../api/runs.ts';
import type { Run } from '../run.ts';
import { bySeed } from './groups.ts';

/** Runs of a group that do not count, by reason. */
export interface LeftOut {
  /** The reason, worded to follow a number: `2 failed`, `1 repeats a seed`. */
  readonly reason: string;
  readonly count: number;
}

/** The runs of a group that its numbers are computed from, and why the others are left out. */
export interface Membership {
  /** The number of all runs of the group, including hidden ones. */
  readonly of: number;
  /** Finished runs, one per seed, by increasing seed. */
  readonly counted: readonly RunRow[];
  readonly left: readonly LeftOut[];
  /** `8 seeds` if none is left out, else for example `6 of 8, 2 failed`. */
  readonly text: string;
}

/** Removed from the queue before its first epoch, which is not a failure. */
const CANCELLED = 'cancelled';

/** Why a run does not count, regardless of the others; undefined if it has finished. */
export function unfinished(run: Run): string | undefined {
  switch (run.status) {
    case 'finished':
      // It is queued to be extended, so its numbers are those of a shorter run.
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

/** The order of the reasons. */
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

/** Why each run of one group does not count, in the order of `bySeed`; undefined for those that count. */
export function reasons(rows: readonly RunRow[]): { readonly row: RunRow; readonly reason: string | undefined }[] {
  const seeds = new Set<number>();
  return rows.toSorted(bySeed).map((row) => {
    const { seed } = row.run.config;
    const reason = unfinished(row.run) ?? (seeds.has(seed) ? REPEATS : undefined);
    if (reason === undefined) seeds.add(seed);
    return { row, reason };
  });
}

/** Reasons of runs that may still finish. */
const TO_COME: readonly string[] = ['running', 'paused', 'queued'];

/**
 * The number of runs that count and the reasons of the others, in words; `0 of 3 done, 3 running` if these may still finish,
 * `all 3 failed` if none will for one reason.
 */
export function membershipText(counting: number, of: number, left: readonly LeftOut[]): string {
  if (left.length === 0) return counted(of, 'seed');
  const named = left.map(
    ({ reason, count }) => `${count} ${reason === REPEATS && count > 1 ? 'repeat a seed' : reason}`,
  );
  const isToCome = left.every(({ reason }) => TO_COME.includes(reason));
  if (counting === 0 && of > 1 && named.length === 1 && left[0].count === of && !isToCome)
    return of === 2 ? `both ${left[0].reason}` : `all ${named[0]}`;
  const done = isToCome ? ' done' : '';
  return [`${counting} of ${of}${done}`, ...named].join(', ');
}

/**
 * Which of these runs of one group count: the finished ones, one per seed. A repeated seed gives the same numbers, and
 * counting both would exaggerate the evidence, so only the run that was created first counts. `hidden` is the number of
 * the group's runs that are not in `rows`: filtered out, in the trash, or not chosen.
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

/** The run that stands for its seed: the one that counts, else one that can be resumed, else the first. */
function representative(judged: readonly { readonly row: RunRow; readonly reason: string | undefined }[]): RunRow {
  const isLive = (reason: string | undefined) => reason === 'running' || reason === 'paused' || reason === 'queued';
  const found = judged.find(({ reason }) => reason === undefined) ?? judged.find(({ reason }) => isLive(reason));
  return (found ?? judged[0]).row;
}

/** One run per seed, by increasing seed, with the number of runs of that seed; a repeated seed adds no information. */
export function oneASeed(rows: readonly RunRow[]): { readonly row: RunRow; readonly runs: number }[] {
  return [...Map.groupBy(reasons(rows), ({ row }) => row.run.config.seed).values()].map((judged) => ({
    row: representative(judged),
    runs: judged.length,
  }));
}

const divisor = (one: number, other: number): number => (other === 0 ? one : divisor(other, one % other));

/**
 * The interval of the epochs at which all counting runs of a group took a snapshot (its multiples, and the last epoch).
 * Undefined if all of them took snapshots at the same epochs anyway.
 */
export function sharedCadence(rows: readonly RunRow[]): number | undefined {
  const cadences = new Set(membership(rows).counted.map(({ run }) => run.config.snapshots.every));
  if (cadences.size < 2) return undefined;
  return [...cadences].reduce((common, every) => (common * every) / divisor(common, every));
}
