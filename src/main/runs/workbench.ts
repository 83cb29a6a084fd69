import type { RecordingHalt } from '../../shared/api/training.ts';
import { sameBuild } from '../../shared/builds.ts';
import type { RunConfig } from '../../shared/config/schema.ts';
import { megabytes } from '../../shared/byte-size.ts';
import { counted } from '../../shared/counted.ts';
import { WorkbenchError } from '../../shared/errors.ts';
import { PRESENT_RULES, type MetricRules } from '../../shared/metric-rules.ts';
import { scalesOf } from '../../shared/run-scales.ts';
import { buildOf, epochsDone, type EngineBuild, type Run } from '../../shared/run.ts';
import type { CheckpointFacts } from '../store/tables/checkpoints.ts';
import { explained, isStoreUnusable } from '../store/connection.ts';
import { openStore, type Store } from '../store/store.ts';
import type { NewSweep } from '../store/tables/sweeps.ts';
import { howLeft } from '../store/care/left-open.ts';
import { acquireOwner, type Owner } from '../store/owners.ts';
import type { Outcome, WorkerEvent } from '../training/messages.ts';
import { keepsCheckpoint } from '../training/trainer.ts';
import { BuildsHere } from './builds-here.ts';
import type { WorkbenchEvent, WorkbenchListener } from './events.ts';
import { asRecorded, filesFromStore, type ReadConfig } from '../files/data/files.ts';
import { EarlyStopping } from './early-stopping.ts';
import { engineFor, engineForRun } from './engine-choice.ts';
import { forkFrom, type ForkPoint } from './fork.ts';
import { groupHash } from '../store/group-hash.ts';
import { Listeners } from '../../shared/listeners.ts';
import { newId } from '../store/new-id.ts';
import { defaultJobs, defaultProcesses, TrainingPool } from './pool.ts';
import { Recorder } from './recorder.ts';
import { bytesStillNeeded } from './room-needed.ts';
import { StoreWatcher } from './store-watcher.ts';
import { forkProcess, type ProcessStarter } from './training-host.ts';
import { Upkeep } from '../store/care/upkeep/upkeep.ts';

export interface WorkbenchOptions {
  /** The store's file. */
  readonly store: string;
  /** Runs trained side by side; `defaultJobs()` unless given. */
  readonly jobs?: number | undefined;
  /** Runs on TensorFlow side by side at most; what the machine's memory holds unless given. */
  readonly processes?: number | undefined;
  /** Starts the processes of runs on TensorFlow; Node's unless given. */
  readonly startProcess?: ProcessStarter | undefined;
  /** Is told what goes wrong outside any call. */
  readonly report?: ((error: unknown) => void) | undefined;
  /** Only looks at the store: nothing is trained, and nothing written. */
  readonly readonly?: boolean | undefined;
}

/** A run to be queued: its config with what its files hold. */
export interface RunRequest {
  readonly read: ReadConfig;
  readonly name: string;
  readonly tags?: readonly string[];
  readonly notes?: string;
  /** The checkpoint that it goes on from, where it is forked from another run. */
  readonly forkOf?: ForkPoint | undefined;
}

/** A run that another build trained than is here. */
export interface BuildMismatch {
  readonly run: Run;
  readonly trained: EngineBuild;
  readonly here: EngineBuild;
}

/** Whether a run goes on only with the build that trained it, to the same bits, or with whichever is here. */
export type Builds = 'same' | 'any';

/** A sweep to be launched with its runs. */
export type SweepRequest = Omit<NewSweep, 'createdAt'>;

/** How the noise floors are found, counted up when that changes, so that older ones are not taken for them. */
const FLOORS_VERSION = 1;

/** Equal for runs that have the same noise floors, but for the number of samples. */
function floorLaw({ target, noise, generator, snapshots }: RunConfig, rules: MetricRules): string {
  const law = [FLOORS_VERSION, target, noise, generator.latent_dimension, snapshots.bins];
  return JSON.stringify(Object.keys(rules).length === 0 ? law : [...law, rules]);
}

/** A run that has begun keeps the rules it is measured by; one that begins takes those of today. */
function rulesFor({ metricRules }: Run): MetricRules {
  return metricRules ?? PRESENT_RULES;
}

/** The epoch that a run trains first is the next. */
function startOf({ lineage }: Run): number {
  return lineage?.epoch ?? 0;
}

