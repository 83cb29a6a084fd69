import { availableParallelism, totalmem } from 'node:os';
import { Worker } from 'node:worker_threads';
import { Listeners } from '../../shared/listeners.ts';
import type { EngineChoice } from '../training/engines/choose.ts';
import { bestBuild } from '../training/engines/fused/kernels/best-build.ts';
import { tensorFlowEnvironment } from '../training/engines/tensorflow/environment.ts';
import type { Identified, TrainingJob, WorkerEvent, WorkerRequest } from '../training/messages.ts';
import type { HostListener, ProcessStarter, TrainingHost } from './training-host.ts';

// Run from its source the entry is a TypeScript file; bundled, it lies in the same folder.
const isSource = import.meta.url.endsWith('.ts');
const WORKER = new URL(isSource ? '../training/worker.ts' : './worker.js', import.meta.url);

/** An idle process is ended after this time, to free its memory. */
const IDLE_MILLISECONDS = 60_000;

/**
 * The default number of runs trained side by side. It leaves one core to the rest of the machine, except on two cores: there it
 * would stand half idle, and the window stays smooth beside two runs (`npm run bench:experiments`).
 */
export function defaultJobs(): number {
  const cores = availableParallelism();
  return Math.min(cores, Math.max(2, cores - 1));
}

/** Threads that one run may take where so many are trained side by side. */
export function threadsPerRun(jobs: number): number {
  return Math.max(1, Math.floor(availableParallelism() / jobs));
}

/** Memory that a process with TensorFlow takes on small networks, about, and the share of the machine's that all may take. */
const PROCESS_BYTES = 300e6;
const MEMORY_SHARE = 0.25;

/** Processes with TensorFlow that this machine holds beside one another. */
export function defaultProcesses(): number {
  return Math.max(1, Math.floor((totalmem() * MEMORY_SHARE) / PROCESS_BYTES));
}

/** A worker thread of this process. */
export function startThread(listener: HostListener): TrainingHost {
  // Chosen before the thread is started, so that it need not try the kernels itself.
  bestBuild();
  const worker = new Worker(WORKER);
  let failure = new Error('the worker thread ended without an error message');
  worker.on('message', (event: WorkerEvent | Identified) => listener.event(event));
  worker.on('error', (error: Error) => (failure = error));
  worker.on('exit', () => listener.ended(failure));
  return {
    post: (request) => worker.postMessage(request),
    end: async () => {
      await worker.terminate();
    },
  };
}

interface Seat {
  readonly host: TrainingHost;
  /** What the seat was started for: TensorFlow's threads and device are fixed for its process. */
  readonly kind: string;
  run: string | undefined;
  /** Whether its run was paused: it keeps no core busy then. */
  isPaused: boolean;
  /** Whether a further thread may evaluate its run. */
  isShared: boolean;
  /** Ends it when it has been idle for long. */
  timer: NodeJS.Timeout | undefined;
}

/** What trained this run ended by itself. */
export interface Crash {
  readonly run: string;
  readonly error: Error;
}

const THREAD = 'thread';

function kindOf({ engine, threads, device }: EngineChoice): string {
  return engine === 'tensorflow' ? `tensorflow on ${threads} threads, ${device}` : THREAD;
}

/**
 * Hosts that train one run each, started when first needed and kept: worker threads of this process, and a process of
 * its own for every run on TensorFlow, of which a process can hold only one, and which may crash.
 */
export class TrainingPool {
  /** What the runs in training report. */
  readonly events = new Listeners<WorkerEvent>();
  readonly crashes = new Listeners<Crash>();
  /** A seat has become free. What its run reported last is told afterwards. */
  readonly vacancies = new Listeners<undefined>();
  #size: number;
  /** Processes at most, of the runs on TensorFlow. */
  readonly #processes: number;
  readonly #startProcess: ProcessStarter;
  readonly #startThread: typeof startThread;
  readonly #seats = new Set<Seat>();

  constructor(size: number, processes: number, startProcess: ProcessStarter, thread: typeof startThread = startThread) {
    this.#size = size;
    this.#processes = processes;
    this.#startProcess = startProcess;
    this.#startThread = thread;
  }

  /** The number of runs trained side by side. If it is lowered, running runs continue. */
  get size(): number {
    return this.#size;
  }

  set size(size: number) {
    this.#size = size;
    this.#shareSpareSeats();
  }

  get hasFreeSeat(): boolean {
    return this.training.length < this.#size;
  }

