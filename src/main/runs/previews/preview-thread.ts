import { Worker } from 'node:worker_threads';
import { WorkbenchError } from '../../../shared/errors.ts';
import type { JobFiles } from '../../training/messages.ts';
import type { Answers, Question, Reply, PreviewKind } from './messages.ts';

// Run from its source the worker is a TypeScript file; bundled, it lies in the same folder.
const WORKER = new URL(
  import.meta.url.endsWith('.ts') ? './preview-worker.ts' : './preview-worker.js',
  import.meta.url,
);

const LIMIT_MILLISECONDS = 10_000;

interface Asked {
  readonly question: Question;
  readonly resolve: (answer: Answers[PreviewKind]) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Tries configs and users' modules before there is a run, and draws from the laws of recorded runs, in its own thread. The program
 * answers other requests meanwhile, and code that never ends is terminated.
 */
export class PreviewThread {
  readonly #report: (error: unknown) => void;
  readonly #limit: number;
  readonly #waiting: Asked[] = [];
  /** Questions that can be withdrawn. All others are answered before them. */
  readonly #withdrawable: Asked[] = [];
  #worker: Worker | undefined;
  /** The thread answers one question at a time. */
  #underWay: (Asked & { readonly timer: NodeJS.Timeout }) | undefined;

  /** `report` is called with errors of the thread that belong to no question: code of a module can continue after its answer. */
  constructor(report: (error: unknown) => void, limit = LIMIT_MILLISECONDS) {
    this.#report = report;
    this.#limit = limit;
  }

  /** Starts the thread before it is needed: to load what it runs takes a tenth of a second. */
  prepare(): void {
    this.#worker ??= this.#open();
    if (!this.#underWay) this.#worker.unref();
  }

  /**
   * Throws what the trial throws, and `took-too-long` if it gives no result within the limit. A question with a signal waits for
   * those without one, and is `superseded` if it is withdrawn before its turn.
   */
  ask<Kind extends PreviewKind>(
    question: Question & { readonly kind: Kind },
    withdrawn?: AbortSignal,
  ): Promise<Answers[Kind]> {
    const answer = new Promise<Answers[PreviewKind]>((resolve, reject) => {
      const asked = { question, resolve, reject };
      if (withdrawn) this.#waitWithdrawable(asked, withdrawn);
      else this.#waiting.push(asked);
      this.#next();
    });
    return answer as Promise<Answers[Kind]>;
  }

  async close(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    const closed = new WorkbenchError('closed', 'The workbench was closed before this ran.');
    for (const { reject } of [...this.#waiting.splice(0), ...this.#withdrawable.splice(0)]) reject(closed);
    this.#settle()?.reject(closed);
    await worker?.terminate();
  }

  #waitWithdrawable(asked: Asked, withdrawn: AbortSignal): void {
    const withdraw = () => {
      const at = this.#withdrawable.indexOf(asked);
      if (at < 0) return;
      this.#withdrawable.splice(at, 1);
      asked.reject(new WorkbenchError('superseded', 'Superseded by a newer request.'));
    };
    this.#withdrawable.push(asked);
    if (withdrawn.aborted) withdraw();
    else withdrawn.addEventListener('abort', withdraw, { once: true });
  }

  #next(): void {
    if (this.#underWay) return;
    const asked = this.#waiting.shift() ?? this.#withdrawable.shift();
    if (!asked) return;
    const worker = (this.#worker ??= this.#open());
    const timer = setTimeout(() => {
      this.#lose(worker, new WorkbenchError('took-too-long', tooLong(asked.question, this.#limit)));
    }, this.#limit);
    this.#underWay = { ...asked, timer };
    worker.ref();
    worker.postMessage(asked.question);
  }

  /** Listens to the thread for as long as it lives: a module's timer may throw, or end the thread, between two questions. */
  #open(): Worker {
    const worker = new Worker(WORKER);
    worker.on('message', (said: Reply) => {
      if (this.#worker === worker) this.#hear(said);
    });
    worker.on('error', (error: Error) => {
      this.#report(error);
      const message = `The preview thread ended: ${error.message} (thrown outside the function of a module, or the memory was full).`;
      this.#lose(worker, new WorkbenchError('trial-ended', message, { cause: error }));
    });
    worker.on('exit', (code) => {
      const message = `The module ended its thread (exit code ${code}).`;
      this.#lose(worker, new WorkbenchError('bad-module', message));
    });
    return worker;
  }

  #hear(said: Reply): void {
    if (said.kind === 'progress') {
      this.#underWay?.timer.refresh();
      return;
    }
    const asked = this.#settle();
    switch (said.kind) {
      case 'answer':
        asked?.resolve(said.answer);
        break;
      case 'refusal': {
        const { code, message, path } = said;
        asked?.reject(new WorkbenchError(code, message, path === undefined ? {} : { path }));
        break;
      }
      case 'unexpected':
        asked?.reject(said.error);
        break;
    }
    this.#next();
  }

  /** Gives a thread up, and with it the question that it had; the next question starts another. */
  #lose(worker: Worker, error: Error): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    void worker.terminate();
    this.#settle()?.reject(error);
    this.#next();
  }

  #settle(): Asked | undefined {
    const asked = this.#underWay;
    this.#underWay = undefined;
    clearTimeout(asked?.timer);
    // It does not keep a program alive that has nothing else to do.
    this.#worker?.unref();
    return asked;
  }
}

function tooLong(question: Question, limit: number): string {
  const seconds = `${limit / 1000} s`;
  switch (question.kind) {
    case 'functions':
      return `${question.module.name} was not loaded within ${seconds}; check for an endless loop.`;
    case 'module': {
      const { exportName, name } = question.module;
      return `The function ${exportName} of ${name} did not return within ${seconds}; check for an endless loop.`;
    }
    case 'estimate':
    case 'laws':
      return `This config's test run took longer than ${seconds}${inModules(question.files)}.`;
    case 'reference':
      return `The laws of this run could not be read within ${seconds}${inModules(question.job.files)}.`;
    case 'samples':
      return `Drawing samples of this run took longer than ${seconds}${inModules(question.job.files)}.`;
  }
}

function inModules({ modules }: JobFiles): string {
  return modules.length === 0 ? '' : `; check ${modules.map(({ name }) => name).join(' and ')} for an endless loop`;
}
