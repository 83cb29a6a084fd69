import { Worker, type MessagePort } from 'node:worker_threads';
import type { RunConfig } from '../../shared/config/schema.ts';
import type { PackedSnapshot } from '../../shared/frames/packed-snapshot.ts';
import type { MetricRules } from '../../shared/metric-rules.ts';
import { createEngine } from './engines/create.ts';
import type { Engine, EngineState, NetworkState } from './engines/engine.ts';
import { lawsOf, type RunLaws } from './laws.ts';
import type { JobFiles } from './messages.ts';
import { modelOf } from './model/network.ts';
import { Observation } from './observation.ts';
import { packSnapshot } from './pack-snapshot.ts';

/** What is needed to evaluate the networks of a run on the fused engine. */
export interface EvaluationJob {
  readonly config: RunConfig;
  readonly files: JobFiles;
  /** What a standardized run is trained in. */
  readonly scales: RunLaws['scales'];
  readonly rules: MetricRules;
}

type EvaluatedNetwork = Pick<NetworkState, 'parameters' | 'buffers'>;

/** What an evaluation reads of an engine's state. */
interface EvaluatedState {
  readonly generator: EvaluatedNetwork;
  readonly discriminator: EvaluatedNetwork;
  readonly average: EngineState['average'];
}

type Request =
  /** Begins with another run; of undefined the last is forgotten. */
  | { readonly kind: 'observe'; readonly number: number; readonly job: EvaluationJob | undefined }
  | { readonly kind: 'evaluate'; readonly epoch: number; readonly state: EvaluatedState };

/** An answer about the job of this number. */
type Answer = { readonly number: number } & (
  | { readonly kind: 'observing' }
  | { readonly kind: 'snapshot'; readonly snapshot: PackedSnapshot }
  | { readonly kind: 'failed'; readonly error: Error }
);

/** How a thread is told that it evaluates: where it counts what it has done. */
interface Counted {
  readonly evaluated: Int32Array<SharedArrayBuffer>;
}

/** States that may be on their way: enough that the thread never waits, few enough that nobody waits long for the last. */
export const MOST_UNDERWAY = 4;

/** The thread ended with evaluations outstanding, which is no fault of the run. */
export class EvaluationThreadLost extends Error {}

/** A thread that evaluates a run's networks as they were at an epoch, while the thread that owns it trains on. The bits are the same. */
export class EvaluationThread {
  readonly #worker: Worker;
  readonly #evaluated = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  #sent = 0;
  #job = 0;
  #isReady = false;
  #failure: Error | undefined;
  #outstanding = 0;
  #snapshots: PackedSnapshot[] = [];
  /** Called when the thread has answered or ended. */
  #wake: () => void = () => undefined;

  /** `entry`: the file of the worker, which calls `evaluate` where `isEvaluationThread`. */
  constructor(entry: URL) {
    this.#worker = new Worker(entry, { workerData: { evaluated: this.#evaluated } satisfies Counted });
    this.#worker.unref();
    this.#worker.on('message', (answer: Answer) => this.#receive(answer));
    this.#worker.on('error', (error: Error) => this.#end(error));
    this.#worker.on('exit', () => this.#end(new Error('it ended without an error message')));
  }

  get hasEnded(): boolean {
    return this.#failure instanceof EvaluationThreadLost;
  }

  /** Begins with another run; of undefined the last is forgotten. What is not answered yet of the one before is dropped. */
  observe(job: EvaluationJob | undefined): void {
    this.#job += 1;
    this.#isReady = false;
    this.#outstanding = 0;
    this.#snapshots = [];
    if (!this.hasEnded) this.#failure = undefined;
    this.#post({ kind: 'observe', number: this.#job, job });
  }

