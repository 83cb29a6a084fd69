import { parentPort, workerData } from 'node:worker_threads';
import { WorkbenchError } from '../../../shared/errors.ts';
import { writeRunFile } from '../../store/run-files/write.ts';
import { checkRunFile, type CheckedRunFile } from './check.ts';
import type { RunFileJob } from './export.ts';

/** What is to be done with a run file; `file` is one that nobody else knows. */
export type RunFileTask =
  | { readonly kind: 'write'; readonly file: string; readonly job: RunFileJob }
  | { readonly kind: 'check'; readonly file: string };

/** What the thread that does it is told. */
export interface RunFileOrder {
  readonly task: RunFileTask;
  /** Shared; its one number is not 0 once nobody waits for it any more. */
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
