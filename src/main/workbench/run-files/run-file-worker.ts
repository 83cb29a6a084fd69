import { parentPort, workerData } from 'node:worker_threads';
import { WorkbenchError } from '../../../shared/errors.ts';
import { writeRunFile } from '../../store/run-files/write.ts';
import { checkRunFile, type CheckedRunFile } from './check.ts';
import type { RunFileJob } from './export.ts';

/** What the thread that writes or checks a run file is told; `file` is one that nobody else knows. */
export type RunFileTask =
  | { readonly kind: 'write'; readonly file: string; readonly job: RunFileJob }
  | { readonly kind: 'check'; readonly file: string };

export type RunFileReport =
  | { readonly kind: 'progress'; readonly done: number; readonly total: number }
  | { readonly kind: 'written' }
  | { readonly kind: 'checked'; readonly checked: CheckedRunFile }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string };

const tell = (report: RunFileReport) => parentPort?.postMessage(report);
const progress = (done: number, total: number) => tell({ kind: 'progress', done, total });
// Whoever starts this thread says it so.
const task = workerData as RunFileTask;
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
  if (!(error instanceof WorkbenchError)) throw error;
  tell({ kind: 'failed', code: error.code, message: error.message });
}
