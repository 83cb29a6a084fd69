import type { RecordingHalt } from '../../shared/api/training.ts';
import { megabytes } from '../../shared/byte-size.ts';
import type { RunConfig } from '../../shared/config/schema.ts';
import type { Listeners } from '../../shared/listeners.ts';
import { epochsDone, startEpoch } from '../../shared/run.ts';
import { groupHash } from '../store/group-hash.ts';
import type { Store } from '../store/store.ts';
import type { CheckpointFacts } from '../store/tables/checkpoints.ts';
import type { Outcome, WorkerEvent } from '../training/messages.ts';
import { keepsCheckpoint } from '../training/trainer.ts';
import type { EarlyStopping } from './early-stopping.ts';
import type { WorkbenchEvent } from './events.ts';
import { floorLaw, rulesFor } from './floor-law.ts';
import type { Crash, TrainingPool } from './pool.ts';
import { Recorder } from './recorder.ts';
import type { ResumeBuilds } from './resume-builds.ts';
import { bytesStillNeeded } from './room-needed.ts';
import { wasToGoOn, withdraw } from './withdraw.ts';

export interface RecordingParts {
  readonly pool: TrainingPool;
  readonly events: Listeners<WorkbenchEvent>;
  readonly earlyStopping: EarlyStopping;
  readonly builds: ResumeBuilds;
}

export interface RecordingListener {
  /** Recording has halted, was retried without success, or has resumed. */
  haltChanged(halt: RecordingHalt | undefined): void;
  /** The end of a run has been recorded, or the store has refused it. */
  ended(): void;
  /** The store has refused what is no run's. */
  failed(error: unknown): void;
}

/** Writes what workers report about runs into the store, then emits it as events. */
export class Recording {
  readonly #store: Store;
  readonly #pool: TrainingPool;
  readonly #events: Listeners<WorkbenchEvent>;
  readonly #earlyStopping: EarlyStopping;
  readonly #builds: ResumeBuilds;
  readonly #listener: RecordingListener;
  readonly #recorder: Recorder;
  /**
   * Runs with an entry that could not be recorded, and its error. Nothing after that entry is recorded, so that what was recorded
   * has no gap.
   */
  readonly #unrecorded = new Map<string, WorkbenchEvent['kind']>();

