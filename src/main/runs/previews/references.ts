import type { RunReference } from '../../../shared/api/run.ts';

/** Runs whose reference is kept: as many as a window shows beside each other. Each takes 100 kB at most. */
const MOST = 32;

/** What does not change over a run, found once while it is looked at. */
export class References {
  readonly #known = new Map<string, Promise<RunReference>>();

  /** Computes with `find`, once for each run. */
  of(run: string, find: () => Promise<RunReference>): Promise<RunReference> {
    const reference = this.#known.get(run) ?? find();
    this.#known.delete(run);
    this.#known.set(run, reference);
    // The first of a map is what was looked at longest ago.
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= MOST) break;
      this.#known.delete(oldest);
    }
    // Asked again it may be found.
    reference.catch(() => {
      if (this.#known.get(run) === reference) this.#known.delete(run);
    });
    return reference;
  }
}