function claimed(run: string): WorkbenchError {
  const message = `Run ${run} is in the hands of another process that has this store open; pause, stop or resume it there.`;
  return new WorkbenchError('run-claimed', message);
}

/** As after recovering a damaged store: with initial weights it would be another run. */
function startLost(run: string): WorkbenchError {
  const message = `Run ${run} was forked, and the checkpoint that it began with is lost; fork its parent again.`;
  return new WorkbenchError('checkpoint-not-found', message);
}

/** Opens a store as one of its owners; where that fails, nothing stays open. */
function openAsOwner(path: string): { readonly opened: Store; readonly owner: Owner } {
  const opened = openStore(path);
  try {
    return { opened, owner: acquireOwner(opened.path) };
  } catch (error) {
    opened.close();
    throw explained(error, opened.path);
  }
}

/** Opens a store to be looked at: its owner is nobody that others would have to know of. */
function openAsReader(path: string): { readonly opened: Store; readonly owner: Owner } {
  return { opened: openStore(path, { readonly: true }), owner: { id: 'reader', release: () => undefined } };
}

function logMissing(store: string): WorkbenchError {
  const message = `The write-ahead log of ${store} is gone, though the store was not closed: what was recorded last may be lost. The store is being checked.`;
  return new WorkbenchError('store-log-missing', message);
}

/** The application without a face: it owns the store and the workers, queues runs, records them and tells what happens. */
export class Workbench {
  readonly store: Store;
  readonly upkeep: Upkeep;
  readonly #owner: Owner;
  readonly #pool: TrainingPool;
  readonly #queue: string[] = [];
  readonly #listeners = new Set<WorkbenchListener>();
  readonly #others = new Listeners<undefined>();
  readonly #watcher: StoreWatcher;
  /** Runs of which something could not be recorded, and what: nothing that follows is, so that what is there has no gap. */
  readonly #unrecorded = new Map<string, WorkbenchEvent['kind']>();
  readonly #recorder: Recorder;
  readonly #haltListeners = new Listeners<RecordingHalt | undefined>();
  #idle: PromiseWithResolvers<undefined> | undefined;
  #isHeld = false;
  /** Runs that may go on with another build than trained them. */
  readonly #anyBuild = new Set<string>();
  readonly #buildsHere: BuildsHere;
  /** Asked to end: what cannot be recorded is not waited for. */
  #isLeaving = false;
  readonly #earlyStopping: EarlyStopping;
  readonly #report: (error: unknown) => void;

