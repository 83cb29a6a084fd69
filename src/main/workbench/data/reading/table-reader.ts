import { Worker } from 'node:worker_threads';
import { byteSize } from '../../../../shared/byte-size.ts';
import { GIBIBYTE } from '../../../../shared/config/memory.ts';
import { WorkbenchError } from '../../../../shared/errors.ts';
import type { ReadingJob, ReadingReply, Readings } from './messages.ts';

// Run from its source the worker is a TypeScript file; bundled, it lies in the same folder as the program.
const WORKER = new URL(
  import.meta.url.endsWith('.ts') ? './reading-worker.ts' : './reading-worker.js',
  import.meta.url,
);

/** Tables that are read at once; others wait. */
const MOST_THREADS = 2;
const MEBIBYTE = 1_048_576;
/** What the texts and numbers of one table may take while it is read: less than its run may (`MEMORY_LIMIT`), since two are read at once. */
const MOST_BYTES = 2 * GIBIBYTE;

interface Waiting {
  readonly job: ReadingJob;
  readonly signal: AbortSignal;
  readonly resolve: (reading: Readings[ReadingJob['kind']]) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Reads users' tables, each in a thread of its own that no trial and no preview waits for: windows are answered and runs
 * recorded meanwhile, and whoever does not want a table any more ends its thread.
 */
export class TableReader {
  readonly #waiting: Waiting[] = [];
  readonly #reading = new Set<Worker>();
  readonly #closed = new AbortController();
  readonly #mostBytes: number;

  constructor(mostBytes = MOST_BYTES) {
    this.#mostBytes = mostBytes;
  }

  /** Throws what reading throws, `superseded` where `withdrawn` ends it, and `table-too-large`. */
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
    this.#closed.abort();
    await Promise.all([...this.#reading].map((worker) => worker.terminate()));
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
    const maxOldGenerationSizeMb = Math.ceil(this.#mostBytes / MEBIBYTE);
    const worker = new Worker(WORKER, { workerData: job, resourceLimits: { maxOldGenerationSizeMb } });
    this.#reading.add(worker);
    const end = () => void worker.terminate();
    signal.addEventListener('abort', end, { once: true });
    worker.on('message', (reply: ReadingReply) => {
      if (reply.kind === 'read') resolve(reply.reading);
      else if (reply.kind === 'failed') reject(reply.error);
      else reject(refusal(reply));
    });
    worker.on('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? this.#tooLarge(job, error) : error);
    });
    worker.on('exit', () => {
      reject(new Error('the thread that read a table ended without an answer'));
      signal.removeEventListener('abort', end);
      this.#reading.delete(worker);
      this.#next();
    });
  }

  #tooLarge(job: ReadingJob, cause: Error): WorkbenchError {
    const { name } = job.kind === 'law' ? job.file : job;
    const message = `${name} takes more than ${byteSize(this.#mostBytes)} of memory to read; leave out columns or rows that are not needed.`;
    return new WorkbenchError('table-too-large', message, { cause });
  }
}

function superseded(): WorkbenchError {
  return new WorkbenchError(
    'superseded',
    'This table is not wanted any more: something newer was asked, or it was stopped.',
  );
}

function refusal({ code, message, path }: Extract<ReadingReply, { kind: 'refused' }>): WorkbenchError {
  return new WorkbenchError(code, message, path === undefined ? {} : { path });
}
