import { customAlphabet } from 'nanoid';
import type { EngineName, RunConfig } from '../../shared/config/schema.ts';
import { WorkbenchError } from '../../shared/errors.ts';
import { openStore, type Store } from '../store/store.ts';
import { acquireOwner, type Owner } from '../store/owners.ts';
import { chooseEngine, engineAvailability } from '../training/engines/create.ts';
import type { Outcome, ProgressMessage, WorkerEvent } from '../training/messages.ts';
import type { WorkbenchEvent, WorkbenchListener } from './events.ts';
import { filesFromStore, type ReadConfig } from './data/files.ts';
import { groupHash } from './group.ts';
import { defaultJobs, TrainingPool } from './pool.ts';

/** Run ids: short enough to type, without letters that look alike; two of a million coincide once in a thousand stores. */
const newRunId = customAlphabet('23456789abcdefghjkmnpqrstuvwxyz', 10);

export interface WorkbenchOptions {
  /** The store's file. */
  readonly store: string;
  /** Runs trained side by side; the machine's cores but one unless given. */
  readonly jobs?: number | undefined;
}

/** A run to be queued: its config with what its files hold. */
export interface RunRequest {
  readonly read: ReadConfig;
  readonly name: string;
  readonly tags?: readonly string[];
  readonly notes?: string;
}

/** The engine that a config asks for. Throws `engine-unavailable` with the reason where it cannot run here. */
export function engineFor(config: RunConfig): EngineName {
  const engine = chooseEngine(config.engine);
  for (const found of engineAvailability()) {
    if (found.engine === engine && !found.available) {
      throw new WorkbenchError('engine-unavailable', `engine: ${engine} cannot run here: ${found.reason}`, {
        path: 'engine',
      });
    }
  }
  return engine;
}

/** The application without a face: it owns the store and the workers, queues runs, records them and tells what happens. */
export class Workbench {
  readonly store: Store;
  readonly #owner: Owner;
  readonly #pool: TrainingPool;
  readonly #queue: string[] = [];
  readonly #listeners = new Set<WorkbenchListener>();
  #idle: PromiseWithResolvers<undefined> | undefined;

  /** Opens or creates the store. Throws what `openStore` refuses. */
  constructor({ store, jobs = defaultJobs() }: WorkbenchOptions) {
    this.store = openStore(store);
    this.#owner = acquireOwner(this.store.path);
    this.store.markInterrupted();
    this.#pool = new TrainingPool(jobs, {
      event: (event) => this.#receive(event),
      crashed: (run, error) =>
        this.#end(run, { status: 'failed', error: { code: 'worker-crashed', message: error.message } }),
      free: () => this.#fill(),
    });
  }

  /** Calls `listener` for everything that happens from now on; the function returned ends that. */
  subscribe(listener: WorkbenchListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Queues runs in the order given, and gives their ids. Nothing is queued where one of them cannot be. */
  launch(requests: readonly RunRequest[]): string[] {
    const engines = requests.map(({ read }) => engineFor(read.config));
    const ids = requests.map((request, index) => {
      const { read, name, tags = [], notes = '' } = request;
      const createdAt = new Date().toISOString();
      for (const dataset of read.datasets) this.store.putDataset(dataset, createdAt);
      const id = newRunId();
      const group = groupHash(read.config, engines[index]);
      this.store.createRun({ id, name, config: read.config, group, createdAt, tags, notes, owner: this.#owner.id });
      return id;
    });
    this.#enqueue(ids);
    return ids;
  }

  /** Queues the runs that wait in the store and that no living process has claimed, and gives their ids. */
  adoptQueued(): string[] {
    const ids: string[] = [];
    for (;;) {
      const id = this.store.claimNextQueued(this.#owner.id);
      if (id === undefined) break;
      ids.push(id);
    }
    this.#enqueue(ids);
    return ids;
  }

  #enqueue(ids: readonly string[]): void {
    this.#queue.push(...ids);
    for (const run of ids) this.#publish({ kind: 'queued', run });
    this.#fill();
  }

  /** Resolves when nothing trains and nothing waits. */
  idle(): Promise<void> {
    if (this.#isIdle) return Promise.resolve();
    this.#idle ??= Promise.withResolvers<undefined>();
    return this.#idle.promise;
  }

  get #isIdle(): boolean {
    return this.#queue.length === 0 && this.#pool.training.length === 0;
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

  /** Ends every run that trains and gives the waiting ones back to the store, where they stay queued; gives their ids. */
  stopAll(): string[] {
    const waiting = this.#queue.splice(0);
    for (const run of waiting) this.store.releaseRun(run);
    for (const run of this.#pool.training) this.stop(run);
    this.#settle();
    return waiting;
  }

  /** Ends the workers and closes the store. Runs still in training become interrupted. */
  async close(): Promise<void> {
    for (const run of this.#queue.splice(0)) this.store.releaseRun(run);
    await this.#pool.close();
    this.#owner.release();
    this.store.markInterrupted();
    this.store.close();
  }

  #fill(): void {
    while (this.#pool.hasFreeSeat) {
      const run = this.#queue.shift();
      if (run === undefined) break;
      this.#begin(run);
    }
    this.#settle();
  }

  #begin(id: string): void {
    const { config } = this.store.getRun(id);
    try {
      const files = filesFromStore(config, this.store);
      this.#pool.train({ run: id, config, engine: engineFor(config), files, from: undefined });
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
      case 'prepared': {
        const { config } = this.store.getRun(run);
        const law = JSON.stringify([
          config.target,
          config.noise,
          config.generator.latent_dimension,
          config.loss,
          config.snapshots.bins,
        ]);
        const at = new Date().toISOString();
        this.store.startRun(run, { build: event.build, axes: event.axes, at }, { law, floors: event.noiseFloors });
        this.#publish({ kind: 'started', run });
        break;
      }
      case 'progress':
        this.#record(event);
        break;
      case 'paused':
        this.store.pauseRun(run);
        this.#publish({ kind: 'paused', run });
        break;
      case 'resumed':
        this.store.resumeRun(run);
        this.#publish({ kind: 'resumed', run });
        break;
      case 'ended':
        this.#end(run, event.outcome);
        break;
    }
  }

  #record(message: ProgressMessage): void {
    const { run, epochs, snapshots } = message;
    const start = performance.now();
    try {
      this.store.record(message);
    } catch (error) {
      this.stop(run);
      this.#publish({ kind: 'not_recorded', run, error: error instanceof Error ? error : new Error(String(error)) });
      this.#pool.send(run, { kind: 'acknowledge', milliseconds: 0 });
      return;
    }
    this.#pool.send(run, { kind: 'acknowledge', milliseconds: performance.now() - start });
    this.#publish({ kind: 'progress', run, epochs, snapshots });
  }

  #end(run: string, outcome: Outcome): void {
    const at = new Date().toISOString();
    switch (outcome.status) {
      case 'finished':
        this.store.finishRun(run, outcome.final, at);
        this.#publish({ kind: 'finished', run, final: outcome.final });
        break;
      case 'stopped':
        this.store.stopRun(run, at);
        this.#publish({ kind: 'stopped', run });
        break;
      case 'failed':
        this.store.failRun(run, outcome.error, at);
        this.#publish({ kind: 'failed', run, error: outcome.error });
        break;
    }
  }

  #publish(event: WorkbenchEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}
