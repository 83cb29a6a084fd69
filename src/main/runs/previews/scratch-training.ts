import type { RunConfig } from '../../../shared/config/schema.ts';
import type { PackedSnapshot } from '../../../shared/frames/frame-codec.ts';
import { PRESENT_RULES } from '../../../shared/metric-rules.ts';
import { shareUnitOf, measuredWithShares, type ShareUnit } from '../../../shared/wasserstein-share.ts';
import type { EngineChoice } from '../../training/engines/choose.ts';
import type { JobFiles, WorkerEvent } from '../../training/messages.ts';
import { defaultProcesses, TrainingPool } from '../pool.ts';
import type { ProcessStarter } from '../training-host.ts';

/** Snapshots of a scratch run, about: enough for a curve, and few enough to take next to no time. */
const SNAPSHOTS = 24;
/** Threads that nothing has trained on for so long are ended. */
const IDLE_MILLISECONDS = 60_000;

/** What comes of a scratch run. */
export type ScratchEvent =
  | { readonly kind: 'progress'; readonly epoch: number; readonly snapshots: readonly PackedSnapshot[] }
  /** `failure` says why it has no end. */
  | { readonly kind: 'ended'; readonly failure: string | undefined };

export interface ScratchRun {
  /** As `scratchConfig` gives it. */
  readonly config: RunConfig;
  readonly choice: EngineChoice;
  readonly files: JobFiles;
  readonly told: (event: ScratchEvent) => void;
}

interface Job extends ScratchRun {
  readonly id: string;
  unit: ShareUnit;
  /** The last epoch that was told of, and the epochs of the snapshots that were. */
  epoch: number;
  readonly snapshotEpochs: Set<number>;
}

/**
 * The config of a scratch run: snapshots at some of the epochs at which the config itself has them, and so with the same values, and
 * no checkpoints in between.
 */
export function scratchConfig(config: RunConfig, seed: number): RunConfig {
  const { epochs, snapshots, checkpoints } = config;
  const every = snapshots.every * Math.max(1, Math.round(epochs / (SNAPSHOTS * snapshots.every)));
  return { ...config, seed, snapshots: { ...snapshots, every }, checkpoints: { ...checkpoints, every: epochs } };
}

/**
 * Trains configs that nobody has launched, on the workers that train runs but on seats of its own, and records nothing. It trains only
 * while the queue does not.
 */
export class ScratchTraining {
  readonly #startProcess: ProcessStarter;
  /** Processes at most, of the runs on TensorFlow. */
  readonly #processes: number;
  readonly #waiting: Job[] = [];
  readonly #training = new Map<string, Job>();
  #pool: TrainingPool | undefined;
  #givesWay = false;
  #nextId = 1;
  #idle: NodeJS.Timeout | undefined;

  constructor(startProcess: ProcessStarter, processes = defaultProcesses()) {
    this.#startProcess = startProcess;
    this.#processes = processes;
  }

  /** Trains the runs in their order, `size` side by side. The function that is returned ends those that have not ended. */
  train(runs: readonly ScratchRun[], size: number): () => void {
    clearTimeout(this.#idle);
    const pool = (this.#pool ??= this.#open(size));
    pool.size = size;
    const jobs = runs.map((run): Job => ({
      ...run,
      id: `scratch-${this.#nextId++}`,
      unit: undefined,
      epoch: 0,
      snapshotEpochs: new Set(),
    }));
    this.#waiting.push(...jobs);
    this.#fill();
    return () => this.#cancel(jobs);
  }

  /**
   * Pauses what trains while the queue has something to train. What trains in processes is ended, so that their memory is free for the
   * queue's, and trained again afterwards.
   */
  giveWay(isQueueBusy: boolean): void {
    if (this.#givesWay === isQueueBusy) return;
    this.#givesWay = isQueueBusy;
    if (isQueueBusy) this.#endProcesses();
    for (const id of this.#training.keys()) {
      if (isQueueBusy) this.#pool?.pause(id);
      else this.#pool?.resume(id);
    }
    this.#fill();
  }

  async close(): Promise<void> {
    clearTimeout(this.#idle);
    this.#waiting.length = 0;
    this.#training.clear();
    const pool = this.#pool;
    this.#pool = undefined;
    await pool?.close();
  }

  #open(size: number): TrainingPool {
    const pool = new TrainingPool(size, this.#processes, this.#startProcess);
    pool.events.add((event) => this.#hear(event));
    pool.crashes.add(({ run, error }) => this.#end(run, error.message));
    pool.vacancies.add(() => this.#fill());
    return pool;
  }

  #endProcesses(): void {
    const ended = new Set(this.#pool?.endProcesses());
    const again = [...this.#training.values()].filter(({ id }) => ended.has(id));
    for (const { id } of again) this.#training.delete(id);
    this.#waiting.unshift(...again);
  }

  /** The next job that can be seated, taken from those that wait. */
  #next(pool: TrainingPool): Job | undefined {
    const place = this.#waiting.findIndex(({ choice }) => choice.engine !== 'tensorflow' || !pool.isFullOfProcesses);
    return place < 0 ? undefined : this.#waiting.splice(place, 1)[0];
  }

  #fill(): void {
    const pool = this.#pool;
    if (!pool) return;
    while (!this.#givesWay && pool.hasFreeSeat) {
      const job = this.#next(pool);
      if (!job) break;
      this.#training.set(job.id, job);
      const { id: run, config, choice, files } = job;
      // Nobody asks for the noise floors of a scratch run, which take as long as its training.
      pool.train({
        run,
        config,
        choice,
        files,
        rules: PRESENT_RULES,
        noiseFloors: [],
        from: undefined,
        expected: undefined,
      });
    }
    if (this.#waiting.length > 0 || pool.training.length > 0) return;
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => void this.close(), IDLE_MILLISECONDS);
    this.#idle.unref();
  }

  #hear(event: WorkerEvent): void {
    const job = this.#training.get(event.run);
    switch (event.kind) {
      case 'prepared':
        if (job) job.unit = shareUnitOf(event.targetScale);
        break;
      case 'progress': {
        // It waits for this before it sends more.
        this.#pool?.send(event.run, { kind: 'acknowledge', milliseconds: 0 });
        if (!job) break;
        const epoch = Math.max(job.epoch, event.epochs.at(-1)?.epoch ?? 0);
        // One that is trained again comes to the same values, which are told once.
        const fresh = event.snapshots.filter((snapshot) => !job.snapshotEpochs.has(snapshot.epoch));
        if (epoch === job.epoch && fresh.length === 0) break;
        for (const snapshot of fresh) job.snapshotEpochs.add(snapshot.epoch);
        job.epoch = epoch;
        const snapshots = fresh.map((snapshot) => measuredWithShares(snapshot, job.unit));
        job.told({ kind: 'progress', epoch, snapshots });
        break;
      }
      case 'paused':
      case 'resumed':
        break;
      case 'ended':
        this.#end(event.run, event.outcome.status === 'failed' ? event.outcome.error.message : undefined);
        break;
    }
  }

  #end(id: string, failure: string | undefined): void {
    const job = this.#training.get(id);
    this.#training.delete(id);
    job?.told({ kind: 'ended', failure });
  }

  #cancel(jobs: readonly Job[]): void {
    const cancelled = new Set(jobs);
    this.#waiting.splice(0, this.#waiting.length, ...this.#waiting.filter((job) => !cancelled.has(job)));
    for (const { id } of jobs) if (this.#training.delete(id)) this.#pool?.stop(id);
    this.#fill();
  }
}
