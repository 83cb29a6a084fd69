import type { RunRow } from '../../shared/api/runs.ts';
import { bridge } from './connection.svelte.ts';

/** Every run of the store as the list shows it. */
class Runs {
  readonly #rows = new Map<string, RunRow>();
  /** Counted up at every change: reading it is what makes a view follow the rows, of which there may be ten thousand. */
  #version = $state(0);
  /** Whether all rows have come: until then the list is still being read. */
  complete = $state(false);
  #isReread = false;

  constructor() {
    bridge.subscribe(
      'runs',
      () => {
        // Everything is sent again, as after a lost connection or when another store is opened.
        this.#isReread = true;
        this.complete = false;
        return {};
      },
      ({ rows, removed, complete }) => {
        // The earlier rows are shown until then: it may be long before the list can be read again.
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
