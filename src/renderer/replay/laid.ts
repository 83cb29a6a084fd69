import equal from 'fast-deep-equal';
import type { Member } from './members.ts';
import type { ReplayedMember } from './replayed-member.ts';

/** What is laid over one target, and what cannot be, since it has another. */
export interface Laid {
  readonly laid: readonly ReplayedMember[];
  readonly others: readonly ReplayedMember[];
}

/** Those that have the target of the first of them. */
export function ofOneTarget(replayed: readonly ReplayedMember[]): Laid {
  const targetOf = ({ runs }: ReplayedMember) => runs[0].watched.run?.config.target;
  const target = replayed.map(targetOf).find((own) => own !== undefined);
  const isLaid = (one: ReplayedMember) => {
    const own = targetOf(one);
    return own === undefined || target === undefined || equal(own, target);
  };
  return { laid: replayed.filter(isLaid), others: replayed.filter((one) => !isLaid(one)) };
}

/** The seeds of one group, put together as one. */
export function pooled(
  replayed: readonly ReplayedMember[],
  group: Pick<Member, 'key' | 'title' | 'colour' | 'dash'>,
): ReplayedMember[] {
  const runs = replayed.flatMap((one) => one.runs);
  if (runs.length === 0) return [];
  const member: Member = {
    ...group,
    seeds: `${runs.length} seeds, combined`,
    runs: runs.map(({ id }) => id),
    choices: undefined,
  };
  return [{ member, runs }];
}
