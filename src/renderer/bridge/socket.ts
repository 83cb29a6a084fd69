import type { ClientMessage, ServerMessage } from '../../shared/api/messages.ts';
import { decodeMessage, encodeMessage } from '../../shared/api/wire.ts';
import type { Connection, ConnectionState } from './connection.ts';

/** Milliseconds to wait before each new attempt; the last is repeated. */
const PATIENCE = [100, 250, 500, 1000, 2000];
/** Milliseconds after which a server that does not answer is taken to be away. */
const NO_ANSWER = 5000;

/** A WebSocket to the server that this page came from, opened again whenever it is lost. */
export class SocketConnection implements Connection {
  readonly #url: string;
  readonly #receivers: ((message: ServerMessage) => void)[] = [];
  readonly #watchers: ((state: ConnectionState) => void)[] = [];
  #socket: WebSocket | undefined;
  #state: ConnectionState = 'connecting';
  #attempts = 0;

  constructor(url: string) {
    this.#url = url;
    this.#open();
  }

  /** Messages posted while there is no connection are dropped: the bridge refuses requests then, and subscribes again. */
  post(message: ClientMessage): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(encodeMessage(message));
  }

  listen(receive: (message: ServerMessage) => void): void {
    this.#receivers.push(receive);
  }

  watch(changed: (state: ConnectionState) => void): void {
    this.#watchers.push(changed);
    changed(this.#state);
  }

  #open(): void {
    const socket = new WebSocket(this.#url);
    socket.binaryType = 'arraybuffer';
    socket.addEventListener('open', () => {
      this.#attempts = 0;
      this.#change('open');
    });
    socket.addEventListener('message', ({ data }) => {
      if (!(data instanceof ArrayBuffer)) return;
      const message = decodeMessage(new Uint8Array(data)) as ServerMessage;
      for (const receive of this.#receivers) receive(message);
    });
    socket.addEventListener('close', () => void this.#closed());
    this.#socket = socket;
  }

  /** Opens it again after a while, unless the server lets this page in no more. */
  async #closed(): Promise<void> {
    // Told at once: a server that hangs may take long to answer.
    this.#change('lost');
    if (await isShutOut(this.#url)) {
      this.#change('shut-out');
      return;
    }
    const patience = PATIENCE[Math.min(this.#attempts, PATIENCE.length - 1)];
    this.#attempts += 1;
    setTimeout(() => this.#open(), patience);
  }

  #change(state: ConnectionState): void {
    if (this.#state === state) return;
    this.#state = state;
    for (const changed of this.#watchers) changed(state);
  }
}

/** Whether the server answers, but not to this page. A WebSocket that is refused does not say why. */
async function isShutOut(url: string): Promise<boolean> {
  const page = new URL('.', url.replace(/^ws/, 'http'));
  try {
    const { status } = await fetch(page, {
      method: 'HEAD',
      cache: 'no-store',
      signal: AbortSignal.timeout(NO_ANSWER),
    });
    return status === 403;
  } catch {
    return false;
  }
}

/** The WebSocket address of the server that a page came from: beside the page, below the path that is new at every start. */
export function socketUrl({ href }: Location): string {
  return new URL('bridge', href.replace(/^http/, 'ws')).href;
}
