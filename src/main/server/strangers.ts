import type { Socket } from 'node:net';

/** A browser opens half a dozen at a time, and is known within milliseconds. */
const MOST_STRANGERS = 64;

/**
 * The connections of which no request was let in yet. Where there are too many, the one that was opened first makes room
 * for the next: so whoever opens many and says nothing keeps nobody else waiting.
 */
export class Strangers {
  /** In the order in which they were opened. */
  readonly #sockets = new Set<Socket>();

  /** Takes note of a new connection. */
  opened(socket: Socket): void {
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
    const [first] = this.#sockets;
    if (this.#sockets.size <= MOST_STRANGERS) return;
    this.#sockets.delete(first);
    first.destroy();
  }

  /** A request on it was let in: it stays. */
  letIn(socket: Socket): void {
    this.#sockets.delete(socket);
  }
}
