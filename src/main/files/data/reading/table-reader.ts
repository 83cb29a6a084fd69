import { Worker } from 'node:worker_threads';
import { byteSize, GIBIBYTE } from '../../../../shared/byte-size.ts';
import { WorkbenchError } from '../../../../shared/errors.ts';
import type { ReadingJob, ReadingReply, Readings } from './messages.ts';

// Run from its source the worker is a TypeScript file; bundled, it lies in the same folder as the program.
const WORKER = new URL(
  import.meta.url.endsWith('.ts') ? './reading-worker.ts' : './reading-worker.js',
  import.meta.url,
);

/** The number of tables that are read at the same time; others wait. */
const MOST_THREADS = 2;
const MEBIBYTE = 1_048_576;
/**
 * The memory for reading one table. It is less than a run may use (`MEMORY_LIMIT`), because two are read at the same
 * time.
 */
const MOST_BYTES = 2 * GIBIBYTE;
/** A thread that has read no more than this is reused for the next table. */
const MOST_KEPT_BYTES = 5_000_000;

interface Waiting {
  readonly job: ReadingJob;
  readonly signal: AbortSignal;
  readonly resolve: (reading: Readings[ReadingJob['kind']]) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Reads users' tables in separate threads, so that requests are answered and runs are recorded meanwhile. Cancelling a
 * reading ends its thread.
 */
export class TableReader {
  readonly #waiting: Waiting[] = [];
  readonly #reading = new Set<Worker>();
  readonly #closed = new AbortController();
  readonly #mostBytes: number;
  /** A thread that has read a small table and waits for the next, because starting one takes longer than reading. */
  #spare: Worker | undefined;

  constructor(mostBytes = MOST_BYTES) {
    this.#mostBytes = mostBytes;
  }

  /** Throws the errors of reading, `superseded` if `withdrawn` ends it, and `table-too-large`. */
  read<Kind extends ReadingJob['kind']>(
    job: ReadingJob & { readonly kind: Kind },
    withdrawn: AbortSignal,
  ): Promise<Readings[Kind]> {
    const signal = AbortSignal.any([withdrawn, this.#closed.signal]);
    const reading = new Promise<Readings[ReadingJob['kind']]>((resolve, reject) => {
      signal.addEventListener('abort', () => reject(superseded()), { once: true });
      this.#waiting.push({ job, signal, resolve, reject });
      this.#next();
    });
    return reading as Promise<Readings[Kind]>;
  }

  async close(): Promise<void> {
    const workers = [...this.#reading, ...(this.#spare ? [this.#spare] : [])];
    this.#spare = undefined;
    this.#closed.abort();
    await Promise.all(workers.map((worker) => worker.terminate()));
  }

  #next(): void {
    while (this.#reading.size < MOST_THREADS) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      if (!next.signal.aborted) this.#start(next);
      else next.reject(superseded());
    }
  }

  #start({ job, signal, resolve, reject }: Waiting): void {
    const worker = this.#spare ?? this.#open();
    this.#spare = undefined;
    this.#reading.add(worker);
    worker.ref();
    const end = () => void worker.terminate();
    const leave = () => {
      signal.removeEventListener('abort', end);
      for (const event of ['message', 'error', 'exit']) worker.removeAllListeners(event);
      worker.on('error', () => undefined);
      this.#reading.delete(worker);
    };
    signal.addEventListener('abort', end, { once: true });
    worker.on('message', (reply: ReadingReply) => {
      leave();
      this.#keepOrEnd(worker, job, signal);
      if (reply.kind === 'read') resolve(reply.reading);
      else if (reply.kind === 'failed') reject(reply.error);
      else reject(refusal(reply));
      this.#next();
    });
    worker.on('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? this.#tooLarge(job, error) : error);
    });
    worker.on('exit', () => {
      leave();
      reject(new Error('the thread that read a table ended without an answer'));
      this.#next();
    });
    worker.postMessage(job);
  }

  #open(): Worker {
    return new Worker(WORKER, { resourceLimits: { maxOldGenerationSizeMb: Math.ceil(this.#mostBytes / MEBIBYTE) } });
  }

  /**
   * Ends a thread that has read a large table, to free its memory. A withdrawn thread is already ending, even if its
   * answer has arrived.
   */
  #keepOrEnd(worker: Worker, job: ReadingJob, signal: AbortSignal): void {
    if (this.#spare || signal.aborted || sizeOf(job) > MOST_KEPT_BYTES) {
      void worker.terminate();
      return;
    }
    this.#spare = worker;
    // It does not keep the program alive.
    worker.unref();
    worker.once('exit', () => {
      if (this.#spare === worker) this.#spare = undefined;
    });
  }

  #tooLarge(job: ReadingJob, cause: Error): WorkbenchError {
    const { name } = job.kind === 'law' ? job.file : job;
    const message = `${name} needs more than ${byteSize(this.#mostBytes)} of memory to read; remove columns or rows that you do not need.`;
    return new WorkbenchError('table-too-large', message, { cause });
  }
}

function sizeOf(job: ReadingJob): number {
  return job.kind === 'law' ? job.file.bytes.byteLength : job.text.length;
}

function superseded(): WorkbenchError {
  return new WorkbenchError('superseded', 'Reading this table was cancelled.');
}

function refusal({ code, message, path }: Extract<ReadingReply, { kind: 'refused' }>): WorkbenchError {
  return new WorkbenchError(code, message, path === undefined ? {} : { path });
}
