import type { ClientMessage, ServerMessage } from './messages.ts';

/** The window's end of a connection that carries messages. The preload exposes one as `window.workbench`. */
export interface Transport {
  post(message: ClientMessage): void;
  /** Calls `receive` for every message from now on, in order. */
  listen(receive: (message: ServerMessage) => void): void;
}
