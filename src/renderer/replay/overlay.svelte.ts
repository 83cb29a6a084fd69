import equal from 'fast-deep-equal';
import type { RunConfig } from '../../shared/config/schema.ts';
import type { ReplayedMember } from './replayed-member.ts';

/** The most overlaid lines that can be distinguished. */
export const MOST_LAID = 6;

export interface Laid extends ReplayedMember {
  /** Why it cannot be overlaid; undefined if it can. */
  readonly refusal: string | undefined;
  readonly isLaid: boolean;
}

/** Which pictures are overlaid: the first ones, until the user chooses others. */
export class Overlay {
  #chosen = $state.raw<Readonly<Record<string, boolean>>>({});

  /** All pictures in order. Overlaid ones have the same target. */
  of(replayed: readonly ReplayedMember[]): Laid[] {
    let target: RunConfig['target'] | undefined;
    let count = 0;
    return replayed.map(({ member, runs }) => {
      const own = runs[0].watched.run?.config.target;
      const isOther = target !== undefined && own !== undefined && !equal(own, target);
      const isWanted = this.#chosen[member.key] ?? true;
      const isLaid = isWanted && !isOther && count < MOST_LAID;
      if (isLaid) {
        target ??= own;
        count += 1;
      }
      const full = !isLaid && count >= MOST_LAID ? `up to ${MOST_LAID} at once` : undefined;
      return { member, runs, isLaid, refusal: isOther ? 'has another target' : full };
    });
  }

  toggle(key: string, isLaid: boolean): void {
    this.#chosen = { ...this.#chosen, [key]: isLaid };
  }
}
