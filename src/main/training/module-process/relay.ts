import { parentPort } from 'node:worker_threads';
import { watchProcess } from './watched-process.ts';

// A thread between those who draw and the processes of modules: who draws waits without an event loop, and this thread has one.
parentPort?.on('message', watchProcess);
