import { parentPort } from 'node:worker_threads';
import { watchProcess } from './watched-process.ts';

// A thread between the callers and the processes of modules. A caller waits synchronously, without an event loop; this
// thread has one.
parentPort?.on('message', watchProcess);
