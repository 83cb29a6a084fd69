import { rangeText } from '../../shared/figures/pooled-density.ts';
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

/** What stands below a picture: its tail mean, as `tail` gives it, and what is particular to the snapshots that it shows. */
export function captionOf(replayed: ReplayedMember, tail: string): string {
  return caption(replayed, tail, 'described');
}

/** The same, for exactly the drawn snapshots. */
export function shownCaptionOf(replayed: ReplayedMember, tail: string): string {
  return caption(replayed, tail, 'shown');
}

function caption({ runs }: ReplayedMember, tail: string, which: 'described' | 'shown'): string {
  const facts = which === 'described' ? runFacts : shownRunFacts;
  const snapshots = runs.flatMap((run) => run[which] ?? []);
  const own = runs.length === 1 || snapshots.length === 0 ? facts(runs[0]) : pooledFacts(runs, snapshots);
  return joined([...(tail === '' ? [] : [tail]), ...own]);
}

function pooledFacts(runs: readonly PlayedRun[], snapshots: readonly Snapshot[]): string[] {
  const outside = snapshots.reduce((sum, one) => sum + one.outside, 0);
  const isAsked = snapshots.every(({ epoch }) => epoch === Math.round(runs[0].standing.described));
  return [
    ...(outside === 0 ? [] : [`${outside} outside`]),
    ...(isAsked ? [] : [`epoch ${rangeText(snapshots.map(({ epoch }) => epoch))}`]),
    ...(snapshots.length === runs.length ? [] : [`${snapshots.length} of ${runs.length} seeds recorded`]),
  ];
}
