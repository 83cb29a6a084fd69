import { fork } from 'node:child_process';
import type { Identified, WorkerEvent, WorkerRequest } from '../training/messages.ts';

// Run from its source the entry is a TypeScript file; bundled, it lies in the same folder.
const isSource = import.meta.url.endsWith('.ts');
/** The entry of a process with one training worker, for code that starts processes. */
export const TRAINING_PROCESS = new URL(isSource ? '../training/process.ts' : './training-process.js', import.meta.url);

/** Characters of the error stream that are kept. */
const LAST_WORDS = 2000;

/** What trains one run after another: a thread of this process, or a process of its own. */
export interface TrainingHost {
  post(request: WorkerRequest): void;
  /** Ends it; what it trains is lost since its last message. */
  end(): Promise<void>;
}

export interface HostListener {
  event(event: WorkerEvent | Identified): void;
  /** The thread or process has ended, asked or not. */
  ended(reason: Error): void;
}

/** Starts a process of a training host, in this environment besides one's own. The window's processes are Electron's. */
export type ProcessStarter = (environment: Readonly<Record<string, string>>, listener: HostListener) => TrainingHost;

/** The last of what a process says on its error stream. */
export class LastWords {
  #text = '';

  constructor(stream: NodeJS.ReadableStream | null) {
    stream?.on('data', (chunk: Buffer) => (this.#text = (this.#text + chunk.toString()).slice(-LAST_WORDS)));
  }

  get line(): string | undefined {
    return this.#text.trim().split('\n').at(-1) || undefined;
  }
}

/** How a process ended by itself, in a sentence. */
export function processEnd(how: string, { line }: LastWords): Error {
  return new Error(`its process ended (${how})${line === undefined ? ' without an error message' : `: ${line}`}`);
}

/** A process of Node's. */
export const forkProcess: ProcessStarter = (environment, listener) => {
  const child = fork(TRAINING_PROCESS, {
    env: { ...process.env, ...environment },
    // Typed arrays come as what they are.
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const lastWords = new LastWords(child.stderr);
  const { promise: ended, resolve } = Promise.withResolvers<undefined>();
  child.on('message', (event) => listener.event(event as WorkerEvent | Identified));
  let hasEnded = false;
  const end = (how: string) => {
    if (hasEnded) return;
    hasEnded = true;
    resolve(undefined);
    listener.ended(processEnd(how, lastWords));
  };
  child.on('error', (error) => end(error.message));
  child.on('exit', (code, signal) => end(signal ?? `exit code ${code}`));
  return {
    post: (request) => {
      // One that has just ended is told of by its end.
      if (child.connected) child.send(request, () => undefined);
    },
    end: async () => {
      // Nothing it holds needs an orderly end, and the native library's takes time.
      child.kill('SIGKILL');
      await ended;
    },
  };
};
