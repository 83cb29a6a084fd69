import { WorkbenchError } from '../../shared/errors.ts';
import type { Listeners } from '../../shared/listeners.ts';
import { scalesOf } from '../../shared/run-scales.ts';
import { asRecorded, filesFromStore, type ReadConfig } from '../files/data/files.ts';
import { groupHash } from '../store/group-hash.ts';
import { newId } from '../store/new-id.ts';
import type { Store } from '../store/store.ts';
import type { NewSweep } from '../store/tables/sweeps.ts';
import type { TrainingJob } from '../training/messages.ts';
import type { Claims } from './claims.ts';
import type { EarlyStopping } from './early-stopping.ts';
import { engineFor, engineForRun } from './engine-choice.ts';
import type { WorkbenchEvent } from './events.ts';
import { floorLaw, rulesFor } from './floor-law.ts';
import { forkFrom, type ForkPoint } from './fork.ts';
import type { TrainingPool } from './pool.ts';
import type { Recording } from './recording.ts';
import type { ResumeBuilds } from './resume-builds.ts';
import { wasToGoOn, withdraw } from './withdraw.ts';

/** A run to be queued: its config with what its files hold. */
export interface RunRequest {
  /** Runs that differ only in the seed share one object: what they have in common is then computed once. */
  readonly read: ReadConfig;
  /** Replaces the seed of the config. */
  readonly seed?: number;
  readonly name: string;
  readonly tags?: readonly string[];
  readonly notes?: string;
  /** For a fork, the parent's checkpoint that it starts from. */
  readonly forkOf?: ForkPoint | undefined;
}

/** A sweep to be launched with its runs. */
export type SweepRequest = Omit<NewSweep, 'createdAt'>;

export interface RunQueueParts {
  readonly claims: Claims;
  readonly pool: TrainingPool;
  readonly recording: Recording;
  readonly events: Listeners<WorkbenchEvent>;
  readonly earlyStopping: EarlyStopping;
  readonly builds: ResumeBuilds;
}

/** The runs that wait to be trained by this process, in order. Gives them to the pool when a seat is free. */
export class RunQueue {
  readonly #store: Store;
  readonly #claims: Claims;
  readonly #pool: TrainingPool;
  readonly #recording: Recording;
  readonly #events: Listeners<WorkbenchEvent>;
  readonly #earlyStopping: EarlyStopping;
  readonly #builds: ResumeBuilds;
  readonly #waiting: string[] = [];
  #isHeld = false;
  /** Asked to end: what cannot be recorded is not waited for. */
  #isLeaving = false;
  #idle: PromiseWithResolvers<undefined> | undefined;

