import type { Run } from '../../shared/run.ts';
import type { Member } from './members.ts';
import type { ReplayedRun } from './replayed-run.svelte.ts';

/** More lines over each other than these are not told apart. */
export const MOST_LAID = 6;

export interface Laid {
  readonly member: Member;
  readonly replayed: ReplayedRun;
  /** Why it cannot be laid over the others; undefined where it can. */
  readonly refusal: string | undefined;
  readonly isLaid: boolean;
}

/** Which of the replayed runs are laid over each other: the first ones, until others are chosen. */
export class Overlay {
  #chosen = $state.raw<Readonly<Record<string, boolean>>>({});

  /** All of them in their order; those that are laid have one target. */
  of(members: readonly Member[], runs: readonly ReplayedRun[]): Laid[] {
    const found = members.flatMap((member) => {
      const replayed = runs.find(({ id }) => id === member.id);
      return replayed ? [{ member, replayed }] : [];
    });
    let target: string | undefined;
    let count = 0;
    return found.map(({ member, replayed }) => {
      const own = targetOf(replayed.watched.run);
      const isOther = target !== undefined && own !== undefined && own !== target;
      const isWanted = this.#chosen[member.id] ?? true;
      const isLaid = isWanted && !isOther && count < MOST_LAID;
      if (isLaid) {
        target ??= own;
        count += 1;
      }
      const full = !isLaid && count >= MOST_LAID ? `up to ${MOST_LAID} at once` : undefined;
      return { member, replayed, isLaid, refusal: isOther ? 'has another target' : full };
    });
  }

  toggle(id: string, isLaid: boolean): void {
    this.#chosen = { ...this.#chosen, [id]: isLaid };
  }
}

function targetOf(run: Run | undefined): string | undefined {
  return run && JSON.stringify(run.config.target);
}
