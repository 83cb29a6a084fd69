import { bridge } from '../state/connection.svelte.ts';

/** When groups were first compared, by their hashes; told where they are compared now. */
export class Looks {
  firstAt = $state.raw<Readonly<Partial<Record<string, string>>>>({});
  #noted: readonly string[] = [];

  /** Notes that these groups are looked at beside others. */
  async note(groups: readonly string[]): Promise<void> {
    const fresh = groups.filter((group) => !this.#noted.includes(group));
    if (fresh.length === 0) return;
    this.#noted = [...this.#noted, ...fresh];
    const result = await bridge.read('compare.look', { groups: fresh });
    if (!result.ok) return;
    const told = Object.fromEntries(result.output.map(({ group, firstAt }) => [group, firstAt]));
    this.firstAt = { ...this.firstAt, ...told };
  }
}