  constructor(store: Store, { claims, pool, recording, events, earlyStopping, builds }: RunQueueParts) {
    this.#store = store;
    this.#claims = claims;
    this.#pool = pool;
    this.#recording = recording;
    this.#events = events;
    this.#earlyStopping = earlyStopping;
    this.#builds = builds;
    // The end of the run is recorded after this, and settles the queue.
    pool.vacancies.add(() => this.#fillSeats());
  }

  /** Runs that wait for a worker, in the order they will be trained. */
  get waiting(): readonly string[] {
    return this.#waiting;
  }

  get jobs(): number {
    return this.#pool.size;
  }

  /** Sets the number of runs trained side by side. Running runs continue. */
  set jobs(jobs: number) {
    this.#pool.size = jobs;
    this.fill();
  }

  /** Whether waiting runs are held back. */
  get isHeld(): boolean {
    return this.#isHeld;
  }

  /** Holds waiting runs back, or lets them start. Running runs continue. */
  hold(isHeld: boolean): void {
    this.#isHeld = isHeld;
    this.fill();
  }

  /**
   * Queues runs in the given order, as runs of `sweep` if it is given, and gives their ids. If one of them cannot be queued, none
   * is.
   */
  launch(requests: readonly RunRequest[], sweep?: SweepRequest): string[] {
    const ids = createRuns(this.#store, { requests, sweep, owner: this.#claims.owner, jobs: this.jobs });
    this.enqueue(ids);
    return ids;
  }

  /** Queues what waits in the store as `adopt` does, on a disk that is full now as soon as it can be. */
  adoptWhenPossible(): void {
    if (this.#store.readOnlyReason !== undefined) return;
    let ids: readonly string[] = [];
    this.#recording.writeWhenPossible(
      () => (ids = this.#claims.takeWaiting()),
      () => this.#takeUp(ids),
    );
  }

  /**
   * Queues the runs that wait in the store, to begin or to resume, and those of sweeps whose process ended while it trained them,
   * unless a living process has claimed them. Gives their ids.
   */
  adopt(): string[] {
    const ids = this.#claims.takeWaiting();
    this.#takeUp(ids);
    return ids;
  }

  #takeUp(ids: readonly string[]): void {
    this.#earlyStopping.excuse(ids);
    this.enqueue(ids);
  }

  /** Lets runs wait that this process has claimed. */
  enqueue(ids: readonly string[]): void {
    this.#waiting.push(...ids);
    for (const run of ids) this.#events.tell({ kind: 'queued', run });
    this.fill();
  }

  /** Puts waiting runs first in the queue, in this order, also for after a restart; those that do not wait are passed over. */
  reorder(runs: readonly string[]): void {
    const waiting = new Set(this.#waiting);
    const first = runs.filter((run) => waiting.has(run));
    const moved = new Set(first);
    const rest = this.#waiting.filter((run) => !moved.has(run));
    this.#store.states.queueFirst(first);
    this.#waiting.splice(0, this.#waiting.length, ...first, ...rest);
    for (const run of first) this.#events.tell({ kind: 'queued', run });
  }

  /**
   * Takes runs out of the queue. New runs are recorded as cancelled; runs that waited to resume have their previous status again.
   */
  cancel(runs: readonly string[]): void {
    const at = new Date().toISOString();
    const asked = new Set(runs);
    const waiting = this.#waiting.filter((run) => asked.has(run));
    const events = this.#store.atomically(() => waiting.map((run) => this.#takeOut(run, at)));
    this.#waiting.splice(0, this.#waiting.length, ...this.#waiting.filter((run) => !asked.has(run)));
    for (const event of events) this.#events.tell(event);
    this.settle();
  }

  #takeOut(run: string, at: string): WorkbenchEvent {
    if (wasToGoOn(this.#store, run)) {
      withdraw(this.#store, run);
      return { kind: 'withdrawn', run };
    }
    const error = { code: 'cancelled', message: 'removed from the queue before its first epoch' };
    this.#store.states.fail(run, error, at);
    return { kind: 'failed', run, error };
  }

  /** Throws `run-claimed` if another process trains one of these runs or has it queued: this process cannot control it. */
  refuseClaimed(runs: readonly string[]): void {
    this.#claims.interruptAbandoned();
    const own = new Set([...this.#recording.training, ...this.#waiting]);
    this.#claims.refuseClaimed(runs.filter((run) => !own.has(run)));
  }

  /** Forgets the waiting runs, which stay queued in the store, and gives their ids. */
  drain(): string[] {
    return this.#waiting.splice(0);
  }

  /** As `drain`; afterwards `idle` does not wait for what cannot be recorded. */
  leave(): string[] {
    this.#isLeaving = true;
    return this.drain();
  }

  /**
   * Whether a run trains or is about to begin. A paused run does not train, nor does any while nothing can be recorded; a run that waits
   * for a process which a paused run has is not about to begin.
   */
  get isAtWork(): boolean {
    if (this.#recording.halt !== undefined) return false;
    if (this.#pool.training.some((run) => this.#store.runs.get(run).status !== 'paused')) return true;
    return !this.#isHeld && this.#pool.hasFreeSeat && this.#waiting.some((run) => this.#canSeat(run));
  }

  /** Resolves when nothing trains and nothing waits; after `leave` also where the rest cannot be recorded. */
  idle(): Promise<void> {
    if (this.#isIdle) return Promise.resolve();
    this.#idle ??= Promise.withResolvers<undefined>();
    return this.#idle.promise;
  }

  get #isIdle(): boolean {
    if (this.#recording.halt !== undefined) return this.#isLeaving;
    return this.#waiting.length === 0 && this.#pool.training.length === 0;
  }

  /** Resolves `idle` where nothing trains and nothing waits any more. */
  settle(): void {
    if (!this.#idle || !this.#isIdle) return;
    this.#idle.resolve(undefined);
    this.#idle = undefined;
  }

  /** Gives waiting runs to the pool as far as it has free seats. */
  fill(): void {
    this.#fillSeats();
    this.settle();
  }

  #fillSeats(): void {
    // What begins now could send what nobody may keep.
    while (!this.#isHeld && this.#recording.halt === undefined && this.#pool.hasFreeSeat) {
      const next = this.#waiting.findIndex((run) => this.#canSeat(run));
      if (next < 0) break;
      for (const run of this.#waiting.splice(next, 1)) this.#begin(run);
    }
  }

  /** Whether the pool can train this run on a free seat: a run on TensorFlow also needs a process of its own. */
  #canSeat(id: string): boolean {
    if (!this.#pool.isFullOfProcesses) return true;
    try {
      return engineForRun(this.#store.runs.get(id), this.jobs).engine !== 'tensorflow';
    } catch (error) {
      // One whose engine cannot be had is begun, which tells of that.
      if (error instanceof WorkbenchError) return true;
      throw error;
    }
  }

  #begin(id: string): void {
    try {
      const job = trainingJob(this.#store, id, this.jobs);
      this.#pool.train({ ...job, expected: this.#builds.expected(id) });
    } catch (error) {
      if (!(error instanceof WorkbenchError)) throw error;
      this.#recording.end(id, { status: 'failed', error: { code: error.code, message: error.message } });
    }
  }
}

interface Launch {
  readonly requests: readonly RunRequest[];
  /** The sweep that the runs are of. */
  readonly sweep: SweepRequest | undefined;
  /** The process that claims them. */
  readonly owner: string;
  /** Runs trained side by side. */
  readonly jobs: number;
}

/** `compute`, called once per object. */
function oncePerObject<Key extends object, Value>(compute: (key: Key) => Value): (key: Key) => Value {
  const computed = new Map<Key, { readonly value: Value }>();
  return (key) => {
    const entry = computed.get(key) ?? { value: compute(key) };
    computed.set(key, entry);
    return entry.value;
  };
}

/** Writes new runs to the store, queued, and gives their ids. If one of them cannot be trained, nothing is written. */
function createRuns(store: Store, { requests, sweep, owner, jobs }: Launch): string[] {
  const engineOf = oncePerObject(({ config }: ReadConfig) => engineFor(config, jobs).engine);
  for (const { read } of requests) engineOf(read);
  const createdAt = new Date().toISOString();
  return store.atomically(() => {
    const datasets = new Set(requests.flatMap(({ read }) => read.datasets));
    for (const dataset of datasets) store.datasets.put(dataset, createdAt);
    if (sweep) store.sweeps.insert({ ...sweep, createdAt });
    const recordedOf = oncePerObject(({ config }: ReadConfig) => asRecorded(config, store));
    const groupOf = oncePerObject((read: ReadConfig) => groupHash(recordedOf(read), engineOf(read)));
    const runs = requests.map(({ read, seed, name, tags = [], notes = '', forkOf }) => {
      const recorded = recordedOf(read);
      const config = seed === undefined ? recorded : { ...recorded, seed };
      const fork = forkOf && forkFrom(forkOf, config, engineOf(read));
      const group = fork ? groupHash(config, engineOf(read), fork.lineage) : groupOf(read);
      return { id: newId(), name, config, group, createdAt, tags, notes, sweep: sweep?.id, fork, owner };
    });
    store.runs.createAll(runs);
    return runs.map(({ id }) => id);
  });
}

/**
 * The error of a fork without its first checkpoint, as after the recovery of a damaged store. With initial weights it would be
 * another run.
 */
function startLost(run: string): WorkbenchError {
  const message = `The first checkpoint of the fork ${run} is lost; fork its parent again.`;
  return new WorkbenchError('checkpoint-not-found', message);
}

/** The job that makes a worker train a run from where it is. Throws if the run cannot be trained here. */
function trainingJob(store: Store, id: string, jobs: number): Omit<TrainingJob, 'expected'> {
  const run = store.runs.get(id);
  const { config } = run;
  const choice = engineForRun(run, jobs);
  const files = filesFromStore(config, store);
  const rules = rulesFor(run);
  const known = store.noiseFloors.find(floorLaw(config, rules), config.snapshots.samples);
  const noiseFloors = known.length > 0 ? known : undefined;
  const from = store.checkpoints.read(id, 'last');
  if (!from && run.lineage) throw startLost(id);
  return {
    run: id,
    config,
    choice,
    files,
    rules,
    noiseFloors,
    scales: scalesOf(run),
    from: from && { bytes: from.bytes, seconds: from.seconds },
  };
}
