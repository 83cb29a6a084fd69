import equal from 'fast-deep-equal';
import type { CheckpointEpoch, RunEvent } from '../../../shared/api/run.ts';
import { epochsDone, type Run } from '../../../shared/run.ts';
import type { PackedSnapshot } from '../../../shared/frames/frame-codec.ts';
import { Series } from '../../../shared/series/series.ts';
import { measuredWithShares, shareUnitOfRun, type ShareUnit } from '../../../shared/wasserstein-share.ts';
import { epochValues, metricValues } from '../../../shared/series/values.ts';
import type { WorkbenchEvent } from '../../runs/events.ts';
import type { Workbench } from '../../runs/workbench.ts';
import type { Feed } from './handlers.ts';
import { Throttle } from '../../runs/throttle.ts';
import { readLosses, readMetrics } from '../../files/run-series.ts';

interface RunFeedInput {
  readonly run: string;
  readonly afterEpoch: number;
  readonly width: number;
  /** False sends no series of losses or metrics. */
  readonly series: boolean;
}

/**
 * Sends one run: first its history, then what happens to it. The history includes everything recorded until it is read. What
 * training reports afterwards is merged into one event, which is kept until it is taken.
 */
export class RunFeed implements Feed<RunEvent> {
  readonly #workbench: Workbench;
  readonly #input: RunFeedInput;
  readonly #unsubscribe: () => void;
  readonly #unwatchOthers: () => void;
  readonly #progress: Throttle;
  readonly #losses: Series;
  readonly #metrics: Series;
  #snapshotEpochs: number[] = [];
  #latest: PackedSnapshot | undefined;
  /** The epoch after which the history is still to be sent; undefined once it has been sent. */
  #historyAfter: number | undefined;
  /** The last epoch that was sent or is waiting to be sent. */
  #lastEpoch = 0;
  #sentRun: Run | undefined;
  #haveOthersWritten = false;
  #isReset = false;
  #isRunChanged = true;
  #isChanged = true;
  #sentCheckpoints: readonly CheckpointEpoch[] | undefined;

