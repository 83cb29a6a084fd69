import type { RunConfig } from '../../../../shared/config/schema.ts';

/** What the native library reads the number of threads of one operation from. */
export const THREADS_VARIABLE = 'TF_NUM_INTRAOP_THREADS';

/**
 * The environment of a process in which TensorFlow computes an operation with so many threads, and one operation after
 * another, on this device. The native library reads it when it is loaded, and from the process's own environment: a
 * worker thread has only a copy.
 */
export function tensorFlowEnvironment(threads: number, device: RunConfig['device']): Record<string, string> {
  return {
    [THREADS_VARIABLE]: String(threads),
    TF_NUM_INTEROP_THREADS: '1',
    // Its own log tells of nothing that a researcher could use, on every start.
    TF_CPP_MIN_LOG_LEVEL: '2',
    ...(device === 'cpu' ? { CUDA_VISIBLE_DEVICES: '' } : {}),
  };
}
