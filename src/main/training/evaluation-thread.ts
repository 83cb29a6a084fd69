import { Worker, type MessagePort } from 'node:worker_threads';
import type { RunConfig } from '../../shared/config/schema.ts';
import type { PackedSnapshot } from '../../shared/frames/frame-codec.ts';
import type { MetricRules } from '../../shared/metric-rules.ts';
import { createEngine } from './engines/create.ts';
import type { Engine, EvaluatedWeights } from './engines/engine.ts';
import { lawsOf, type RunLaws } from './laws.ts';
import type { JobFiles } from './messages.ts';
import { modelOf } from './model/network.ts';
import { Observation } from './observation.ts';

/** What is needed to evaluate the networks of a run on the fused engine. */
export interface EvaluationJob {
  readonly config: RunConfig;
  readonly files: JobFiles;
  /** What a standardized run is trained in. */
  readonly scales: RunLaws['scales'];
  readonly rules: MetricRules;
}

/** Weights that are on their way to the thread, in memory that both threads see: a ring of places. */
interface Ring {
  /** How many snapshots were asked for, how many of them the thread is done with, and whether it has prepared the run: 1. */
  readonly counts: Int32Array<SharedArrayBuffer>;
  /** The epoch of each place. */
  readonly epochs: Int32Array<SharedArrayBuffer>;
  /** The weights of each place, as `EvaluatedWeights` copies them. */
  readonly weights: readonly Float32Array<SharedArrayBuffer>[];
}

const ASKED = 0;
const DONE = 1;
const PREPARED = 2;

type Request =
  /** Begins with another run. */
  | { readonly kind: 'observe'; readonly number: number; readonly job: EvaluationJob; readonly ring: Ring }
  | { readonly kind: 'forget' }
  /** Sent if the thread may have found the ring empty. */
  | { readonly kind: 'evaluate' };

/** An answer about the job of this number. */
type Answer = { readonly number: number } & (
  { readonly kind: 'snapshot'; readonly snapshot: PackedSnapshot } | { readonly kind: 'failed'; readonly error: Error }
);

/** Tells a worker at its start that it evaluates. */
interface StartData {
  readonly evaluates: true;
}

/** Snapshots that may be asked for at a time: enough that the thread never waits, few enough that nobody waits long for the last. */
export const MOST_UNDERWAY = 4;

/** The thread ended with evaluations outstanding, which is no fault of the run. */
export class EvaluationThreadLost extends Error {}

/** A thread that evaluates a run's networks as they were at an epoch, while the thread that owns it trains on. The bits are the same. */
export class EvaluationThread {
  readonly #worker: Worker;
  #job = 0;
  #observed: { readonly weights: EvaluatedWeights; readonly ring: Ring } | undefined;
  #failure: Error | undefined;
  #outstanding = 0;
  #snapshots: PackedSnapshot[] = [];
  /** Called when the thread has answered or ended. */
  #wake: () => void = () => undefined;

  /** `entry`: the file of the worker, which calls `evaluate` where `isEvaluationThread`. */
  constructor(entry: URL) {
    this.#worker = new Worker(entry, { workerData: { evaluates: true } satisfies StartData });
    this.#worker.unref();
    this.#worker.on('message', (answer: Answer) => this.#receive(answer));
    this.#worker.on('error', (error: Error) => this.#end(error));
    this.#worker.on('exit', () => this.#end(new Error('it ended without an error message')));
  }

  get hasEnded(): boolean {
    return this.#failure instanceof EvaluationThreadLost;
  }

  /** Begins with a run, whose engine has these weights. What is not answered yet of the one before is dropped. */
  observe(job: EvaluationJob, weights: EvaluatedWeights): void {
    this.forget();
    const ring = ringOf(weights.count);
    this.#observed = { weights, ring };
    this.#post({ kind: 'observe', number: this.#job, job, ring });
  }

  /** Drops the run, with what is not answered yet of it. */
  forget(): void {
    this.#job += 1;
    this.#observed = undefined;
    this.#outstanding = 0;
    this.#snapshots = [];
    if (!this.hasEnded) this.#failure = undefined;
    this.#post({ kind: 'forget' });
  }

