import { Worker } from 'node:worker_threads';
import { WorkbenchError } from '../../../../shared/errors.ts';
import type { UpkeepJob, UpkeepOrder, UpkeepReply, UpkeepResults } from './messages.ts';

// Run from its source the worker is a TypeScript file; bundled, it lies in the same folder.
const WORKER = new URL(import.meta.url.endsWith('.ts') ? './upkeep-worker.ts' : './upkeep-worker.js', import.meta.url);

/**
 * Runs a job in its own thread, so that windows are answered and runs are recorded meanwhile. Throws the errors of the
 * job, or the signal's reason if that cancels it. A cancelled thread ends by itself, because Node aborts the whole
 * process if a thread is terminated while zlib unpacks a checkpoint.
 */
export function inThread<Kind extends UpkeepJob['kind']>(
  job: UpkeepJob & { readonly kind: Kind },
  signal?: AbortSignal,
): Promise<UpkeepResults[Kind]> {
  const { promise, resolve, reject } = Promise.withResolvers<UpkeepResults[UpkeepJob['kind']]>();
  const cancelled = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const order: UpkeepOrder = { job, cancelled };
  const worker = new Worker(WORKER, { workerData: order });
  // It does not keep the process alive.
  if (signal) worker.unref();
  const end = () => {
    Atomics.store(cancelled, 0, 1);
    reject(signal?.reason instanceof Error ? signal.reason : new Error('ended'));
  };
  if (signal?.aborted === true) end();
  signal?.addEventListener('abort', end, { once: true });
  worker.on('message', (reply: UpkeepReply) => {
    if (reply.kind === 'done') resolve(reply.result);
    else if (reply.kind === 'refused') reject(new WorkbenchError(reply.code, reply.message));
    else reject(reply.error instanceof Error ? reply.error : new Error(String(reply.error)));
  });
  worker.on('error', reject);
  worker.on('exit', () => {
    signal?.removeEventListener('abort', end);
    reject(new Error('the thread ended without an answer'));
  });
  return promise as Promise<UpkeepResults[Kind]>;
}
