import type { RunConfig } from '../../../../shared/config/schema.ts';

/** The environment variable with the number of threads per operation. */
export const THREADS_VARIABLE = 'TF_NUM_INTRAOP_THREADS';

/**
 * The environment of a process in which TensorFlow uses this many threads per operation, one operation at a time, on
 * this device. The native library reads the environment of the process when it is loaded; a worker thread has only a
 * copy of it.
 */
export function tensorFlowEnvironment(threads: number, device: RunConfig['device']): Record<string, string> {
  return {
    [THREADS_VARIABLE]: String(threads),
    TF_NUM_INTEROP_THREADS: '1',
    // Turns off its log, which has nothing useful for a researcher.
    TF_CPP_MIN_LOG_LEVEL: '2',
    ...(device === 'cpu' ? { CUDA_VISIBLE_DEVICES: '' } : {}),
  };
}
