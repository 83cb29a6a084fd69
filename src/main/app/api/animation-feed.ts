import { Worker } from 'node:worker_threads';
import type { AnimationEvent } from '../../../shared/api/exports.ts';
import type { AnimationJob } from '../../files/exports/animation-worker.ts';
import type { Feed } from './handlers.ts';

// Run from its source the worker is a TypeScript file; bundled, it lies in the same folder.
const WORKER = new URL(
  import.meta.url.endsWith('.ts') ? '../../files/exports/animation-worker.ts' : './animation-worker.js',
  import.meta.url,
);

/**
 * An animation while it is drawn in a thread of its own: how far it is, then the file. Closing it ends the thread after
 * the picture that it draws: canvas and store are native code, which is not to be cut off in the middle of a call.
 */
export class AnimationFeed implements Feed<AnimationEvent> {
  readonly #cancelled = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  #newest: AnimationEvent | undefined;
  #hasEnded = false;

  constructor(job: Omit<AnimationJob, 'cancelled'>, ready: () => void, unexpected: (error: unknown) => void) {
    const whole: AnimationJob = { ...job, cancelled: this.#cancelled };
    const worker = new Worker(WORKER, { workerData: whole });
    const tell = (event: AnimationEvent) => {
      if (this.#hasEnded) return;
      this.#hasEnded = event.kind !== 'progress';
      this.#newest = event;
      ready();
    };
    worker.on('message', tell);
    worker.on('error', (error) => {
      unexpected(error);
      tell({ kind: 'failed', code: 'internal', message: 'The animation could not be drawn; see the log file.' });
    });
  }

  take(): AnimationEvent | undefined {
    const newest = this.#newest;
    this.#newest = undefined;
    return newest;
  }

  close(): void {
    this.#hasEnded = true;
    Atomics.store(this.#cancelled, 0, 1);
  }
}
