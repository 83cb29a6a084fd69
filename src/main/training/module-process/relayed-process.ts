import { once } from 'node:events';
import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from 'node:worker_threads';
import type { ModuleLimits, RelayAnswer, RelayedDraw, RelayedLoad, RelayRequest } from './messages.ts';
import { watchProcess } from './watched-process.ts';
import type { ModuleSource } from './wire.ts';

// Run from its source the relay is a TypeScript file; bundled, it lies in the same folder.
const RELAY = new URL(import.meta.url.endsWith('.ts') ? './relay.ts' : './module-relay.js', import.meta.url);

/** A relay that has not checked for this long has ended. */
const LOST_MILLISECONDS = 60_000;
const LOOK_MILLISECONDS = 1000;

/** This thread's relay. It is kept, because starting one takes as long as starting a process. */
let relay: Worker | undefined;

function theRelay(): Worker {
  if (relay) return relay;
  const started = new Worker(RELAY);
  started.unref();
  started.on('exit', () => {
    if (relay === started) relay = undefined;
  });
  // A caller notices that it ended, because its counter stops.
  started.on('error', () => undefined);
  relay = started;
  return started;
}

function relayEnded(): never {
  throw new Error('the thread that runs modules ended');
}

/** An answer to another question than the one asked, which is a bug of this program. */
export function unexpected({ kind }: RelayAnswer): Error {
  return new Error(`a module’s process answered ${kind} to another question`);
}

/**
 * A module's process, as the drawing thread sees it: the first answer is awaited asynchronously, all others
 * synchronously.
 */
export class RelayedProcess {
  readonly #port: MessagePort;
  readonly #relay: Worker | undefined;
  readonly #signal = new Int32Array(new SharedArrayBuffer(8));

  /** Without a relay only `first` can be awaited. This thread then watches the process itself, which starts faster. */
  constructor(kind: RelayRequest['kind'], module: ModuleSource, limits: ModuleLimits, isRelayed: boolean) {
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    const request: RelayRequest = { port: port2, signal: this.#signal, kind, module, limits };
    this.#relay = isRelayed ? theRelay() : undefined;
    if (this.#relay) this.#relay.postMessage(request, [port2]);
    else watchProcess(request);
  }

  /** The first answer: the function is loaded and tried. */
  async first(): Promise<RelayAnswer> {
    const waiting = new AbortController();
    const { signal } = waiting;
    const answered = (once(this.#port, 'message', { signal }) as Promise<[RelayAnswer]>).then(([answer]) => answer);
    const ended = this.#relay && once(this.#relay, 'exit', { signal }).then(relayEnded);
    try {
      return await (ended ? Promise.race([answered, ended]) : answered);
    } finally {
      waiting.abort();
      for (const one of [answered, ended]) one?.catch(() => undefined);
    }
  }

  /** Tries one of the listed functions; `first` waits for the answer. */
  load(module: ModuleSource): void {
    this.#port.postMessage({ kind: 'load', module } satisfies RelayedLoad);
  }

  send(request: RelayedDraw): void {
    this.#port.postMessage(request);
  }

  /** Waits synchronously for the next answer. */
  next(): RelayAnswer {
    let looks = Atomics.load(this.#signal, 1);
    let silent = 0;
    for (;;) {
      const posted = Atomics.load(this.#signal, 0);
      const received = receiveMessageOnPort(this.#port) as { readonly message: RelayAnswer } | undefined;
      if (received) return received.message;
      if (Atomics.wait(this.#signal, 0, posted, LOOK_MILLISECONDS) !== 'timed-out') continue;
      const now = Atomics.load(this.#signal, 1);
      silent = now === looks ? silent + LOOK_MILLISECONDS : 0;
      looks = now;
      if (silent >= LOST_MILLISECONDS) relayEnded();
    }
  }

  /** Ends the process. */
  close(): void {
    this.#port.close();
  }
}
