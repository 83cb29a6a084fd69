import { parentPort, workerData } from 'node:worker_threads';
import { WorkbenchError } from '../../../../shared/errors.ts';
import { backupPath, finishBackup } from '../backups.ts';
import { checkStore } from '../check.ts';
import { recoverInPlace, restoreStore } from '../restore.ts';
import type { UpkeepJob, UpkeepOrder, UpkeepReply, UpkeepResults } from './messages.ts';

// Whoever starts this thread says it so.
const { job: asked, cancelled } = workerData as UpkeepOrder;

function proceed(): void {
  if (Atomics.load(cancelled, 0) !== 0) throw new WorkbenchError('closed', 'Nobody waits for this any more.');
}

function carryOut(job: UpkeepJob): UpkeepResults[UpkeepJob['kind']] {
  switch (job.kind) {
    case 'check':
      return checkStore(job.store, job.how, proceed);
    case 'finish_backup':
      return finishBackup(job.backup);
    case 'restore':
      return restoreStore(job.store, backupPath(job.store, job.backup));
    case 'recover':
      return recoverInPlace(job.store);
  }
}

function replyTo(job: UpkeepJob): UpkeepReply {
  try {
    return { kind: 'done', result: carryOut(job) };
  } catch (error) {
    if (!(error instanceof WorkbenchError)) return { kind: 'unexpected', error };
    return { kind: 'refused', code: error.code, message: error.message };
  }
}

parentPort?.postMessage(replyTo(asked));
