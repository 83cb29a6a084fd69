import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { TrainingJob, WorkerEvent, WorkerRequest } from '../training/messages.ts';

// Run from its source the worker is a TypeScript file beside ours; bundled, it lies in the same folder.
const WORKER = new URL(import.meta.url.endsWith('.ts') ? '../training/worker.ts' : './worker.js', import.meta.url);

/** Runs trained side by side unless told otherwise: one core is left to the rest of the machine. */
export function defaultJobs(): number {
  return Math.max(1, availableParallelism() - 1);
}

interface Seat {
  readonly worker: Worker;
  run: string | undefined;
}

export interface PoolListener {
  event(event: WorkerEvent): void;
  /** A worker ended by itself while it trained this run. */
  crashed(run: string, error: Error): void;
  /** A seat has become free. */
  free(): void;
}

/** Worker threads that train one run each; they are started when first needed and kept. */
export class TrainingPool {
  /** Runs trained side by side. What trains when it is made smaller goes on. */
  size: number;
  readonly #listener: PoolListener;
  readonly #seats = new Set<Seat>();

  constructor(size: number, listener: PoolListener) {
    this.size = size;
    this.#listener = listener;
  }

  get hasFreeSeat(): boolean {
    return this.training.length < this.size;
  }

  /** The runs in training. */
  get training(): string[] {
    return [...this.#seats].flatMap(({ run }) => (run === undefined ? [] : [run]));
  }

  /** Gives a run to a free worker; there has to be one. */
  train(job: TrainingJob): void {
    const seat = [...this.#seats].find(({ run }) => run === undefined) ?? this.#open();
    seat.run = job.run;
    this.#post(seat, { kind: 'train', job });
  }

  /** Tells the worker that trains `run`; nothing where none does. */
  send(run: string, request: Exclude<WorkerRequest, { kind: 'train' }>): void {
    for (const seat of this.#seats) if (seat.run === run) this.#post(seat, request);
  }

  #post(seat: Seat, request: WorkerRequest): void {
    seat.worker.postMessage(request);
  }

  #open(): Seat {
    const worker = new Worker(WORKER);
    const seat: Seat = { worker, run: undefined };
    let failure = new Error('the worker thread ended without a word');
    worker.on('message', (event: WorkerEvent) => {
      if (event.kind === 'ended') seat.run = undefined;
      this.#listener.event(event);
      if (event.kind === 'ended') this.#listener.free();
    });
    worker.on('error', (error: Error) => (failure = error));
    worker.on('exit', () => {
      this.#seats.delete(seat);
      if (seat.run === undefined) return;
      this.#listener.crashed(seat.run, failure);
      this.#listener.free();
    });
    this.#seats.add(seat);
    return seat;
  }

  /** Ends the threads; what they train is lost since its last message. */
  async close(): Promise<void> {
    const seats = [...this.#seats];
    for (const seat of seats) seat.run = undefined;
    await Promise.all(seats.map(({ worker }) => worker.terminate()));
  }
}
