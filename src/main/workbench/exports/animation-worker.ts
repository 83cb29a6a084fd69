import { parentPort, workerData } from 'node:worker_threads';
import type { AnimationEvent } from '../../../shared/api/exports.ts';
import { WorkbenchError } from '../../../shared/errors.ts';
import { openStore } from '../../store/store.ts';
import { drawAnimation, type AnimationOptions } from './animation.ts';

/** What the thread that draws an animation is told. */
export interface AnimationJob {
  readonly store: string;
  readonly run: string;
  readonly options: AnimationOptions;
}

const tell = (event: AnimationEvent) => parentPort?.postMessage(event);
// Whoever starts this thread says it so.
const { store: path, run, options } = workerData as AnimationJob;
const store = openStore(path);
try {
  const gif = await drawAnimation(store, store.getRun(run), options, (done, total) => {
    tell({ kind: 'progress', done, total });
  });
  tell({ kind: 'finished', gif });
} catch (error) {
  if (!(error instanceof WorkbenchError)) throw error;
  tell({ kind: 'failed', code: error.code, message: error.message });
} finally {
  store.close();
}