  /** Opens or creates the store. Throws what `openStore` refuses. */
  constructor({
    store,
    jobs = defaultJobs(),
    processes = defaultProcesses(),
    startProcess = forkProcess,
    report = () => undefined,
    readonly = false,
  }: WorkbenchOptions) {
    this.#report = report;
    const left = readonly ? 'closed' : howLeft(store);
    const { opened, owner } = readonly ? openAsReader(store) : openAsOwner(store);
    this.store = opened;
    this.#owner = owner;
    this.#earlyStopping = new EarlyStopping(this.store);
    this.upkeep = new Upkeep(this.store, { left, report });
    if (left === 'log missing') report(logMissing(this.store.path));
    this.#recorder = new Recorder(this.store, {
      changed: () => this.#haltChanged(),
      explain: (code, message) => (code === 'store-full' ? `${message} ${this.#roomNeeded()}` : message),
    });
    this.#pool = new TrainingPool(jobs, processes, startProcess, {
      event: (event) => this.#receive(event),
      crashed: (run, error) => this.#crashed(run, error),
      free: () => this.#fill(),
    });
    this.#buildsHere = new BuildsHere(startProcess);
    this.#watcher = new StoreWatcher(this.store, {
      changed: () => this.#others.tell(undefined),
      interrupted: (runs) => this.#tellInterrupted(runs),
      unusable: () => this.#lookAfterFile(),
      failed: report,
    });
    // On a disk that is full now, as soon as it can be.
    this.#recorder.record({
      run: undefined,
      write: () => this.#tellInterrupted(this.store.states.markInterrupted()),
      refused: report,
    });
  }

  /** Why nothing can be recorded just now; undefined where it can. What trains waits, and goes on when it can. */
  get halt(): RecordingHalt | undefined {
    return this.#recorder.halt;
  }

  /** Calls `listener` when recording has halted, was tried again in vain, or goes on. */
  watchHalt(listener: (halt: RecordingHalt | undefined) => void): () => void {
    return this.#haltListeners.add(listener);
  }

  /** Tries at once whether it can be recorded again. */
  tryAgain(): void {
    this.#recorder.tryAgain();
  }

  #haltChanged(): void {
    const { halt } = this.#recorder;
    this.#haltListeners.tell(halt);
    if (halt === undefined) this.#fill();
    else this.#settle();
  }

  #roomNeeded(): string {
    return `What trains needs about ${megabytes(bytesStillNeeded(this.store, this.training))} more.`;
  }

  /** The store's file was moved or replaced, also where nothing was to be written: it halts until that is put right. */
  #lookAfterFile(): void {
    if (this.halt === undefined)
      this.#recorder.record({ run: undefined, write: () => this.store.verifyFile(), refused: this.#report });
  }

  /** Calls `listener` for everything that happens from now on; the function returned ends that. */
  subscribe(listener: WorkbenchListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Calls `listener` when another process has written to the store, at most once a second. */
  watchOthers(listener: () => void): () => void {
    return this.#others.add(listener);
  }

  /** Queues runs in the order given, of a sweep where one is given, and gives their ids. Nothing is queued where one of them cannot be. */
  launch(requests: readonly RunRequest[], sweep?: SweepRequest): string[] {
    const engines = requests.map(({ read }) => engineFor(read.config, this.jobs).engine);
    const createdAt = new Date().toISOString();
    const ids = this.store.atomically(() => {
      // The runs of many seeds share one object: it is written once.
      const datasets = new Set(requests.flatMap(({ read }) => read.datasets));
      for (const dataset of datasets) this.store.datasets.put(dataset, createdAt);
      if (sweep) this.store.sweeps.insert({ ...sweep, createdAt });
      return requests.map(({ read, name, tags = [], notes = '', forkOf }, index) => {
        const id = newId();
        const config = asRecorded(read.config, this.store);
        const fork = forkOf && forkFrom(forkOf, config, engines[index]);
        const group = groupHash(config, engines[index], fork?.lineage);
        const owner = this.#owner.id;
        this.store.runs.create({ id, name, config, group, createdAt, tags, notes, sweep: sweep?.id, fork, owner });
        return id;
      });
    });
    this.#enqueue(ids);
    return ids;
  }

  /** Runs that wait for a worker, in the order they will be trained. */
  get waiting(): readonly string[] {
    return this.#queue;
  }

  /** Runs that train or are paused, and those that have ended but could not be recorded to their end yet. */
  get training(): readonly string[] {
    return [...new Set([...this.#pool.training, ...this.#recorder.runs])];
  }

  get jobs(): number {
    return this.#pool.size;
  }

  /** Runs trained side by side from now on; what trains already goes on. */
  set jobs(jobs: number) {
    this.#pool.size = jobs;
    this.#fill();
  }

  /** Whether waiting runs are held back. */
  get isHeld(): boolean {
    return this.#isHeld;
  }

  /** Holds waiting runs back, or lets them begin again; what trains goes on. */
  hold(isHeld: boolean): void {
    this.#isHeld = isHeld;
    this.#fill();
  }

  /** Tells that something about these runs was written which is not training. */
  marked(runs: readonly string[]): void {
    for (const run of runs) this.#publish({ kind: 'marked', run });
  }

  /** Interrupts what a process that is no more was training, and frees what it had claimed: to be asked before a claim refuses. */
  interruptAbandoned(): void {
    this.#tellInterrupted(this.store.states.markInterrupted());
  }

  #tellInterrupted(runs: readonly string[]): void {
    for (const run of runs) this.#publish({ kind: 'interrupted', run });
  }

  /** Puts waiting runs first in the queue, in this order, also for after a restart; those that do not wait are passed over. */
  reorder(runs: readonly string[]): void {
    const waiting = new Set(this.#queue);
    const first = runs.filter((run) => waiting.has(run));
    const moved = new Set(first);
    const rest = this.#queue.filter((run) => !moved.has(run));
    this.store.states.queueFirst(first);
    this.#queue.splice(0, this.#queue.length, ...first, ...rest);
    for (const run of first) this.#publish({ kind: 'queued', run });
  }

  /**
   * Lets runs go on: a paused one where it stands, one that ended or was cut off from its last checkpoint, as if it had
   * never stopped. Throws `run-status` for a run that has nothing left to train and `run-claimed` where another process has it. One that
   * another build trained is `not_resumed` when its turn comes, unless `builds` says that any may train it.
   */
  goOn(runs: readonly string[], builds: Builds = 'same'): void {
    this.interruptAbandoned();
    const training = new Set(this.training);
    const waiting = new Set(this.#queue);
    const resting = runs.filter((run) => !training.has(run) && !waiting.has(run));
    this.store.atomically(() => {
      for (const run of resting) this.#claimForMore(run);
      this.store.states.queueLast(resting);
    });
    for (const run of runs) if (training.has(run)) this.resume(run);
    this.#accept(resting, builds);
    this.#excuse(resting);
    this.#enqueue(resting);
  }

  /** Those of these runs that would go on from a checkpoint of another build than is here. Rejects where an engine cannot be had. */
  async otherBuilds(runs: readonly string[]): Promise<BuildMismatch[]> {
    const found: BuildMismatch[] = [];
    for (const id of new Set(runs)) {
      const run = this.store.runs.get(id);
      const trained = this.#boundTo(run);
      if (!trained || this.#pool.training.includes(id)) continue;
      const here = await this.#buildsHere.of(engineForRun(run, this.jobs));
      if (!sameBuild(trained, here)) found.push({ run, trained, here });
    }
    return found;
  }

  /** The build whose bits a run goes on from; undefined where it has no checkpoint but that of its start. */
  #boundTo(run: Run): EngineBuild | undefined {
    const build = buildOf(run);
    const last = this.store.checkpoints.list(run.id).at(-1);
    return last && last.epoch > startOf(run) ? build : undefined;
  }

  #accept(runs: readonly string[], builds: Builds): void {
    for (const run of runs) {
      if (builds === 'any') this.#anyBuild.add(run);
      else this.#anyBuild.delete(run);
    }
  }

  #claimForMore(id: string): void {
    const run = this.store.runs.get(id);
    // One that was cut off after its last epoch has still to be evaluated.
    if (run.status === 'finished' && run.epochsDone >= run.config.epochs) {
      const message = `Run ${id} has trained all of its ${counted(run.config.epochs, 'epoch')}; extend it to train more.`;
      throw new WorkbenchError('run-status', message);
    }
    if (run.trashedAt !== undefined) {
      throw new WorkbenchError('run-status', `Run ${id} is in the trash; restore it first.`);
    }
    // Throws where that cannot be had.
    engineForRun(run, this.jobs);
    if (!this.store.states.claim(id, this.#owner.id)) throw claimed(id);
  }

  /**
   * Trains a run that has ended up to `epochs` in all. Throws `run-in-training`, `run-claimed`, `run-status` where it is in
   * the trash, and `bad-epochs` where that is not more than it has: then the run is as it was.
   */
  extend(id: string, epochs: number, builds: Builds = 'same'): void {
    this.interruptAbandoned();
    if (this.training.includes(id) || this.#queue.includes(id)) {
      throw new WorkbenchError('run-in-training', `Run ${id} trains or waits; extend it when it has ended.`);
    }
    this.store.atomically(() => {
      const run = this.store.runs.get(id);
      const done = epochsDone(run);
      if (epochs <= done) {
        throw new WorkbenchError('bad-epochs', `epochs: ${epochs} is not more than the ${done} that run ${id} has.`, {
          path: 'epochs',
        });
      }
      const config = { ...run.config, epochs };
      const { engine } = engineForRun({ ...run, config }, this.jobs);
      this.store.runs.lengthen(id, config, groupHash(config, engine, run.lineage));
      this.#claimForMore(id);
      this.store.states.queueLast([id]);
    });
    this.#accept([id], builds);
    this.#excuse([id]);
    this.#enqueue([id]);
  }

  /** Whoever has a run go on that was stopped early wants it to: it is not stopped so again. */
  #excuse(runs: readonly string[]): void {
    for (const id of runs) {
      const run = this.store.runs.get(id);
      const before = run.status === 'queued' ? run.before : undefined;
      if (before?.status === 'stopped' && before.stopReason !== undefined) this.#earlyStopping.excuse(id);
    }
  }

  /** Takes runs out of the queue: new ones are recorded as cancelled, those that were to go on are again what they were. */
  cancel(runs: readonly string[]): void {
    const at = new Date().toISOString();
    const asked = new Set(runs);
    const waiting = this.#queue.filter((run) => asked.has(run));
    const events = this.store.atomically(() => waiting.map((run) => this.#takeOut(run, at)));
    this.#queue.splice(0, this.#queue.length, ...this.#queue.filter((run) => !asked.has(run)));
    for (const event of events) this.#publish(event);
    this.#settle();
  }

  #takeOut(run: string, at: string): WorkbenchEvent {
    if (this.#wasToGoOn(run)) {
      this.#withdraw(run);
      return { kind: 'withdrawn', run };
    }
    const error = { code: 'cancelled', message: 'taken out of the queue before its first epoch' };
    this.store.states.fail(run, error, at);
    return { kind: 'failed', run, error };
  }

  /** Takes a run out of the queue that was to go on: it is again what it was, and as long. */
  #withdraw(id: string): void {
    this.store.atomically(() => {
      this.store.states.withdraw(id);
      const run = this.store.runs.get(id);
      // It waited when a program of before wrote the store, which kept no length.
      if (run.status === 'finished' && run.epochsDone < run.config.epochs) {
        const config = { ...run.config, epochs: run.epochsDone };
        this.store.runs.setConfig(id, config, groupHash(config, run.build.engine, run.lineage));
      }
    });
  }

  /** Queues what waits in the store as `adoptQueued` does, on a disk that is full now as soon as it can be. */
  adoptQueuedWhenPossible(): void {
    if (this.store.readOnlyReason !== undefined) return;
    let ids: readonly string[] = [];
    this.#recorder.record({
      run: undefined,
      write: () => (ids = this.store.states.claimWaiting(this.#owner.id)),
      written: () => this.#takeUp(ids),
      refused: (error) => this.#report(error),
    });
  }

  /**
   * Queues what waits in the store, to begin or to go on, and what sweeps were training when their process came to an end,
   * as far as no living process has claimed it; gives the ids.
   */
  adoptQueued(): string[] {
    const ids = this.store.states.claimWaiting(this.#owner.id);
    this.#takeUp(ids);
    return ids;
  }

  #takeUp(ids: readonly string[]): void {
    this.#excuse(ids);
    this.#enqueue(ids);
  }

  #enqueue(ids: readonly string[]): void {
    this.#queue.push(...ids);
    for (const run of ids) this.#publish({ kind: 'queued', run });
    this.#fill();
  }

  /** Resolves when nothing trains and nothing waits; after `stopAll` also where the rest cannot be recorded. */
  idle(): Promise<void> {
    if (this.#isIdle) return Promise.resolve();
    this.#idle ??= Promise.withResolvers<undefined>();
    return this.#idle.promise;
  }

  get #isIdle(): boolean {
    if (this.#recorder.halt !== undefined) return this.#isLeaving;
    return this.#queue.length === 0 && this.#pool.training.length === 0;
  }

  /** Throws `run-claimed` where another process trains one of these runs or is about to: it is told nothing from here. */
  refuseClaimed(runs: readonly string[]): void {
    this.interruptAbandoned();
    const own = new Set([...this.training, ...this.#queue]);
    for (const run of runs) if (!own.has(run) && this.store.states.isClaimed(run)) throw claimed(run);
  }

  pause(run: string): void {
    this.#pool.send(run, { kind: 'pause' });
  }

  resume(run: string): void {
    this.#pool.send(run, { kind: 'resume' });
  }

  /** Ends a run that trains; it keeps what it has. */
  stop(run: string): void {
    this.#pool.send(run, { kind: 'stop' });
  }

  /**
   * Ends every run that trains and gives the waiting ones back to the store, where they stay queued; gives their ids. What
   * cannot be recorded now is trained again, from the last checkpoint, when the run goes on.
   */
  stopAll(): string[] {
    this.#isLeaving = true;
    const waiting = this.#queue.splice(0);
    for (const run of this.#pool.training) this.stop(run);
    this.#release(waiting);
    this.#settle();
    return waiting;
  }

  /** Gives runs that do not train back, for whoever wants to train them. */
  #release(runs: readonly string[]): void {
    try {
      this.store.atomically(() => {
        for (const run of runs) this.store.states.release(run);
      });
    } catch (error) {
      // A store that refuses this now frees them when this process ends.
      if (!(error instanceof WorkbenchError)) throw error;
    }
  }

  /**
   * Brings every run in training to a checkpoint, as far as that is done within `milliseconds`: closed after this, they go
   * on later from where they are.
   */
  async suspend(milliseconds: number): Promise<void> {
    const left = new Set(this.#pool.training);
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const unsubscribe = this.subscribe(({ kind, run }) => {
      if (kind !== 'paused' && kind !== 'finished' && kind !== 'stopped' && kind !== 'failed') return;
      left.delete(run);
      if (left.size === 0) resolve(undefined);
    });
    this.#queue.length = 0;
    for (const run of left) {
      if (this.store.runs.get(run).status === 'paused') left.delete(run);
      else this.pause(run);
    }
    const unwatch = this.watchHalt((halt) => halt !== undefined && resolve(undefined));
    const timer = setTimeout(() => resolve(undefined), milliseconds);
    if (left.size > 0 && this.halt === undefined) await promise;
    clearTimeout(timer);
    unwatch();
    unsubscribe();
  }

  /**
   * Ends the workers and closes the store. Runs still in training become interrupted, where that cannot be recorded once
   * the store is opened again; those that wait stay queued.
   */
  async close(): Promise<void> {
    this.#watcher.close();
    this.#queue.length = 0;
    this.#isLeaving = true;
    await this.upkeep.close();
    await this.#pool.close();
    this.#recorder.tryAgain();
    this.#recorder.close();
    this.#settle();
    this.#owner.release();
    try {
      this.store.states.markInterrupted();
    } catch (error) {
      if (!isStoreUnusable(error)) throw error;
    } finally {
      this.store.close();
    }
  }

  #fill(): void {
    // What begins now could send what nobody may keep.
    while (!this.#isHeld && this.halt === undefined && this.#pool.hasFreeSeat) {
      const next = this.#queue.findIndex((run) => this.#canSeat(run));
      if (next < 0) break;
      for (const run of this.#queue.splice(next, 1)) this.#begin(run);
    }
    this.#settle();
  }

  #canSeat(id: string): boolean {
    if (!this.#pool.isFullOfProcesses) return true;
    try {
      return engineForRun(this.store.runs.get(id), this.jobs).engine !== 'tensorflow';
    } catch (error) {
      // One whose engine cannot be had is begun, which tells of that.
      if (error instanceof WorkbenchError) return true;
      throw error;
    }
  }

  #begin(id: string): void {
    try {
      const run = this.store.runs.get(id);
      const { config } = run;
      const choice = engineForRun(run, this.jobs);
      const files = filesFromStore(config, this.store);
      const rules = rulesFor(run);
      const known = this.store.noiseFloors.find(floorLaw(config, rules), config.snapshots.samples);
      const noiseFloors = known.length > 0 ? known : undefined;
      const from = this.store.checkpoints.read(id, 'last');
      if (!from && run.lineage) throw startLost(id);
      this.#pool.train({
        run: id,
        config,
        choice,
        files,
        rules,
        noiseFloors,
        scales: scalesOf(run),
        from: from && { bytes: from.bytes, seconds: from.seconds },
        expected: this.#anyBuild.has(id) ? undefined : this.#boundTo(run),
      });
    } catch (error) {
      if (!(error instanceof WorkbenchError)) throw error;
      this.#end(id, { status: 'failed', error: { code: error.code, message: error.message } });
    }
  }

  #settle(): void {
    if (!this.#idle || !this.#isIdle) return;
    this.#idle.resolve(undefined);
    this.#idle = undefined;
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
          this.store.recordings.append(event);
          milliseconds = performance.now() - start;
          return [{ kind: 'progress', run, epochs, snapshots }];
        };
        this.#record(run, 'progress', write, () => {
          // Also what was refused: the worker waits for it, and would not come to read that it is to stop.
          this.#pool.send(run, { kind: 'acknowledge', milliseconds });
          if (this.#earlyStopping.observe(event)) this.stop(run);
        });
        break;
      }
      case 'paused':
        this.#record(run, 'paused', () => {
          this.store.states.pause(run);
          return [{ kind: 'paused', run }];
        });
        break;
      case 'resumed':
        this.#record(run, 'resumed', () => {
          this.store.states.resume(run);
          return [{ kind: 'resumed', run }];
        });
        break;
      case 'ended':
        this.#end(run, event.outcome);
        break;
    }
  }

  /**
   * Only now that it trains is what a run recorded after its last checkpoint taken back, to be trained again to the same
   * bits: one that could not go on keeps all it has.
   */
  #start({
    run,
    build,
    engineReason,
    axes,
    targetScale,
    noiseFloors,
  }: Extract<WorkerEvent, { readonly kind: 'prepared' }>): WorkbenchEvent[] {
    const before = this.store.runs.get(run);
    const { config, lineage } = before;
    const rules = rulesFor(before);
    const from = this.store.checkpoints.list(run).at(-1);
    // Recovered of a damaged store without its checkpoints: it is trained from the beginning.
    const isBegunAnew = from === undefined && epochsDone(before) > 0;
    this.store.atomically(() => {
      if (from) this.#takeBack(run, config, from);
      // Since it was queued, an engine may have been fetched or removed.
      if (!from || !this.#wasToGoOn(run))
        this.store.runs.setConfig(run, config, groupHash(config, build.engine, lineage));
      if (isBegunAnew) this.store.recordings.clear(run);
      this.store.states.start(
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
    this.store.recordings.truncateAfter(run, epoch, isEnd || epoch % config.snapshots.every === 0);
    // Of those that are kept every tenth of the run a longer one has others: what is there stays.
    const isStart = epoch === startOf(this.store.runs.get(run));
    if (!isStart && config.checkpoints.every > 0 && !keepsCheckpoint(config, epoch))
      this.store.checkpoints.unkeep(run, epoch);
  }

  /**
   * Has `write` put into the store what happened to a run, then tells the events it gives; `then` is called in any case.
   * While the store cannot be used at all, it waits. A store that refuses this alone ends the run and not the process.
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
        for (const event of events) this.#publish(event);
        then();
      },
      refused: (error) => {
        this.#unrecorded.set(run, kind);
        this.stop(run);
        this.#publishRefused(run, error);
        then();
      },
    });
  }

  #publishRefused(run: string, error: unknown): void {
    this.#publish({ kind: 'not_recorded', run, error: error instanceof Error ? error : new Error(String(error)) });
  }

  /** Records the end of a run, which `write` puts into the store. */
  #recordEnd(run: string, write: () => readonly WorkbenchEvent[]): void {
    let events: readonly WorkbenchEvent[] = [];
    const forget = () => {
      this.#unrecorded.delete(run);
      this.#anyBuild.delete(run);
      this.#earlyStopping.end(run);
    };
    this.#recorder.record({
      run,
      write: () => (events = write()),
      written: () => {
        forget();
        for (const event of events) this.#publish(event);
        this.#settle();
      },
      refused: (error) => {
        forget();
        this.#publishRefused(run, error);
        this.#settle();
      },
    });
  }

  #end(run: string, outcome: Outcome): void {
    const at = new Date().toISOString();
    this.#recordEnd(run, () => this.#writeEnd(run, outcome, at));
  }

  #writeEnd(run: string, outcome: Outcome, at: string): WorkbenchEvent[] {
    const lost = this.#unrecorded.get(run);
    // In the store it has not begun.
    if (lost === 'started') {
      if (this.#wasToGoOn(run)) this.#withdraw(run);
      else this.store.states.release(run);
      return [];
    }
    // What is not there in full has not finished, whatever training came to.
    const ended: Outcome = lost === undefined ? outcome : { status: 'stopped' };
    switch (ended.status) {
      case 'finished':
        this.store.states.finish(run, ended.final, at);
        return [{ kind: 'finished', run, final: ended.final }];
      case 'stopped':
        this.store.states.stop(run, at, this.#earlyStopping.reasonOf(run));
        return [{ kind: 'stopped', run }];
      case 'failed': {
        const { error } = ended;
        if (this.#wasToGoOn(run)) {
          this.#withdraw(run);
          return [{ kind: 'not_resumed', run, error }];
        }
        this.store.states.fail(run, error, at);
        return [{ kind: 'failed', run, error }];
      }
    }
  }

  /** What trained a run is no more. It goes on, when asked to, from its last checkpoint, as after the end of the program. */
  #crashed(run: string, { message }: Error): void {
    const at = new Date().toISOString();
    const error = { code: 'worker-crashed', message };
    this.#recordEnd(run, () => {
      if (!['running', 'paused'].includes(this.store.runs.get(run).status)) {
        return this.#writeEnd(run, { status: 'failed', error }, at);
      }
      this.store.states.interrupt(run, error);
      return [{ kind: 'crashed', run, error }];
    });
  }

  /** Whether a run that waits, or has not come to begin, had been there before and was to go on. */
  #wasToGoOn(id: string): boolean {
    const run = this.store.runs.get(id);
    return run.status === 'queued' && run.before !== undefined;
  }

  #publish(event: WorkbenchEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}
