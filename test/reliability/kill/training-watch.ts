import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';

/** A run as it stands in the store. */
export interface RunState {
  readonly run_key: number;
  readonly status: string;
  /** As asked for. */
  readonly engine: string;
  readonly epochs_done: number;
  /** Seconds of training at the last epoch, and at the newest checkpoint; 0 where there is none. */
  readonly seconds: number;
  readonly checkpoint_epoch: number;
  readonly checkpoint_seconds: number;
}

const STATES = `
  SELECT run_key, status, config ->> 'engine' AS engine, epochs_done, training_seconds AS seconds,
    coalesce(checkpoints.epoch, 0) AS checkpoint_epoch, coalesce(checkpoints.seconds, 0) AS checkpoint_seconds
  FROM runs LEFT JOIN (SELECT run_key, epoch, seconds, max(epoch) FROM checkpoints GROUP BY run_key) AS checkpoints USING (run_key)`;

/** What one run was seen to do while a process trained. */
interface Seen {
  state: RunState;
  /** When it last recorded, or began. */
  at: number;
  /** Whether it has recorded since the watch began; until then it may be loading its engine. */
  hasRecorded: boolean;
}

/** What the end of a process cost one run that it trained. */
export interface Loss {
  readonly engine: string;
  /** Recorded after the last checkpoint, and to be trained again. */
  readonly epochs: number;
  /**
   * These, and the time since the last record, all of which may have been training. Before a run's first record there is
   * loading too: of that time, no more can have been training than the longest time between two records.
   */
  readonly seconds: number;
  /** Seconds that an epoch takes. */
  readonly anEpoch: number;
}

/** Follows from beside a process what it records. Times are those of `performance.now()`. */
export class TrainingWatch {
  readonly #store: string;
  readonly #seen = new Map<number, Seen>();
  #database: Database.Database | undefined;
  #states: Database.Statement<[], RunState> | undefined;
  /** Engines whose runs have recorded something since the watch began. */
  readonly recording = new Set<string>();
  /** By engine, the most training between two checkpoints that any watch has seen, in seconds. */
  readonly intervals: Map<string, number>;
  /** By engine, the longest time between two records of a run that any watch has seen, in milliseconds. */
  readonly gaps: Map<string, number>;

  constructor(store: string, { intervals, gaps }: Pick<TrainingWatch, 'intervals' | 'gaps'>) {
    this.#store = store;
    this.intervals = intervals;
    this.gaps = gaps;
  }

  /** Every run; none where there is no store yet, or it is just being made. */
  look(): readonly RunState[] {
    const states = this.#read();
    const now = performance.now();
    for (const state of states) {
      const seen = this.#seen.get(state.run_key);
      if (!seen) {
        this.#seen.set(state.run_key, { state, at: now, hasRecorded: false });
        continue;
      }
      const interval = state.checkpoint_seconds - seen.state.checkpoint_seconds;
      this.intervals.set(state.engine, Math.max(this.intervals.get(state.engine) ?? 0, interval));
      const records = state.epochs_done > seen.state.epochs_done;
      if (records && seen.hasRecorded) {
        this.gaps.set(state.engine, Math.max(this.gaps.get(state.engine) ?? 0, now - seen.at));
      }
      if (state.epochs_done !== seen.state.epochs_done || state.status !== seen.state.status) seen.at = now;
      if (records) {
        seen.hasRecorded = true;
        this.recording.add(state.engine);
      }
      seen.state = state;
    }
    return states;
  }

  /** What it cost each run in training that its process was killed at `killedAt`. */
  losses(killedAt: number): Loss[] {
    return this.look()
      .filter(({ status }) => status === 'running')
      .map((state) => {
        const seen = this.#seen.get(state.run_key);
        const { engine, epochs_done, seconds, checkpoint_epoch, checkpoint_seconds } = state;
        const since = Math.max(0, killedAt - (seen?.at ?? killedAt));
        const unrecorded = seen?.hasRecorded ? since : Math.min(since, this.gaps.get(engine) ?? Infinity);
        return {
          engine,
          epochs: epochs_done - checkpoint_epoch,
          seconds: seconds - checkpoint_seconds + unrecorded / 1000,
          anEpoch: epochs_done === 0 ? 0 : seconds / epochs_done,
        };
      });
  }

  close(): void {
    this.#database?.close();
    this.#database = undefined;
  }

  #read(): readonly RunState[] {
    try {
      if (!this.#database && !existsSync(this.#store)) return [];
      this.#database ??= new Database(this.#store, { readonly: true, timeout: 5000 });
      this.#states ??= this.#database.prepare(STATES);
      return this.#states.all();
    } catch {
      this.close();
      this.#states = undefined;
      return [];
    }
  }
}
