import { WorkbenchError } from '../../shared/errors.ts';
import { packedBytes, unpackSnapshot, type PackedSnapshot } from '../../shared/frames/frame-codec.ts';
import type { Snapshot } from '../../shared/run.ts';
import { bridge } from './connection.svelte.ts';

/** Snapshots per request, enough for the two seconds that an answer may take while playing. */
const BLOCK = 60;
/**
 * Bytes kept for all shown runs: 30,000 snapshots of 2,000 samples, or 2,000 snapshots of 100,000 samples of the
 * trained and the averaged generator.
 */
export const MOST_FRAME_BYTES = 64_000_000;
/** Snapshots that stay unpacked: the drawn one, the described one, and those before them. */
const UNPACKED = 4;

/** The fetched snapshots of a run. They are kept packed and unpacked when they are drawn. */
export class Frames {
  readonly #run: string;
  readonly #mostBytes: () => number;
  // Those wanted last stand last. One version counts for all of them: a frame more is a redraw, not a signal each.
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  readonly #kept = new Map<number, PackedSnapshot>();
  // Those looked at last stand last. An error stands for a snapshot that cannot be read.
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  readonly #unpacked = new Map<number, Snapshot | WorkbenchError>();
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  readonly #asked = new Set<number>();
  #bytes = 0;
  #version = $state(0);

  /** Keeps at most `mostBytes`; several runs share them. */
  constructor(run: string, mostBytes = () => MOST_FRAME_BYTES) {
    this.#run = run;
    this.#mostBytes = mostBytes;
  }

  /** Whether a request is pending. */
  get isAsking(): boolean {
    return this.#version >= 0 && this.#asked.size > 0;
  }

  /** Whether the snapshot of this epoch has arrived, readable or not. */
  has(epoch: number): boolean {
    return this.#version >= 0 && this.#kept.has(epoch);
  }

  /**
   * The snapshot of this epoch, the same object as long as it stays unpacked; undefined if it has not arrived or cannot
   * be read.
   */
  get(epoch: number): Snapshot | undefined {
    const read = this.#read(epoch);
    return read instanceof WorkbenchError ? undefined : read;
  }

  /** Why the snapshot of this epoch cannot be read; undefined if it can, or if it has not arrived. */
  failure(epoch: number): string | undefined {
    const read = this.#read(epoch);
    return read instanceof WorkbenchError ? read.message : undefined;
  }

  /** Adds a snapshot that was pushed during training. */
  add(snapshot: PackedSnapshot): void {
    this.#keep(snapshot);
    this.#version += 1;
  }

  /**
   * Fetches missing snapshots of `epochs`, in order, and no more than can be kept. Call it again whenever some have
   * arrived, because an answer may contain only the first ones.
   */
  want(epochs: readonly number[]): void {
    if (this.#version < 0) return;
    // All snapshots of a run have about the size of the first one. Only half of the memory is fetched ahead, so that
    // new snapshots do not evict others that are needed.
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
    this.#unpacked.clear();
    this.#bytes = 0;
    this.#version += 1;
  }

  async #fetch(epochs: number[]): Promise<void> {
    for (const epoch of epochs) this.#asked.add(epoch);
    const result = await bridge.request('run.frames', { run: this.#run, epochs });
    for (const epoch of epochs) this.#asked.delete(epoch);
    // A lost connection reports itself, and missing snapshots are requested again.
    if (!result.ok || result.output.length === 0) return;
    for (const snapshot of result.output) this.#keep(snapshot);
    this.#version += 1;
  }

  #read(epoch: number): Snapshot | WorkbenchError | undefined {
    const packed = this.#version >= 0 ? this.#kept.get(epoch) : undefined;
    if (!packed) return undefined;
    const read = this.#unpacked.get(epoch) ?? unpacked(packed);
    this.#unpacked.delete(epoch);
    this.#unpacked.set(epoch, read);
    const [oldest] = this.#unpacked.keys();
    if (this.#unpacked.size > UNPACKED) this.#unpacked.delete(oldest);
    return read;
  }

  #keep(snapshot: PackedSnapshot): void {
    if (this.#kept.get(snapshot.epoch) !== snapshot) this.#unpacked.delete(snapshot.epoch);
    this.#forget(snapshot.epoch);
    this.#kept.set(snapshot.epoch, snapshot);
    this.#bytes += packedBytes(snapshot);
    for (const epoch of this.#kept.keys()) {
      if (this.#bytes <= this.#mostBytes()) break;
      this.#forget(epoch);
    }
  }

  #forget(epoch: number): void {
    const snapshot = this.#kept.get(epoch);
    if (!snapshot) return;
    this.#kept.delete(epoch);
    this.#bytes -= packedBytes(snapshot);
  }
}

function unpacked(packed: PackedSnapshot): Snapshot | WorkbenchError {
  try {
    return unpackSnapshot(packed);
  } catch (error) {
    if (error instanceof WorkbenchError) return error;
    throw error;
  }
}
