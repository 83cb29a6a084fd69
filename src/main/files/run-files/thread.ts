import { Worker } from 'node:worker_threads';
import type { RunFileOrder, RunFileReport, RunFileTask } from './run-file-worker.ts';

// Run from its source the worker is a TypeScript file; bundled, it lies in the same folder.
const WORKER = new URL(
  import.meta.url.endsWith('.ts') ? './run-file-worker.ts' : './run-file-worker.js',
  import.meta.url,
);

/**
 * Writes or checks a run file in a thread of its own. The function returned ends it after the run that it is at: Node aborts the whole
 * process where a thread is terminated while its zlib unpacks a checkpoint ("close before init").
 */
export function startRunFileThread(
  task: RunFileTask,
  listener: { readonly report: (report: RunFileReport) => void; readonly crashed: (error: unknown) => void },
): () => void {
  const cancelled = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const order: RunFileOrder = { task, cancelled };
  const worker = new Worker(WORKER, { workerData: order });
  let hasEnded = false;
  worker.on('message', (report: RunFileReport) => {
    if (!hasEnded) listener.report(report);
  });
  worker.on('error', (error) => {
    if (!hasEnded) listener.crashed(error);
  });
  return () => {
    hasEnded = true;
    Atomics.store(cancelled, 0, 1);
  };
}
