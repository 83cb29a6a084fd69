import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** A connection on which anything can be sent, and whose answers are kept as text. */
export class HostileClient {
  readonly #socket: Socket;
  #answer = '';
  /** When the server ended the connection, and what it had answered until then. */
  readonly ended: Promise<string>;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setEncoding('latin1').on('data', (part: string) => (this.#answer += part));
    socket.on('error', () => undefined);
    this.ended = new Promise((resolve) => socket.once('close', () => resolve(this.#answer)));
  }

  static connect(port: number): Promise<HostileClient> {
    return new Promise((resolve) => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true });
      const client = new HostileClient(socket);
      socket.once('connect', () => resolve(client));
    });
  }

  /** Resolves when it is on its way, or the connection is no more. */
  send(data: string | Uint8Array): Promise<void> {
    return new Promise((resolve) => this.#socket.write(data, () => resolve()));
  }

  /** Sends `data` byte by byte until the server has had enough, and gives what it answered. */
  async trickle(data: string, milliseconds: number): Promise<string> {
    for (let at = 0; !this.#socket.closed; at = (at + 1) % data.length) {
      await this.send(data.charAt(at));
      await pause(milliseconds);
    }
    return this.ended;
  }

  get answer(): string {
    return this.#answer;
  }

  get isOpen(): boolean {
    return !this.#socket.destroyed && !this.#socket.readableEnded;
  }

  close(): void {
    this.#socket.destroy();
  }
}