  /** Throws `run-not-found`. */
  constructor(workbench: Workbench, input: RunFeedInput, ready: () => void) {
    this.#workbench = workbench;
    this.#input = input;
    this.#losses = new Series(input.width);
    this.#metrics = new Series(input.width);
    const tell = () => {
      this.#isChanged = true;
      ready();
    };
    this.#progress = new Throttle(tell);
    const run = workbench.store.runs.get(input.run);
    // The run was taken back while the reader was away: what they have of it no longer holds.
    this.#isReset = input.afterEpoch > epochsDone(run);
    this.#historyAfter = this.#isReset ? -1 : input.afterEpoch;
    this.#unsubscribe = workbench.events.add((event) => {
      if (event.run !== input.run) return;
      this.#follow(event);
      if (event.kind === 'progress') this.#progress.flushAtBeat();
      else tell();
    });
    this.#unwatchOthers = workbench.others.add(() => {
      this.#haveOthersWritten = true;
      ready();
    });
  }

  /** Whether epochs or snapshots are waiting to be sent. */
  get #isPending(): boolean {
    return this.#losses.length > 0 || this.#snapshotEpochs.length > 0;
  }

  take(): RunEvent | undefined {
    // What is kept is told first: what others recorded comes after it.
    if (this.#haveOthersWritten && !this.#isPending) this.#lookForOthers();
    if (!this.#isChanged) return undefined;
    this.#isChanged = false;
    const isReset = this.#isReset;
    const isRunChanged = this.#isRunChanged;
    this.#isReset = false;
    this.#isRunChanged = false;
    const { store } = this.#workbench;
    const event = this.#historyAfter === undefined ? this.#takePending() : this.#readHistory(this.#historyAfter);
    if (isRunChanged) this.#sentRun = store.runs.get(this.#input.run);
    return {
      ...event,
      reset: isReset,
      run: isRunChanged ? this.#sentRun : undefined,
      floors: isRunChanged ? store.noiseFloors.read(this.#input.run) : undefined,
      checkpoints: this.#newCheckpoints(),
    };
  }

  close(): void {
    this.#unsubscribe();
    this.#unwatchOthers();
    this.#progress.cancel();
  }

  /** Reads what another process recorded of the run since the last epoch, or everything again if the run was taken back. */
  #lookForOthers(): void {
    this.#haveOthersWritten = false;
    const run = this.#workbench.store.runs.get(this.#input.run);
    if (equal(run, this.#sentRun)) return;
    this.#isRunChanged = true;
    this.#isChanged = true;
    // It is in the history that is still to be read.
    if (this.#historyAfter !== undefined) return;
    const endedAt = endOf(this.#sentRun);
    // A run that is extended after its end drops what a longer one would not have.
    const isTakenBack = epochsDone(run) < this.#lastEpoch || (endedAt !== undefined && endOf(run) !== endedAt);
    if (isTakenBack) this.#takeBack();
    else if (epochsDone(run) > this.#lastEpoch) this.#historyAfter = this.#lastEpoch;
  }

  #shareUnit(): ShareUnit {
    return shareUnitOfRun(this.#workbench.store.runs.get(this.#input.run));
  }

  #takeBack(): void {
    this.#isReset = true;
    this.#isRunChanged = true;
    this.#historyAfter = -1;
    this.#takePending();
  }

  #follow(event: WorkbenchEvent): void {
    switch (event.kind) {
      case 'progress': {
        // It is in the history that is still to be read.
        if (this.#historyAfter !== undefined) break;
        if (this.#input.series)
          for (const record of event.epochs) this.#losses.append(record.epoch, epochValues(record));
        this.#lastEpoch = event.epochs.at(-1)?.epoch ?? this.#lastEpoch;
        const unit = event.snapshots.length > 0 ? this.#shareUnit() : undefined;
        for (const recorded of event.snapshots) {
          const snapshot = measuredWithShares(recorded, unit);
          if (this.#input.series) this.#metrics.append(snapshot.epoch, metricValues(snapshot));
          this.#snapshotEpochs.push(snapshot.epoch);
          this.#latest = snapshot;
        }
        break;
      }
      case 'taken_back':
        this.#takeBack();
        break;
      case 'queued':
      case 'started':
      case 'paused':
      case 'resumed':
      case 'finished':
      case 'stopped':
      case 'withdrawn':
      case 'interrupted':
      case 'crashed':
      case 'failed':
      case 'not_resumed':
      case 'not_recorded':
      case 'marked':
        this.#isRunChanged = true;
        break;
    }
  }

  #takePending(): Pick<RunEvent, 'losses' | 'metrics' | 'snapshotEpochs' | 'latest'> {
    const pending = {
      losses: this.#losses.length > 0 ? this.#losses.chunk() : undefined,
      metrics: this.#metrics.length > 0 ? this.#metrics.chunk() : undefined,
      snapshotEpochs: this.#snapshotEpochs.length > 0 ? Float64Array.from(this.#snapshotEpochs) : undefined,
      latest: this.#latest,
    };
    this.#losses.clear();
    this.#metrics.clear();
    this.#snapshotEpochs = [];
    this.#latest = undefined;
    return pending;
  }

  #readHistory(after: number): Pick<RunEvent, 'losses' | 'metrics' | 'snapshotEpochs' | 'latest'> {
    this.#historyAfter = undefined;
    const { store } = this.#workbench;
    const { run, width } = this.#input;
    // Another process may write while this is read: what lies after this epoch is told the next time.
    const last = epochsDone(store.runs.get(run));
    this.#lastEpoch = last;
    const range = { after, last };
    const snapshotEpochs = store.snapshots.readEpochs(run, after).filter((epoch) => epoch <= last);
    return {
      losses: this.#input.series ? readLosses(store, run, range, width) : undefined,
      metrics: this.#input.series ? readMetrics(store, run, range, width) : undefined,
      snapshotEpochs,
      latest: snapshotEpochs.length > 0 ? store.snapshots.readNearest(run, last) : undefined,
    };
  }

  #newCheckpoints(): readonly CheckpointEpoch[] | undefined {
    const checkpoints = this.#workbench.store.checkpoints
      .list(this.#input.run)
      .map(({ epoch, kind }) => ({ epoch, kind }));
    if (equal(checkpoints, this.#sentCheckpoints)) return undefined;
    this.#sentCheckpoints = checkpoints;
    return checkpoints;
  }
}

/** When a run last ended, also of a run that waits to resume; undefined while it trains and before it has ended. */
function endOf(run: Run | undefined): string | undefined {
  const last = run?.status === 'queued' ? run.before : run;
  return last && 'endedAt' in last ? last.endedAt : undefined;
}
