import { Worker } from 'node:worker_threads';
import type { RunFileReport, RunFileTask } from './run-file-worker.ts';

// Run from its source the worker is a TypeScript file; bundled, it lies in the same folder.
const WORKER = new URL(
  import.meta.url.endsWith('.ts') ? './run-file-worker.ts' : './run-file-worker.js',
  import.meta.url,
);

/** Writes or checks a run file in a thread of its own; the function returned ends it where it stands. */
export function startRunFileThread(
  task: RunFileTask,
  listener: { readonly report: (report: RunFileReport) => void; readonly crashed: (error: unknown) => void },
): () => void {
  const worker = new Worker(WORKER, { workerData: task });
  let hasEnded = false;
  worker.on('message', (report: RunFileReport) => {
    if (!hasEnded) listener.report(report);
  });
  worker.on('error', (error) => {
    if (!hasEnded) listener.crashed(error);
  });
  return () => {
    hasEnded = true;
    void worker.terminate();
  };
}