  /** Has the run evaluated with its weights as they are now. False where the thread is not ready, or has enough to do. */
  take(epoch: number): boolean {
    if (this.#failure || this.#observed === undefined) return false;
    const { weights, ring } = this.#observed;
    if (Atomics.load(ring.counts, PREPARED) === 0) return false;
    const asked = Atomics.load(ring.counts, ASKED);
    if (asked - Atomics.load(ring.counts, DONE) >= MOST_UNDERWAY) return false;
    const place = asked % MOST_UNDERWAY;
    weights.copyTo(ring.weights[place]);
    ring.epochs[place] = epoch;
    this.#outstanding += 1;
    Atomics.store(ring.counts, ASKED, asked + 1);
    // A message costs more than the copy. The thread looks into the ring again after each snapshot, so it needs none while it is at work.
    if (Atomics.load(ring.counts, DONE) === asked) this.#post({ kind: 'evaluate' });
    return true;
  }

  /** Waits for all that was taken. Throws what an evaluation has thrown, and `EvaluationThreadLost`. */
  async settled(): Promise<readonly PackedSnapshot[]> {
    while (this.#outstanding > 0) {
      if (this.#failure) throw this.#failure;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    const snapshots = this.#snapshots;
    this.#snapshots = [];
    return snapshots;
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #post(request: Request): void {
    this.#worker.postMessage(request);
  }

  #receive(answer: Answer): void {
    if (answer.number !== this.#job) return;
    switch (answer.kind) {
      case 'snapshot':
        this.#outstanding -= 1;
        this.#snapshots.push(answer.snapshot);
        break;
      case 'failed':
        this.#failure ??= answer.error;
        break;
    }
    this.#wake();
  }

  #end(reason: Error): void {
    if (!this.hasEnded)
      this.#failure = new EvaluationThreadLost(`the thread that evaluates ended: ${reason.message}`, { cause: reason });
    this.#wake();
  }
}

function ringOf(weightCount: number): Ring {
  const bytes = weightCount * Float32Array.BYTES_PER_ELEMENT;
  const numbers = (count: number) => new Int32Array(new SharedArrayBuffer(count * Int32Array.BYTES_PER_ELEMENT));
  return {
    counts: numbers(3),
    epochs: numbers(MOST_UNDERWAY),
    weights: Array.from({ length: MOST_UNDERWAY }, () => new Float32Array(new SharedArrayBuffer(bytes))),
  };
}

/** Whether the data that a worker was started with makes it such a thread. */
export function isEvaluationThread(data: unknown): data is StartData {
  return typeof data === 'object' && data !== null && 'evaluates' in data;
}

interface Observed {
  readonly number: number;
  readonly ring: Ring;
  readonly engine: Engine;
  readonly weights: EvaluatedWeights;
  readonly observation: Observation;
}

async function observed({ number, job, ring }: Extract<Request, { readonly kind: 'observe' }>): Promise<Observed> {
  const { config, files, scales, rules } = job;
  const laws = await lawsOf(config, files, scales);
  const engine = createEngine('fused', modelOf(config, laws.target.dimension));
  if (engine.weights === undefined) throw new Error('the fused engine gives no weights');
  return { number, ring, engine, weights: engine.weights, observation: new Observation(config, laws, rules) };
}

/** Evaluates what the ring holds. */
function evaluateRing({ number, ring, engine, weights, observation }: Observed, port: MessagePort): void {
  const done = () => Atomics.load(ring.counts, DONE);
  while (Atomics.load(ring.counts, ASKED) > done()) {
    const place = done() % MOST_UNDERWAY;
    weights.copyFrom(ring.weights[place]);
    const snapshot = observation.packed(observation.snapshot(engine, ring.epochs[place]));
    port.postMessage({ number, kind: 'snapshot', snapshot } satisfies Answer, [snapshot.frame.buffer]);
    Atomics.add(ring.counts, DONE, 1);
  }
}

/** What the thread does, over the port to its owner. */
export function evaluate(port: MessagePort): void {
  let number = 0;
  let current: Observed | undefined;
  const answer = (given: Answer) => port.postMessage(given);
  const answerTo = async (request: Request): Promise<void> => {
    switch (request.kind) {
      case 'observe':
        number = request.number;
        current = await observed(request);
        Atomics.store(request.ring.counts, PREPARED, 1);
        break;
      case 'forget':
        current?.engine.dispose();
        current = undefined;
        break;
      case 'evaluate':
        if (current) evaluateRing(current, port);
        break;
    }
  };
  // One after the other: laws may be a moment in coming.
  let last = Promise.resolve();
  port.on('message', (request: Request) => {
    last = last
      .then(() => answerTo(request))
      .catch((error: unknown) =>
        answer({ number, kind: 'failed', error: error instanceof Error ? error : new Error(String(error)) }),
      );
  });
}