  /** Has the run's networks evaluated as they are now. False where the thread is not ready, or has enough to do. */
  take(engine: Engine, epoch: number): boolean {
    if (!this.#isReady || this.#sent - Atomics.load(this.#evaluated, 0) >= MOST_UNDERWAY) return false;
    const { generator, discriminator, average } = engine.exportState();
    const state = { generator: evaluatedOf(generator), discriminator: evaluatedOf(discriminator), average };
    this.#sent += 1;
    this.#outstanding += 1;
    const arrays = [state.generator, state.discriminator].flatMap(({ parameters, buffers }) => [parameters, buffers]);
    this.#post(
      { kind: 'evaluate', epoch, state },
      [...arrays, average].flatMap((array) => (array ? [array.buffer as ArrayBuffer] : [])),
    );
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

  #post(request: Request, transferred: readonly ArrayBuffer[] = []): void {
    this.#worker.postMessage(request, transferred);
  }

  #receive(answer: Answer): void {
    if (answer.number !== this.#job) return;
    switch (answer.kind) {
      case 'observing':
        this.#isReady = true;
        break;
      case 'snapshot':
        this.#outstanding -= 1;
        this.#snapshots.push(answer.snapshot);
        break;
      case 'failed':
        this.#isReady = false;
        this.#failure ??= answer.error;
        break;
    }
    this.#wake();
  }

  #end(reason: Error): void {
    this.#isReady = false;
    if (!this.hasEnded)
      this.#failure = new EvaluationThreadLost(`the thread that evaluates ended: ${reason.message}`, { cause: reason });
    this.#wake();
  }
}

const evaluatedOf = ({ parameters, buffers }: NetworkState): EvaluatedNetwork => ({ parameters, buffers });

/** A state for an engine that only evaluates: as many zeros as there are parameters stand for the moments. */
const untrained = ({ parameters, buffers }: EvaluatedNetwork, zeros: Float32Array): NetworkState => {
  const moment = zeros.subarray(0, parameters.length);
  return { parameters, buffers, firstMoment: moment, secondMoment: moment, remainder: moment, updates: 0 };
};

/** Whether the data that a worker was started with makes it such a thread. */
export function isEvaluationThread(data: unknown): data is Counted {
  return typeof data === 'object' && data !== null && 'evaluated' in data;
}

interface Observed {
  readonly number: number;
  readonly engine: Engine;
  readonly observation: Observation;
  /** As many as the larger network has parameters. */
  readonly zeros: Float32Array;
}

async function observed(number: number, { config, files, scales, rules }: EvaluationJob): Promise<Observed> {
  const laws = await lawsOf(config, files, scales);
  const model = modelOf(config, laws.target.dimension);
  const zeros = new Float32Array(Math.max(model.generator.parameterCount, model.discriminator.parameterCount));
  return { number, engine: createEngine('fused', model), observation: new Observation(config, laws, rules), zeros };
}

/** What the thread does, over the port to its owner. */
export function evaluate(port: MessagePort, { evaluated }: Counted): void {
  let number = 0;
  let current: Observed | undefined;
  const answer = (given: Answer, transferred: readonly ArrayBuffer[] = []) => port.postMessage(given, transferred);
  const answerTo = async (request: Request): Promise<void> => {
    if (request.kind === 'observe') {
      number = request.number;
      current?.engine.dispose();
      current = undefined;
      if (!request.job) return;
      current = await observed(number, request.job);
      answer({ number, kind: 'observing' });
      return;
    }
    if (!current) return;
    const { engine, observation, zeros } = current;
    const { generator, discriminator, average } = request.state;
    engine.importState({
      generator: untrained(generator, zeros),
      discriminator: untrained(discriminator, zeros),
      average,
    });
    const taken = observation.snapshot(engine, request.epoch);
    const snapshot = packSnapshot(taken, observation.networkAxes, observation.output, observation.scales);
    answer({ number, kind: 'snapshot', snapshot }, [snapshot.frame.buffer]);
  };
  // One after the other: laws may be a moment in coming.
  let last = Promise.resolve();
  port.on('message', (request: Request) => {
    last = last
      .then(() => answerTo(request))
      .catch((error: unknown) =>
        answer({ number, kind: 'failed', error: error instanceof Error ? error : new Error(String(error)) }),
      )
      .finally(() => request.kind === 'evaluate' && Atomics.add(evaluated, 0, 1));
  });
}
