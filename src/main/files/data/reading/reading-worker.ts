import { parentPort } from 'node:worker_threads';
import { WorkbenchError } from '../../../../shared/errors.ts';
import { parseLatentVectors } from '../../latent-vectors.ts';
import { readLawTable } from '../law-table.ts';
import type { ReadingJob, ReadingReply, Readings } from './messages.ts';

function read(job: ReadingJob): Readings[ReadingJob['kind']] {
  switch (job.kind) {
    case 'law':
      return readLawTable(job.file);
    case 'latent':
      return parseLatentVectors(Buffer.from(job.text), job.name, job.dimension);
  }
}

function reply(job: ReadingJob): ReadingReply {
  try {
    return { kind: 'read', reading: read(job) };
  } catch (error) {
    if (!(error instanceof WorkbenchError)) return { kind: 'failed', error };
    return { kind: 'refused', code: error.code, message: error.message, path: error.path };
  }
}

// The caller requests one table at a time.
parentPort?.on('message', (job: ReadingJob) => parentPort?.postMessage(reply(job)));
