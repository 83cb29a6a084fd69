import { bridge } from '../state/connection.svelte.ts';

/** A request takes so many; a random sweep may have more arms. */
const MOST_GROUPS = 1000;

/** When groups were first compared, by their hashes. Comparing them here records the look. */
export class Looks {
  firstAt = $state.raw<Readonly<Partial<Record<string, string>>>>({});
  #noted: readonly string[] = [];

  /** Notes that these groups are looked at beside others. */
  async note(groups: readonly string[]): Promise<void> {
    const fresh = groups.filter((group) => !this.#noted.includes(group));
    if (fresh.length === 0) return;
    this.#noted = [...this.#noted, ...fresh];
    for (let from = 0; from < fresh.length; from += MOST_GROUPS) {
      const result = await bridge.read('compare.look', { groups: fresh.slice(from, from + MOST_GROUPS) });
      if (!result.ok) return;
      const looked = Object.fromEntries(result.output.map(({ group, firstAt }) => [group, firstAt]));
      this.firstAt = { ...this.firstAt, ...looked };
    }
  }
}
