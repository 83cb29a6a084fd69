import { endedSchedule } from '../../shared/config/schedule-end.ts';
import { counted } from '../../shared/counted.ts';
import { WorkbenchError } from '../../shared/errors.ts';
import { epochsDone } from '../../shared/run.ts';
import { groupHash } from '../store/group-hash.ts';
import type { Store } from '../store/store.ts';
import type { Claims } from './claims.ts';
import type { EarlyStopping } from './early-stopping.ts';
import { engineForRun } from './engine-choice.ts';
import type { TrainingPool } from './pool.ts';
import type { RunQueue } from './queue.ts';
import type { Recording } from './recording.ts';
import type { BuildMismatch, Builds, ResumeBuilds } from './resume-builds.ts';

export interface GoingOnParts {
  readonly claims: Claims;
  readonly pool: TrainingPool;
  readonly recording: Recording;
  readonly queue: RunQueue;
  readonly earlyStopping: EarlyStopping;
  readonly builds: ResumeBuilds;
}

/** Trains runs on that have trained before: resumes and extends them. */
export class GoingOn {
  readonly #store: Store;
  readonly #claims: Claims;
  readonly #pool: TrainingPool;
  readonly #recording: Recording;
  readonly #queue: RunQueue;
  readonly #earlyStopping: EarlyStopping;
  readonly #builds: ResumeBuilds;

  constructor(store: Store, { claims, pool, recording, queue, earlyStopping, builds }: GoingOnParts) {
    this.#store = store;
    this.#claims = claims;
    this.#pool = pool;
    this.#recording = recording;
    this.#queue = queue;
    this.#earlyStopping = earlyStopping;
    this.#builds = builds;
  }

  /**
   * Resumes runs: a paused run from where it stands, and one that has ended or was interrupted from its last checkpoint, with the
   * same bits as without the break. Throws `run-status` for a run that has nothing left to train, and `run-claimed` if another
   * process has it. A run that another build trained becomes `not_resumed` when its turn comes, unless `builds` allows any build.
   */
  resume(runs: readonly string[], builds: Builds = 'same'): void {
    this.#claims.interruptAbandoned();
    const training = new Set(this.#recording.training);
    const waiting = new Set(this.#queue.waiting);
    const resting = runs.filter((run) => !training.has(run) && !waiting.has(run));
    this.#store.atomically(() => {
      for (const run of resting) this.#claimForMore(run);
      this.#store.states.queueLast(resting);
    });
    for (const run of runs) if (training.has(run)) this.#pool.resume(run);
    this.#queueAgain(resting, builds);
  }

  /**
   * Trains a run that has ended up to `epochs` in all. Throws `run-in-training`, `run-claimed`, `run-status` where it is in
   * the trash, and `bad-epochs` where that is not more than it has, or its schedule has ended at 0: then the run is as it was.
   */
  extend(id: string, epochs: number, builds: Builds = 'same'): void {
    this.#claims.interruptAbandoned();
    if (this.#recording.training.includes(id) || this.#queue.waiting.includes(id)) {
      throw new WorkbenchError('run-in-training', `Run ${id} is training or queued; extend it when it has ended.`);
    }
    this.#store.atomically(() => {
      const run = this.#store.runs.get(id);
      const done = epochsDone(run);
      if (epochs <= done) {
        throw new WorkbenchError(
          'bad-epochs',
          `epochs: ${epochs} must be greater than ${done}, the number that run ${id} has.`,
          {
            path: 'epochs',
          },
        );
      }
      const config = { ...run.config, epochs };
      const end = endedSchedule(config, done);
      if (end !== undefined) {
        throw new WorkbenchError(
          'bad-epochs',
          `epochs: the schedule of run ${id} ended at epoch ${end} with a factor of 0, so nothing would be trained; fork it with a longer schedule.epochs or a schedule.final above 0.`,
          { path: 'epochs' },
        );
      }
      const { engine } = engineForRun({ ...run, config }, this.#queue.jobs);
      this.#store.runs.lengthen(id, config, groupHash(config, engine, run.lineage));
      this.#claimForMore(id);
      this.#store.states.queueLast([id]);
    });
    this.#queueAgain([id], builds);
  }

  /** Those of these runs whose checkpoint is of another build than the one here. Rejects if an engine is unavailable. */
  async otherBuilds(runs: readonly string[]): Promise<BuildMismatch[]> {
    const found: BuildMismatch[] = [];
    for (const id of new Set(runs)) {
      if (this.#pool.training.includes(id)) continue;
      const mismatch = await this.#builds.mismatch(id, this.#queue.jobs);
      if (mismatch) found.push(mismatch);
    }
    return found;
  }

  #claimForMore(id: string): void {
    const run = this.#store.runs.get(id);
    // One that was cut off after its last epoch has still to be evaluated.
    if (run.status === 'finished' && run.epochsDone >= run.config.epochs) {
      const message = `Run ${id} has finished its ${counted(run.config.epochs, 'epoch')}; extend it to train more.`;
      throw new WorkbenchError('run-status', message);
    }
    if (run.trashedAt !== undefined) {
      throw new WorkbenchError('run-status', `Run ${id} is in the trash; restore it first.`);
    }
    // Throws where that cannot be had.
    engineForRun(run, this.#queue.jobs);
    this.#claims.take(id);
  }

  #queueAgain(runs: readonly string[], builds: Builds): void {
    this.#builds.accept(runs, builds);
    this.#earlyStopping.excuse(runs);
    this.#queue.enqueue(runs);
  }
}
