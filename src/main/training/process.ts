import { Worker } from 'node:worker_threads';
import { keepTerminalPlain } from '../terminal.ts';
import type { Identified, WorkerEvent, WorkerRequest } from './messages.ts';

/*
 * A process that trains. It has a worker thread with a native library, and this thread, which forwards messages between
 * the worker and the workbench. If the library crashes here, only its run is interrupted.
 */

// Run from its source the worker is a TypeScript file beside ours; bundled, it lies in the same folder.
const worker = new Worker(new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url));

/** Electron's processes have a port to their parent, Node's a channel. */
interface ParentPort {
  on(event: 'message', listener: (message: { readonly data: WorkerRequest }) => void): void;
  postMessage(event: WorkerEvent | Identified): void;
}

const { parentPort } = process as { readonly parentPort?: ParentPort };

keepTerminalPlain();

worker.on('message', (event: WorkerEvent | Identified) => {
  if (parentPort) parentPort.postMessage(event);
  else process.send?.(event);
});
worker.on('error', (error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
worker.on('exit', () => process.exit());

if (parentPort) {
  parentPort.on('message', ({ data }) => worker.postMessage(data));
} else {
  process.on('message', (request: WorkerRequest) => worker.postMessage(request));
  // The workbench is gone, so nothing more can be recorded.
  process.on('disconnect', () => process.exit());
}
