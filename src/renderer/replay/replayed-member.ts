import { distanceText, rangeText } from '../../shared/figures/pooled-density.ts';
import { joined } from '../../shared/figures/title.ts';
import type { Snapshot } from '../../shared/run.ts';
import type { PlayedRun } from '../player/played-run.svelte.ts';
import type { Member } from './members.ts';
import { runFacts, shownRunFacts } from './run-facts.ts';

/** A picture's member with the runs that it is drawn from, at least one. */
export interface ReplayedMember {
  readonly member: Member;
  readonly runs: readonly PlayedRun[];
}

export function replayedMembers(members: readonly Member[], runs: readonly PlayedRun[]): ReplayedMember[] {
  const byId = new Map(runs.map((run) => [run.id, run]));
  return members.flatMap((member) => {
    const found = member.runs.flatMap((id) => byId.get(id) ?? []);
    return found.length === 0 ? [] : [{ member, runs: found }];
  });
}

/** The drawn snapshots, one per run that has one. */
export function shownSnapshots({ runs }: ReplayedMember): Snapshot[] {
  return runs.flatMap(({ shown }) => shown ?? []);
}

/** Its epoch, if it differs from the requested one, and its distance to the target. */
export function factsOf(replayed: ReplayedMember): string {
  const { runs } = replayed;
  return runs.length === 1 ? runFacts(runs[0]) : pooledFacts(runs, (run) => run.described);
}

/** The same, for exactly the drawn snapshots. */
export function shownFactsOf(replayed: ReplayedMember): string {
  const { runs } = replayed;
  return runs.length === 1 ? shownRunFacts(runs[0]) : pooledFacts(runs, (run) => run.shown);
}

function pooledFacts(runs: readonly PlayedRun[], snapshotOf: (run: PlayedRun) => Snapshot | undefined): string {
  const snapshots = runs.flatMap((run) => snapshotOf(run) ?? []);
  if (snapshots.length === 0) return runFacts(runs[0]);
  const hasAveraged = snapshots.every(({ averageMetrics }) => averageMetrics !== undefined);
  const outside = snapshots.reduce((sum, one) => sum + one.outside, 0);
  const isAsked = snapshots.every(({ epoch }) => epoch === Math.round(runs[0].standing.described));
  return joined([
    distanceText(snapshots, false),
    ...(hasAveraged ? [`averaged ${distanceText(snapshots, true).replace(/^.*W1 /, '')}`] : []),
    ...(outside === 0 ? [] : [`${outside} outside`]),
    ...(isAsked ? [] : [`epoch ${rangeText(snapshots.map(({ epoch }) => epoch))}`]),
    ...(snapshots.length === runs.length ? [] : [`${snapshots.length} of ${runs.length} seeds recorded`]),
  ]);
}
