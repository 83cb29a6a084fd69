import type { Snapshot } from '../../shared/run.ts';
import { bridge } from '../state/connection.svelte.ts';

/** Snapshots asked for in one go: about what plays in the two seconds that an answer may take. */
const BLOCK = 60;
/** Snapshots kept: some thirty megabytes. */
const MOST = 3000;

/** The snapshots of a run as far as they have been fetched. */
export class Frames {
  readonly #run: string;
  // One version counts for all of them: a frame more is a redraw, not three thousand signals.
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  readonly #kept = new Map<number, Snapshot>();
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  readonly #asked = new Set<number>();
  #version = $state(0);

  constructor(run: string) {
    this.#run = run;
  }

  get(epoch: number): Snapshot | undefined {
    return this.#version >= 0 ? this.#kept.get(epoch) : undefined;
  }

  /** Takes a snapshot that has come by itself. */
  add(snapshot: Snapshot): void {
    this.#keep(snapshot);
    this.#version += 1;
  }

  /** Fetches those of `epochs` that are not there, the first ones first. */
  want(epochs: readonly number[]): void {
    const missing = epochs.filter((epoch) => !this.#kept.has(epoch) && !this.#asked.has(epoch));
    for (let start = 0; start < missing.length; start += BLOCK) void this.#fetch(missing.slice(start, start + BLOCK));
  }

  clear(): void {
    this.#kept.clear();
    this.#version += 1;
  }

  async #fetch(epochs: number[]): Promise<void> {
    for (const epoch of epochs) this.#asked.add(epoch);
    const result = await bridge.request('run.frames', { run: this.#run, epochs });
    for (const epoch of epochs) this.#asked.delete(epoch);
    // A lost connection says so itself, and what is missing is asked for again.
    if (!result.ok) return;
    for (const snapshot of result.output) this.#keep(snapshot);
    this.#version += 1;
  }

  #keep(snapshot: Snapshot): void {
    this.#kept.set(snapshot.epoch, snapshot);
    for (const epoch of this.#kept.keys()) {
      if (this.#kept.size <= MOST) break;
      this.#kept.delete(epoch);
    }
  }
}
