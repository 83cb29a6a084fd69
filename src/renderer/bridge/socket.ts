import type { ClientMessage, ServerMessage } from '../../shared/api/messages.ts';
import { decodeMessage, encodeMessage } from '../../shared/api/wire.ts';
import type { Connection, ConnectionState } from './connection.ts';

/** Milliseconds to wait before each new attempt; the last is repeated. */
const PATIENCE = [100, 250, 500, 1000, 2000];

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
    socket.addEventListener('close', () => {
      this.#change('lost');
      const patience = PATIENCE[Math.min(this.#attempts, PATIENCE.length - 1)];
      this.#attempts += 1;
      setTimeout(() => this.#open(), patience);
    });
    this.#socket = socket;
  }

  #change(state: ConnectionState): void {
    if (this.#state === state) return;
    this.#state = state;
    for (const changed of this.#watchers) changed(state);
  }
}

/** The WebSocket address of the server that a page came from. */
export function socketUrl({ protocol, host }: Location): string {
  return `${protocol === 'https:' ? 'wss' : 'ws'}://${host}/bridge`;
}
