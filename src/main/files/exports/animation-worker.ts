import { parentPort, workerData } from 'node:worker_threads';
import type { AnimationEvent } from '../../../shared/api/exports.ts';
import { WorkbenchError } from '../../../shared/errors.ts';
import { openStore } from '../../store/store.ts';
import { drawAnimation, type AnimationOptions } from './animation.ts';

/** The message that starts the thread which draws an animation. */
export interface AnimationJob {
  readonly store: string;
  readonly run: string;
  readonly options: AnimationOptions;
  /** Shared memory with one number, which becomes 1 when the animation is cancelled. */
  readonly cancelled: Int32Array;
}

class Cancelled extends Error {}

const tell = (event: AnimationEvent) => parentPort?.postMessage(event);
// The caller cancels through this number.
const { store: path, run, options, cancelled } = workerData as AnimationJob;
const store = openStore(path, { readonly: true });
try {
  const gif = await drawAnimation(store, store.runs.get(run), options, (done, total) => {
    if (Atomics.load(cancelled, 0) !== 0) throw new Cancelled();
    tell({ kind: 'progress', done, total });
  });
  tell({ kind: 'finished', gif });
} catch (error) {
  if (error instanceof WorkbenchError) tell({ kind: 'failed', code: error.code, message: error.message });
  else if (!(error instanceof Cancelled)) throw error;
} finally {
  store.close();
}
