import type { Socket } from 'node:net';

/** A browser opens half a dozen at a time, and is known within milliseconds. */
const MOST_STRANGERS = 64;

/**
 * Connections without an admitted request. If there are too many, the oldest is closed for the newest, so that many silent
 * connections keep no other client waiting.
 */
export class Strangers {
  /** Connections in the order in which they were opened. */
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
