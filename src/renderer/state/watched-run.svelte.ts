import type { CheckpointEpoch, RunEvent, RunReference } from '../../shared/api/run.ts';
import type { ApiError } from '../../shared/api/messages.ts';
import { WorkbenchError } from '../../shared/errors.ts';
import { joinedExtent, type FrameExtent } from '../../shared/figures/frame-extent.ts';
import { packedBytes, unpackSnapshot, type PackedSnapshot } from '../../shared/frames/frame-codec.ts';
import type { NoiseFloor } from '../../shared/metrics.ts';
import type { Run, Snapshot } from '../../shared/run.ts';
import { Series, type SeriesChunk } from '../../shared/series/series.ts';
import type { Result } from '../bridge/bridge.ts';
import { bridge } from './connection.svelte.ts';

/** Snapshots per request, enough for the two seconds that an answer may take while playing. */
const BLOCK = 60;
/**
 * Bytes kept for all shown runs: 30,000 snapshots of 2,000 samples, or 2,000 snapshots of 100,000 samples of the
 * trained and the averaged generator.
 */
export const MOST_FRAME_BYTES = 64_000_000;
/** Snapshots that stay unpacked: the drawn one, the described one, those before them, and the next. */
const UNPACKED = 5;

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

  /** Unpacks the snapshot of this epoch, if it has arrived, before it is drawn. Says whether it was still packed. */
  unpack(epoch: number): boolean {
    if (this.#unpacked.has(epoch)) return false;
    return this.#read(epoch) !== undefined;
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

/** The approximate number of points in a plot of a single run. */
const WIDTH = 1200;
/** The extent of a run that trains is read again when it has so many times the snapshots. */
const EXTENT_GROWTH = 1.5;

/** The recorded data of a shown run, updated while it trains. */
export class WatchedRun {
  readonly id: string;
  readonly frames: Frames;
  run = $state.raw<Run | undefined>();
  losses = $state.raw<SeriesChunk>(new Series(WIDTH).chunk());
  metrics = $state.raw<SeriesChunk>(new Series(WIDTH).chunk());
  /** Epochs with a snapshot, in increasing order. */
  snapshotEpochs = $state.raw<readonly number[]>([]);
  checkpoints = $state.raw<readonly CheckpointEpoch[]>([]);
  floors = $state.raw<readonly NoiseFloor[]>([]);
  /** Undefined until the run has started and its data have arrived. */
  reference = $state.raw<RunReference | undefined>();
  /** Why no more data arrive. */
  ended = $state.raw<ApiError | undefined>();
  /** How far the pictures reach over the run, to which their axes are fitted; undefined in the plane and until it has been read. */
  extent = $state.raw<FrameExtent | undefined>();
  readonly #losses: Series;
  readonly #metrics: Series;
  readonly #unsubscribe: () => void;
  #isReferenceAsked = false;
  /** The number of snapshots at which the extent is read next. */
  #nextExtent = 1;
  #isExtentFinal = false;
  /** How often the run was taken back: what was asked for before says nothing of what is recorded since. */
  #resets = 0;

  readonly #hasSeries: boolean;
  readonly #readReference: (run: Run) => Promise<Result<RunReference>>;

  /**
   * `width` is the approximate number of points of a plot. Without `hasSeries` the series of its losses and metrics
   * stay empty.
   */
  constructor(
    id: string,
    { width = WIDTH, hasSeries = true, frames = new Frames(id), readReference = askReference } = {},
  ) {
    this.id = id;
    this.#hasSeries = hasSeries;
    this.#readReference = readReference;
    this.frames = frames;
    this.#losses = new Series(width);
    this.#metrics = new Series(width);
    this.#unsubscribe = bridge.subscribe(
      'run',
      () => ({ run: id, afterEpoch: this.#lastEpoch(hasSeries), width, series: hasSeries }),
      (event) => this.#take(event),
      (error) => (this.ended = error),
    );
  }

  close(): void {
    this.#unsubscribe();
  }

  /** The last received epoch, after which data continue when the connection returns; -1 if there is none. */
  #lastEpoch(hasSeries: boolean): number {
    return hasSeries ? this.#losses.lastEpoch : (this.snapshotEpochs.at(-1) ?? -1);
  }

  #take(event: RunEvent): void {
    if (event.reset) {
      this.#losses.clear();
      this.#metrics.clear();
      this.frames.clear();
      this.snapshotEpochs = [];
      this.extent = undefined;
      this.#nextExtent = 1;
      this.#isExtentFinal = false;
      this.#resets += 1;
    }
    if (event.losses) {
      this.#losses.appendChunk(event.losses);
      this.losses = this.#losses.chunk();
    }
    if (event.metrics) {
      this.#metrics.appendChunk(event.metrics);
      this.metrics = this.#metrics.chunk();
    }
    if (event.snapshotEpochs) this.snapshotEpochs = [...this.snapshotEpochs, ...event.snapshotEpochs];
    if (event.latest) this.frames.add(event.latest);
    this.checkpoints = event.checkpoints ?? this.checkpoints;
    this.floors = event.floors ?? this.floors;
    this.run = event.run ?? this.run;
    if (this.run && this.snapshotEpochs.length > 0) {
      void this.#fetchReference(this.run);
      if (this.#hasSeries) void this.#fetchExtent(this.run);
    }
  }

  /** Of a run that trains it is read ever more rarely, and only grows, so that its axes seldom change. */
  async #fetchExtent({ id, status }: Run): Promise<void> {
    const isTraining = status === 'running' || status === 'paused' || status === 'queued';
    if (isTraining) this.#isExtentFinal = false;
    const count = this.snapshotEpochs.length;
    if (isTraining ? count < this.#nextExtent : this.#isExtentFinal) return;
    this.#isExtentFinal = !isTraining;
    this.#nextExtent = Math.ceil(count * EXTENT_GROWTH) + 1;
    const resets = this.#resets;
    const result = await bridge.request('run.extent', { run: id });
    if (resets !== this.#resets) return;
    if (!result.ok) {
      // It is read at the next event, which comes when a lost connection is back.
      this.#isExtentFinal = false;
      this.#nextExtent = count;
      return;
    }
    this.extent = isTraining ? joinedExtent(this.extent, result.output) : result.output;
  }

  async #fetchReference(run: Run): Promise<void> {
    if (this.#isReferenceAsked) return;
    this.#isReferenceAsked = true;
    const result = await this.#readReference(run);
    if (result.ok) this.reference = result.output;
    else this.#isReferenceAsked = false;
  }
}

/** What figures of a run draw in addition to its snapshots. */
export function askReference({ id }: Run): Promise<Result<RunReference>> {
  return bridge.request('run.reference', { run: id });
}
