import { Worker } from 'node:worker_threads';
import { WorkbenchError } from '../../../shared/errors.ts';
import type { Answers, Question, Reply, TrialKind } from './messages.ts';

// Run from its source the worker is a TypeScript file; bundled, it lies in the same folder.
const WORKER = new URL(import.meta.url.endsWith('.ts') ? './trial-worker.ts' : './trial-worker.js', import.meta.url);

const LIMIT_MILLISECONDS = 10_000;

/**
 * Tries configs and the user's own modules before there is a run, in a thread of its own: the program goes on answering
 * meanwhile, and code that never ends is ended.
 */
export class Trials {
  readonly #limit: number;
  #worker: Worker | undefined;
  /** Settled once the question asked last has been answered: the thread answers one at a time. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(limit = LIMIT_MILLISECONDS) {
    this.#limit = limit;
  }

  /** Throws what the trial throws, and `took-too-long` where it does not end within the limit. */
  ask<Kind extends TrialKind>(question: Question & { readonly kind: Kind }): Promise<Answers[Kind]> {
    const asked = this.#last.then(() => this.#ask(question)) as Promise<Answers[Kind]>;
    this.#last = asked.catch(() => undefined);
    return asked;
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
    this.#worker = undefined;
  }

  #ask(question: Question): Promise<Answers[TrialKind]> {
    const worker = (this.#worker ??= new Worker(WORKER));
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        fail(new WorkbenchError('took-too-long', tooLong(question, this.#limit)));
      }, this.#limit);
      const settle = () => {
        clearTimeout(timer);
        worker.off('message', told).off('error', fail).off('exit', ended);
        // It does not keep a program alive that has nothing else to do.
        worker.unref();
      };
      const told = (said: Reply) => {
        settle();
        if (said.ok) resolve(said.answer);
        else reject(new WorkbenchError(said.code, said.message, said.path === undefined ? {} : { path: said.path }));
      };
      const fail = (error: Error) => {
        settle();
        this.#worker = undefined;
        void worker.terminate();
        reject(error);
      };
      const ended = (code: number) => {
        fail(new WorkbenchError('bad-module', `The module ended the thread it was tried in (exit code ${code}).`));
      };
      worker.on('message', told).on('error', fail).on('exit', ended);
      worker.ref();
      worker.postMessage(question);
    });
  }
}

function tooLong(question: Question, limit: number): string {
  const seconds = `${limit / 1000} s`;
  return question.kind === 'module'
    ? `The function ${question.module.exportName} of ${question.module.name} did not end within ${seconds}; see whether it loops.`
    : `Trying this config took longer than ${seconds}.`;
}
