import { fileURLToPath } from 'node:url';
import { utilityProcess } from 'electron';
import type { Identified, WorkerEvent } from '../training/messages.ts';
import { LastWords, processEnd, TRAINING_PROCESS, type ProcessStarter } from '../runs/training-host.ts';

/** A process of Electron's, whose own executable is no Node that could be forked. */
export const startUtilityProcess: ProcessStarter = (environment, listener) => {
  const child = utilityProcess.fork(fileURLToPath(TRAINING_PROCESS), [], {
    env: { ...process.env, ...environment },
    serviceName: 'GAN Workbench training',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const lastWords = new LastWords(child.stderr);
  const { promise: ended, resolve } = Promise.withResolvers<undefined>();
  child.on('message', (event: WorkerEvent | Identified) => listener.event(event));
  child.on('exit', (code) => {
    resolve(undefined);
    listener.ended(processEnd(`exit code ${code}`, lastWords));
  });
  return {
    post: (request) => child.postMessage(request),
    end: async () => {
      if (child.kill()) await ended;
    },
  };
};
