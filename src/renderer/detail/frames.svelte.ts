import type { Snapshot } from '../../shared/run.ts';
import { snapshotBytes } from '../../shared/snapshot-bytes.ts';
import { bridge } from '../state/connection.svelte.ts';

/** Snapshots asked for in one go: about what plays in the two seconds that an answer may take. */
const BLOCK = 60;
/** Kept of all runs shown: 8,000 snapshots of 2,000 samples, or 80 of 100,000 of the trained and the averaged generator. */
export const MOST_FRAME_BYTES = 64_000_000;

/** The snapshots of a run as far as they have been fetched. */
export class Frames {
  readonly #run: string;
  readonly #mostBytes: () => number;
  // Those wanted last stand last. One version counts for all of them: a frame more is a redraw, not a signal each.
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  readonly #kept = new Map<number, Snapshot>();
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  readonly #asked = new Set<number>();
  #bytes = 0;
  #version = $state(0);

  /** At most `mostBytes` of them are kept: of several runs each has its share. */
  constructor(run: string, mostBytes = () => MOST_FRAME_BYTES) {
    this.#run = run;
    this.#mostBytes = mostBytes;
  }

  /** Whether an answer is on its way. */
  get isAsking(): boolean {
    return this.#version >= 0 && this.#asked.size > 0;
  }

  get(epoch: number): Snapshot | undefined {
    return this.#version >= 0 ? this.#kept.get(epoch) : undefined;
  }

  /** Takes a snapshot that has come by itself. */
  add(snapshot: Snapshot): void {
    this.#keep(snapshot);
    this.#version += 1;
  }

  /**
   * Fetches those of `epochs` that are not there, the first ones first and no more than can be kept. To be called again
   * whenever some have come: an answer may hold only the first ones.
   */
  want(epochs: readonly number[]): void {
    if (this.#version < 0) return;
    // All snapshots of a run are about as large as one; how large, the first one says.
    // Half is fetched ahead, so that what comes never drives out what is wanted beside it.
    const most = this.#kept.size === 0 ? 1 : Math.ceil(this.#mostBytes() / 2 / (this.#bytes / this.#kept.size));
    const missing: number[] = [];
    for (const epoch of epochs.slice(0, most)) {
      const snapshot = this.#kept.get(epoch);
      if (snapshot) this.#keep(snapshot);
      else if (!this.#asked.has(epoch)) missing.push(epoch);
    }
    for (let start = 0; start < missing.length; start += BLOCK) void this.#fetch(missing.slice(start, start + BLOCK));
  }

  clear(): void {
    this.#kept.clear();
    this.#bytes = 0;
    this.#version += 1;
  }

  async #fetch(epochs: number[]): Promise<void> {
    for (const epoch of epochs) this.#asked.add(epoch);
    const result = await bridge.request('run.frames', { run: this.#run, epochs });
    for (const epoch of epochs) this.#asked.delete(epoch);
    // A lost connection says so itself, and what is missing is asked for again.
    if (!result.ok || result.output.length === 0) return;
    for (const snapshot of result.output) this.#keep(snapshot);
    this.#version += 1;
  }

  #keep(snapshot: Snapshot): void {
    this.#forget(snapshot.epoch);
    this.#kept.set(snapshot.epoch, snapshot);
    this.#bytes += snapshotBytes(snapshot);
    for (const epoch of this.#kept.keys()) {
      if (this.#bytes <= this.#mostBytes()) break;
      this.#forget(epoch);
    }
  }

  #forget(epoch: number): void {
    const snapshot = this.#kept.get(epoch);
    if (!snapshot) return;
    this.#kept.delete(epoch);
    this.#bytes -= snapshotBytes(snapshot);
  }
}
