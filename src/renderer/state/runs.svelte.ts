import type { RunRow } from '../../shared/api/runs.ts';
import { bridge } from './connection.svelte.ts';

/** All runs of the store as the list shows them. */
class Runs {
  readonly #rows = new Map<string, RunRow>();
  /**
   * Increases at every change. Views follow the rows by reading it, because making ten thousand rows reactive would be
   * slow.
   */
  #version = $state(0);
  /** Whether all rows have arrived. */
  complete = $state(false);
  #isReread = false;

  constructor() {
    bridge.subscribe(
      'runs',
      () => {
        // All rows are sent again, for example after a lost connection or when another store is opened.
        this.#isReread = true;
        this.complete = false;
        return {};
      },
      ({ rows, removed, complete }) => {
        // The earlier rows stay visible until then, because reading the list again may take long.
        if (this.#isReread) this.#rows.clear();
        this.#isReread = false;
        for (const row of rows) this.#rows.set(row.run.id, row);
        for (const id of removed) this.#rows.delete(id);
        this.complete = complete;
        this.#version += 1;
      },
    );
  }

  get(id: string): RunRow | undefined {
    return this.#version >= 0 ? this.#rows.get(id) : undefined;
  }

  /** All runs in no particular order, including those in the trash. */
  get all(): RunRow[] {
    return this.#version >= 0 ? [...this.#rows.values()] : [];
  }
}

export const runs = new Runs();
