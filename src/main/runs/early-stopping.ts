import { scalesOf } from '../../shared/run-scales.ts';
import type { WorkerEvent } from '../training/messages.ts';
import type { Store } from '../store/store.ts';
import { DivergenceWatch } from './divergence.ts';

type Progress = Extract<WorkerEvent, { readonly kind: 'progress' }>;
type Prepared = Extract<WorkerEvent, { readonly kind: 'prepared' }>;

/** Watches the runs of sweeps that are to stop what has diverged, and keeps why one was stopped until it has ended. */
export class EarlyStopping {
  readonly #store: Store;
  readonly #watches = new Map<string, DivergenceWatch>();
  readonly #reasons = new Map<string, string>();
  /** Whether the runs of a sweep are watched, by sweep. It never changes after the launch. */
  readonly #sweeps = new Map<string, boolean>();
  /** Runs that were resumed after they were stopped early. */
  readonly #excused = new Set<string>();

  constructor(store: Store) {
    this.#store = store;
  }

  /** Stops these runs from being stopped early again: the user has resumed them. */
  excuse(runs: readonly string[]): void {
    for (const id of runs) {
      const run = this.#store.runs.get(id);
      const before = run.status === 'queued' ? run.before : undefined;
      if (before?.status === 'stopped' && before.stopReason !== undefined) this.#excused.add(id);
    }
  }

  begin({ run: id, axes }: Prepared): void {
    const run = this.#store.runs.get(id);
    const { sweep, config } = run;
    if (sweep === undefined || this.#excused.has(id) || !this.#isWatched(sweep)) return;
    this.#watches.set(id, new DivergenceWatch(axes, config, scalesOf(run)));
  }

  /** Whether the run is to be stopped now. */
  observe({ run, snapshots }: Progress): boolean {
    const reason = this.#watches.get(run)?.observe(snapshots);
    if (reason === undefined) return false;
    this.#watches.delete(run);
    this.#reasons.set(run, reason);
    return true;
  }

  /** Why the run was stopped; undefined where this did not stop it. */
  reasonOf(run: string): string | undefined {
    return this.#reasons.get(run);
  }

  /** The run has ended. */
  end(run: string): void {
    this.#watches.delete(run);
    this.#reasons.delete(run);
  }

  #isWatched(sweep: string): boolean {
    const known = this.#sweeps.get(sweep) ?? this.#store.sweeps.get(sweep).definition.stop_diverged;
    this.#sweeps.set(sweep, known);
    return known;
  }
}
