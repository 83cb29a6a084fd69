import type { CheckpointEpoch, RunEvent, RunReference } from '../../shared/api/run.ts';
import type { ApiError } from '../../shared/api/messages.ts';
import { joinedExtent, type FrameExtent } from '../../shared/figures/frame-extent.ts';
import type { NoiseFloor } from '../../shared/metrics.ts';
import type { Run } from '../../shared/run.ts';
import { Series, type SeriesChunk } from '../../shared/series/series.ts';
import type { Result } from '../bridge/bridge.ts';
import { bridge } from './connection.svelte.ts';
import { Frames } from './frames.svelte.ts';

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
