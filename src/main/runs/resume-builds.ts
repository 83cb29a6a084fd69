import { sameBuild } from '../../shared/builds.ts';
import { buildOf, startEpoch, type EngineBuild, type Run } from '../../shared/run.ts';
import type { Store } from '../store/store.ts';
import { BuildsHere } from './builds-here.ts';
import { engineForRun } from './engine-choice.ts';
import type { ProcessStarter } from './training-host.ts';

/** A run that another build trained than is here. */
export interface BuildMismatch {
  readonly run: Run;
  readonly trained: EngineBuild;
  readonly here: EngineBuild;
}

/** Whether a run resumes only with the build that trained it, to the same bits, or with any build. */
export type Builds = 'same' | 'any';

/** Decides with which build runs resume: with the one that trained them, unless the user has allowed any. */
export class ResumeBuilds {
  readonly #store: Store;
  readonly #here: BuildsHere;
  /** Runs that may resume with another build than the one that trained them. */
  readonly #any = new Set<string>();

  constructor(store: Store, startProcess: ProcessStarter) {
    this.#store = store;
    this.#here = new BuildsHere(startProcess);
  }

  /** Remembers which builds these runs may resume with, until they end. */
  accept(runs: readonly string[], builds: Builds): void {
    for (const run of runs) {
      if (builds === 'any') this.#any.add(run);
      else this.#any.delete(run);
    }
  }

  /** The run has ended. */
  forget(run: string): void {
    this.#any.delete(run);
  }

  /** The only build that may train the run; undefined where any may. */
  expected(id: string): EngineBuild | undefined {
    return this.#any.has(id) ? undefined : this.#boundTo(this.#store.runs.get(id));
  }

  /** What trained the run and is here, where the two differ. Rejects where the engine cannot be had. */
  async mismatch(id: string, jobs: number): Promise<BuildMismatch | undefined> {
    const run = this.#store.runs.get(id);
    const trained = this.#boundTo(run);
    if (!trained) return undefined;
    const here = await this.#here.of(engineForRun(run, jobs));
    return sameBuild(trained, here) ? undefined : { run, trained, here };
  }

  /** The build that trained a run's last checkpoint; undefined if it has only the checkpoint of its start. */
  #boundTo(run: Run): EngineBuild | undefined {
    const build = buildOf(run);
    const last = this.#store.checkpoints.list(run.id).at(-1);
    return last && last.epoch > startEpoch(run) ? build : undefined;
  }
}
