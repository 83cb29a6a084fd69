import { dataDimension, estimateMemory, networkSize } from '../../shared/config/memory.ts';
import type { RunConfig } from '../../shared/config/schema.ts';
import type { PackedSnapshot } from '../../shared/frames/frame-codec.ts';
import type { Engine, EvaluatedWeights } from './engines/engine.ts';
import { EvaluationThread, MOST_UNDERWAY } from './evaluation-thread.ts';
import type { RunLaws } from './laws.ts';
import type { TrainingJob } from './messages.ts';

/** A run that was evaluated so often, and trains for so long, is worth the start of another thread. */
const WORTH_A_THREAD_SNAPSHOTS = 32;
const WORTH_A_THREAD_MILLISECONDS = 100;
/** Numbers of a table that are copied to such a thread at most. */
const MOST_TABLE_NUMBERS = 1 << 20;
/** The memory that such a thread may take, which the limit on a run's memory does not count. */
const MOST_BYTES = 64e6;

/** The thread that evaluates one run after another; started when first needed, and kept. */
let evaluation: EvaluationThread | undefined;

/** The memory that another thread takes to evaluate a run, at most: its engine, no more than the run takes, and the weights on their way. */
export function evaluationBytes(config: RunConfig): number {
  const { generator, discriminator, target, ema_decay } = config;
  const dimension = dataDimension(target);
  const generated = networkSize(generator, generator.latent_dimension, dimension).parameters;
  const judged = networkSize(discriminator, discriminator.packing * dimension, 1).parameters;
  const weights = (ema_decay > 0 ? 2 : 1) * generated + judged;
  const run = estimateMemory({ ...config, engine: 'fused' }).reduce((sum, { bytes }) => sum + bytes, 0);
  return run + MOST_UNDERWAY * weights * Float32Array.BYTES_PER_ELEMENT;
}

/** Whether another thread can evaluate a run: modules would need processes of their own for it, and it must not take much memory. */
export function isSharable({ choice, files, config }: TrainingJob): boolean {
  const numbers = files.table?.values.length ?? 0;
  const isSmall = numbers <= MOST_TABLE_NUMBERS && evaluationBytes(config) <= MOST_BYTES;
  return choice.engine === 'fused' && files.modules.length === 0 && isSmall;
}

/** Whether another thread may evaluate the run just now, as messages have set it. */
interface Sharing {
  readonly isShared: boolean;
}

/** Has another thread evaluate a run, as long as it may. */
export class SharedEvaluation {
  readonly #entry: URL;
  readonly #job: TrainingJob;
  readonly #scales: RunLaws['scales'];
  readonly #control: Sharing;
  readonly #weights: EvaluatedWeights | undefined;
  readonly #isSharable: boolean;
  readonly #start = performance.now();
  /** Snapshots that the thread was not asked for, or could not take. */
  #left = 0;
  /** The thread, once it was told of the run. */
  #thread: EvaluationThread | undefined;

  /** `entry`: the file of the worker, which the thread starts with too. */
  constructor(entry: URL, job: TrainingJob, scales: RunLaws['scales'], control: Sharing, { weights }: Engine) {
    this.#entry = entry;
    this.#job = job;
    this.#scales = scales;
    this.#control = control;
    this.#weights = weights;
    this.#isSharable = isSharable(job);
    this.beginIfWorthIt();
  }

  /** To be called now and then. */
  beginIfWorthIt(): void {
    if (this.#thread !== undefined || !this.#control.isShared || !this.#isSharable || !this.#weights) return;
    if (evaluation?.hasEnded) evaluation = undefined;
    if (evaluation === undefined && !this.#isWorthAThread()) return;
    evaluation ??= new EvaluationThread(this.#entry);
    this.#thread = evaluation;
    const { config, files, rules } = this.#job;
    this.#thread.observe({ config, files, rules, scales: this.#scales }, this.#weights);
  }

  #isWorthAThread(): boolean {
    return this.#left >= WORTH_A_THREAD_SNAPSHOTS && performance.now() - this.#start >= WORTH_A_THREAD_MILLISECONDS;
  }

  /** Has the thread take a snapshot; false where it cannot just now. */
  take(epoch: number): boolean {
    const isTaken = this.#control.isShared && this.#thread?.take(epoch) === true;
    if (!isTaken) this.#left += 1;
    return isTaken;
  }

  /** What the thread has taken since the last call. */
  async settled(): Promise<readonly PackedSnapshot[]> {
    return (await this.#thread?.settled()) ?? [];
  }

  end(): void {
    if (this.#thread?.hasEnded === false) this.#thread.forget();
  }
}