  constructor(store: Store, { pool, events, earlyStopping, builds }: RecordingParts, listener: RecordingListener) {
    this.#store = store;
    this.#pool = pool;
    this.#events = events;
    this.#earlyStopping = earlyStopping;
    this.#builds = builds;
    this.#listener = listener;
    this.#recorder = new Recorder(store, {
      changed: () => listener.haltChanged(this.halt),
      explain: (code, message) => (code === 'store-full' ? `${message} ${this.#roomNeeded()}` : message),
    });
    pool.events.add((event) => this.#receive(event));
    pool.crashes.add((crash) => this.#crashed(crash));
  }

  /** Why nothing can be recorded now; undefined if it can. Running runs wait, and continue when the store can be used again. */
  get halt(): RecordingHalt | undefined {
    return this.#recorder.halt;
  }

  /** Runs that train or are paused, and those that have ended but could not be recorded to their end yet. */
  get training(): readonly string[] {
    return [...new Set([...this.#pool.training, ...this.#recorder.runs])];
  }

  /** Tries at once whether it can be recorded again. */
  tryAgain(): void {
    this.#recorder.tryAgain();
  }

  /** Tries once more to record what waits, and drops what cannot be recorded then. */
  close(): void {
    this.#recorder.tryAgain();
    this.#recorder.close();
  }

  /** Writes what is no run's, now or, while recording has halted, as soon as it can be. */
  writeWhenPossible(write: () => void, written?: () => void): void {
    const refused = (error: unknown) => this.#listener.failed(error);
    this.#recorder.record({ run: undefined, write, refused, ...(written && { written }) });
  }

  /** Halts where the store's file was moved or replaced, also where nothing was to be written. */
  verifyFile(): void {
    if (this.halt === undefined) this.writeWhenPossible(() => this.#store.verifyFile());
  }

  #roomNeeded(): string {
    return `The runs in training need about ${megabytes(bytesStillNeeded(this.#store, this.training))} more.`;
  }

  #receive(event: WorkerEvent): void {
    const { run } = event;
    switch (event.kind) {
      case 'prepared':
        this.#record(
          run,
          'started',
          () => this.#start(event),
          () => this.#earlyStopping.begin(event),
        );
        break;
      case 'progress': {
        const { epochs, snapshots } = event;
        let milliseconds = 0;
        const write = (): WorkbenchEvent[] => {
          const start = performance.now();
          this.#store.recordings.append(event);
          milliseconds = performance.now() - start;
          return [{ kind: 'progress', run, epochs, snapshots }];
        };
        this.#record(run, 'progress', write, () => {
          // Also what was refused: the worker waits for it, and would not come to read that it is to stop.
          this.#pool.send(run, { kind: 'acknowledge', milliseconds });
          if (this.#earlyStopping.observe(event)) this.#pool.stop(run);
        });
        break;
      }
      case 'paused':
        this.#record(run, 'paused', () => {
          this.#store.states.pause(run);
          return [{ kind: 'paused', run }];
        });
        break;
      case 'resumed':
        this.#record(run, 'resumed', () => {
          this.#store.states.resume(run);
          return [{ kind: 'resumed', run }];
        });
        break;
      case 'ended':
        this.end(run, event.outcome);
        break;
    }
  }

  /** Records how a run has ended. */
  end(run: string, outcome: Outcome): void {
    const at = new Date().toISOString();
    this.#recordEnd(run, () => this.#writeEnd(run, outcome, at));
  }

  /**
   * The thread or process that trained a run has ended. The run can be resumed from its last checkpoint, as after the end of the
   * program.
   */
  #crashed({ run, error: { message } }: Crash): void {
    const at = new Date().toISOString();
    const error = { code: 'worker-crashed', message };
    this.#recordEnd(run, () => {
      if (!['running', 'paused'].includes(this.#store.runs.get(run).status)) {
        return this.#writeEnd(run, { status: 'failed', error }, at);
      }
      this.#store.states.interrupt(run, error);
      return [{ kind: 'crashed', run, error }];
    });
  }

  /**
   * Deletes what the run recorded after its last checkpoint, which is trained again with the same bits. This waits until the run
   * trains: a run that could not be resumed keeps all it has.
   */
  #start({
    run,
    build,
    engineReason,
    axes,
    targetScale,
    noiseFloors,
  }: Extract<WorkerEvent, { readonly kind: 'prepared' }>): WorkbenchEvent[] {
    const before = this.#store.runs.get(run);
    const { config, lineage } = before;
    const rules = rulesFor(before);
    const from = this.#store.checkpoints.list(run).at(-1);
    // Recovered of a damaged store without its checkpoints: it is trained from the beginning.
    const isBegunAnew = from === undefined && epochsDone(before) > 0;
    this.#store.atomically(() => {
      if (from) this.#takeBack(run, config, from);
      // Since it was queued, an engine may have been fetched or removed.
      if (!from || !wasToGoOn(this.#store, run))
        this.#store.runs.setConfig(run, config, groupHash(config, build.engine, lineage));
      if (isBegunAnew) this.#store.recordings.clear(run);
      this.#store.states.start(
        run,
        { build, engineReason, axes, targetScale, rules, at: new Date().toISOString() },
        { law: floorLaw(config, rules), floors: noiseFloors },
      );
    });
    const started: WorkbenchEvent = { kind: 'started', run };
    return from || isBegunAnew ? [{ kind: 'taken_back', run }, started] : [started];
  }

  /**
   * Takes a run back to its last checkpoint. Where that was the end of a run which is longer now, what only an end has goes: a snapshot off
   * the cadence, and that the checkpoint is kept.
   */
  #takeBack(run: string, config: RunConfig, { epoch }: CheckpointFacts): void {
    const isEnd = epoch === config.epochs;
    this.#store.recordings.truncateAfter(run, epoch, isEnd || epoch % config.snapshots.every === 0);
    // Of those that are kept every tenth of the run a longer one has others: what is there stays.
    const isStart = epoch === startEpoch(this.#store.runs.get(run));
    if (!isStart && config.checkpoints.every > 0 && !keepsCheckpoint(config, epoch))
      this.#store.checkpoints.unkeep(run, epoch);
  }

  /**
   * Calls `write` to store what happened to a run, then emits the events that it returns; `then` is called in any case. While the
   * store cannot be used at all, the entry waits. If the store refuses only this entry, the run ends and the process continues.
   */
  #record(
    run: string,
    kind: WorkbenchEvent['kind'],
    write: () => readonly WorkbenchEvent[],
    then: () => void = () => undefined,
  ): void {
    let events: readonly WorkbenchEvent[] = [];
    this.#recorder.record({
      run,
      write: () => (events = this.#unrecorded.has(run) ? [] : write()),
      written: () => {
        for (const event of events) this.#events.tell(event);
        then();
      },
      refused: (error) => {
        this.#unrecorded.set(run, kind);
        this.#pool.stop(run);
        this.#emitRefused(run, error);
        then();
      },
    });
  }

  #emitRefused(run: string, error: unknown): void {
    this.#events.tell({ kind: 'not_recorded', run, error: error instanceof Error ? error : new Error(String(error)) });
  }

  /** Records the end of a run, which `write` puts into the store. */
  #recordEnd(run: string, write: () => readonly WorkbenchEvent[]): void {
    let events: readonly WorkbenchEvent[] = [];
    const forget = () => {
      this.#unrecorded.delete(run);
      this.#builds.forget(run);
      this.#earlyStopping.end(run);
    };
    this.#recorder.record({
      run,
      write: () => (events = write()),
      written: () => {
        forget();
        for (const event of events) this.#events.tell(event);
        this.#listener.ended();
      },
      refused: (error) => {
        forget();
        this.#emitRefused(run, error);
        this.#listener.ended();
      },
    });
  }

  #writeEnd(run: string, outcome: Outcome, at: string): WorkbenchEvent[] {
    const lost = this.#unrecorded.get(run);
    // In the store it has not begun.
    if (lost === 'started') {
      if (wasToGoOn(this.#store, run)) withdraw(this.#store, run);
      else this.#store.states.release(run);
      return [];
    }
    // What is not there in full has not finished, whatever training came to.
    const ended: Outcome = lost === undefined ? outcome : { status: 'stopped' };
    switch (ended.status) {
      case 'finished':
        this.#store.states.finish(run, ended.final, at);
        return [{ kind: 'finished', run, final: ended.final }];
      case 'stopped':
        this.#store.states.stop(run, at, this.#earlyStopping.reasonOf(run));
        return [{ kind: 'stopped', run }];
      case 'failed': {
        const { error } = ended;
        if (wasToGoOn(this.#store, run)) {
          withdraw(this.#store, run);
          return [{ kind: 'not_resumed', run, error }];
        }
        this.#store.states.fail(run, error, at);
        return [{ kind: 'failed', run, error }];
      }
    }
  }
}
