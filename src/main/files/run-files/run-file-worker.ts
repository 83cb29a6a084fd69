import { parentPort, workerData } from 'node:worker_threads';
import { WorkbenchError } from '../../../shared/errors.ts';
import { writeRunFile } from '../../store/run-files/write.ts';
import { checkRunFile, type CheckedRunFile } from './check.ts';
import type { RunFileJob } from './export.ts';

/** What to do with a run file; no other process changes `file`. */
export type RunFileTask =
  | { readonly kind: 'write'; readonly file: string; readonly job: RunFileJob }
  | { readonly kind: 'check'; readonly file: string };

/** The message that starts the thread. */
export interface RunFileOrder {
  readonly task: RunFileTask;
  /** Shared memory; its one number becomes 1 when the result is no longer wanted. */
  readonly cancelled: Int32Array;
}

export type RunFileReport =
  | { readonly kind: 'progress'; readonly done: number; readonly total: number }
  | { readonly kind: 'written' }
  | { readonly kind: 'checked'; readonly checked: CheckedRunFile }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string };

class Cancelled extends Error {}

const tell = (report: RunFileReport) => parentPort?.postMessage(report);
// Whoever starts this thread says it so.
const { task, cancelled } = workerData as RunFileOrder;
const progress = (done: number, total: number) => {
  if (Atomics.load(cancelled, 0) !== 0) throw new Cancelled();
  tell({ kind: 'progress', done, total });
};
try {
  switch (task.kind) {
    case 'write':
      writeRunFile(task.file, task.job, progress);
      tell({ kind: 'written' });
      break;
    case 'check':
      tell({ kind: 'checked', checked: checkRunFile(task.file, progress) });
      break;
  }
} catch (error) {
  if (error instanceof WorkbenchError) tell({ kind: 'failed', code: error.code, message: error.message });
  else if (!(error instanceof Cancelled)) throw error;
}
