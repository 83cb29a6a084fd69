import { Worker } from 'node:worker_threads';
import type { AnimationEvent } from '../../../shared/api/exports.ts';
import type { AnimationJob } from '../exports/animation-worker.ts';
import type { Feed } from './handlers.ts';

// Run from its source the worker is a TypeScript file; bundled, it lies in the same folder.
const WORKER = new URL(
  import.meta.url.endsWith('.ts') ? '../exports/animation-worker.ts' : './animation-worker.js',
  import.meta.url,
);

/** An animation while it is drawn in a thread of its own: how far it is, then the file. Closing it ends the thread. */
export class AnimationFeed implements Feed<AnimationEvent> {
  readonly #worker: Worker;
  #newest: AnimationEvent | undefined;
  #hasEnded = false;

  constructor(job: AnimationJob, ready: () => void, unexpected: (error: unknown) => void) {
    this.#worker = new Worker(WORKER, { workerData: job });
    const tell = (event: AnimationEvent) => {
      if (this.#hasEnded) return;
      this.#hasEnded = event.kind !== 'progress';
      this.#newest = event;
      ready();
    };
    this.#worker.on('message', tell);
    this.#worker.on('error', (error) => {
      unexpected(error);
      tell({ kind: 'failed', code: 'internal', message: 'The animation could not be drawn; the log file says why.' });
    });
  }

  take(): AnimationEvent | undefined {
    const newest = this.#newest;
    this.#newest = undefined;
    return newest;
  }

  close(): void {
    void this.#worker.terminate();
  }
}