  /** Whether as many runs train in processes of their own as the machine holds: those of threads can still be seated. */
  get isFullOfProcesses(): boolean {
    const seated = [...this.#seats].filter(({ run, kind }) => run !== undefined && kind !== THREAD);
    return seated.length >= this.#processes;
  }

  /** The runs in training. */
  get training(): string[] {
    return [...this.#seats].flatMap(({ run }) => (run === undefined ? [] : [run]));
  }

  /** Gives a run to a free seat; there has to be one. */
  train(job: TrainingJob): void {
    const kind = kindOf(job.choice);
    const seat =
      [...this.#seats].find((each) => each.run === undefined && each.kind === kind) ?? this.#open(job.choice);
    clearTimeout(seat.timer);
    seat.run = job.run;
    seat.isPaused = false;
    seat.isShared = seat.kind === THREAD && this.#spare > 0;
    seat.host.post({ kind: 'train', job, isShared: seat.isShared });
    this.#shareSpareSeats();
  }

  /** How many more runs could train. A paused run leaves its core to the others. */
  get #spare(): number {
    return this.#size - [...this.#seats].filter(({ run, isPaused }) => run !== undefined && !isPaused).length;
  }

  /** Has as many runs evaluated by a further thread as could train besides: all together keep no more cores busy than `size`. */
  #shareSpareSeats(): void {
    let spare = this.#spare;
    for (const seat of this.#seats) {
      if (seat.run === undefined || seat.kind !== THREAD) continue;
      const isShared = !seat.isPaused && spare > 0;
      if (isShared) spare -= 1;
      if (isShared === seat.isShared) continue;
      seat.isShared = isShared;
      seat.host.post({ kind: 'share', isShared });
    }
  }

  /** Tells the host that trains `run`; nothing where none does. */
  send(run: string, request: Exclude<WorkerRequest, { kind: 'train' }>): void {
    for (const seat of this.#seats) if (seat.run === run) seat.host.post(request);
  }

  pause(run: string): void {
    this.send(run, { kind: 'pause' });
    this.#setPaused(run, true);
  }

  resume(run: string): void {
    this.#setPaused(run, false);
    this.send(run, { kind: 'resume' });
  }

  #setPaused(run: string, isPaused: boolean): void {
    for (const seat of this.#seats) if (seat.run === run) seat.isPaused = isPaused;
    this.#shareSpareSeats();
  }

  /** Ends a run that trains; it keeps what it has. */
  stop(run: string): void {
    this.send(run, { kind: 'stop' });
  }

  /** Ends all processes, so that they keep no memory, and gives the runs that they trained, which are lost. */
  endProcesses(): string[] {
    const ended = [...this.#seats].filter(({ kind }) => kind !== THREAD);
    const runs = ended.flatMap(({ run }) => (run === undefined ? [] : [run]));
    for (const seat of ended) {
      seat.run = undefined;
      clearTimeout(seat.timer);
      this.#dismiss(seat);
    }
    return runs;
  }

  #open(choice: EngineChoice): Seat {
    const kind = kindOf(choice);
    const listener: HostListener = {
      event: (event) => {
        // Of a process that was ended there may still be messages on their way.
        if (event.kind === 'identified' || !this.#seats.has(seat)) return;
        if (event.kind === 'ended') {
          this.#vacate(seat);
          // First, so that the next run trains while the end of this one is recorded, which takes about 10 ms.
          this.#free();
        }
        this.events.tell(event);
      },
      ended: (reason) => {
        clearTimeout(seat.timer);
        this.#seats.delete(seat);
        if (seat.run === undefined) return;
        const { run } = seat;
        seat.run = undefined;
        this.crashes.tell({ run, error: reason });
        this.#free();
      },
    };
    const host =
      kind === THREAD
        ? this.#startThread(listener)
        : this.#startProcess(tensorFlowEnvironment(choice.threads, choice.device), listener);
    const seat: Seat = { host, kind, run: undefined, isPaused: false, isShared: false, timer: undefined };
    this.#seats.add(seat);
    return seat;
  }

  #free(): void {
    this.vacancies.tell(undefined);
    this.#shareSpareSeats();
  }

  #vacate(seat: Seat): void {
    seat.run = undefined;
    if (seat.kind === THREAD) return;
    seat.timer = setTimeout(() => this.#dismiss(seat), IDLE_MILLISECONDS);
    seat.timer.unref();
  }

  #dismiss(seat: Seat): void {
    this.#seats.delete(seat);
    void seat.host.end();
  }

  /** Ends the hosts; what they train is lost since its last message. */
  async close(): Promise<void> {
    const seats = [...this.#seats];
    for (const seat of seats) {
      seat.run = undefined;
      clearTimeout(seat.timer);
    }
    await Promise.all(seats.map(({ host }) => host.end()));
  }
}
