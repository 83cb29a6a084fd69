import { parentPort, workerData } from 'node:worker_threads';
import { WorkbenchError } from '../../../../shared/errors.ts';
import type { UpkeepJob, UpkeepOrder, UpkeepReply, UpkeepResults } from './messages.ts';

// The caller cancels through this number.
const { job: asked, cancelled } = workerData as UpkeepOrder;

function proceed(): void {
  if (Atomics.load(cancelled, 0) !== 0) throw new WorkbenchError('closed', 'This was cancelled.');
}

/** Loads only what the job needs, because loading the tables and all target laws takes longer than a backup. */
async function carryOut(job: UpkeepJob): Promise<UpkeepResults[UpkeepJob['kind']]> {
  switch (job.kind) {
    case 'check': {
      const { checkStore } = await import('../check.ts');
      return checkStore(job.store, job.how, proceed);
    }
    case 'finish_backup': {
      const { finishBackup } = await import('../backups.ts');
      return finishBackup(job.backup);
    }
    case 'restore': {
      const [{ backupPath }, { restoreStore }] = await Promise.all([import('../backups.ts'), import('../restore.ts')]);
      return restoreStore(job.store, backupPath(job.store, job.backup));
    }
    case 'recover': {
      const { recoverInPlace } = await import('../restore.ts');
      return recoverInPlace(job.store);
    }
  }
}

async function replyTo(job: UpkeepJob): Promise<UpkeepReply> {
  try {
    return { kind: 'done', result: await carryOut(job) };
  } catch (error) {
    if (!(error instanceof WorkbenchError)) return { kind: 'unexpected', error };
    return { kind: 'refused', code: error.code, message: error.message };
  }
}

parentPort?.postMessage(await replyTo(asked));
