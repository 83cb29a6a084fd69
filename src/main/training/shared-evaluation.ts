import type { PackedSnapshot } from '../../shared/frames/packed-snapshot.ts';
import type { Engine } from './engines/engine.ts';
import { EvaluationThread } from './evaluation-thread.ts';
import type { RunLaws } from './laws.ts';
import type { TrainingJob } from './messages.ts';

/** A run that was evaluated so often, and trains for so long, is worth the start of another thread. */
const WORTH_A_THREAD_SNAPSHOTS = 32;
const WORTH_A_THREAD_MILLISECONDS = 100;
/** Numbers of a table that are copied to such a thread at most. */
const MOST_TABLE_NUMBERS = 1 << 20;

/** The thread that evaluates one run after another; started when first needed, and kept. */
let evaluation: EvaluationThread | undefined;

/** Whether another thread can evaluate a run: modules would need processes of their own for it. */
function isSharable({ choice, files }: TrainingJob): boolean {
  const numbers = files.table?.values.length ?? 0;
  return choice.engine === 'fused' && files.modules.length === 0 && numbers <= MOST_TABLE_NUMBERS;
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
  readonly #start = performance.now();
  /** Snapshots that the thread was not asked for, or could not take. */
  #left = 0;
  /** The thread, once it was told of the run. */
  #thread: EvaluationThread | undefined;

  /** `entry`: the file of the worker, which the thread starts with too. */
  constructor(entry: URL, job: TrainingJob, scales: RunLaws['scales'], control: Sharing) {
    this.#entry = entry;
    this.#job = job;
    this.#scales = scales;
    this.#control = control;
    this.beginIfWorthIt();
  }

  /** To be called now and then. */
  beginIfWorthIt(): void {
    if (this.#thread !== undefined || !this.#control.isShared || !isSharable(this.#job)) return;
    if (evaluation?.hasEnded) evaluation = undefined;
    if (evaluation === undefined && !this.#isWorthAThread()) return;
    evaluation ??= new EvaluationThread(this.#entry);
    this.#thread = evaluation;
    const { config, files, rules } = this.#job;
    this.#thread.observe({ config, files, rules, scales: this.#scales });
  }

  #isWorthAThread(): boolean {
    return this.#left >= WORTH_A_THREAD_SNAPSHOTS && performance.now() - this.#start >= WORTH_A_THREAD_MILLISECONDS;
  }

  /** Has the thread take a snapshot; false where it cannot just now. */
  take(engine: Engine, epoch: number): boolean {
    const isTaken = this.#control.isShared && this.#thread?.take(engine, epoch) === true;
    if (!isTaken) this.#left += 1;
    return isTaken;
  }

  /** What the thread has taken since the last call. */
  async settled(): Promise<readonly PackedSnapshot[]> {
    return (await this.#thread?.settled()) ?? [];
  }

  end(): void {
    if (this.#thread?.hasEnded === false) this.#thread.observe(undefined);
  }
}
