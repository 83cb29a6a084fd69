import type { ClientMessage, ServerMessage } from './messages.ts';

/** How messages cross, whatever carries them: the window's end. The preload exposes one as `window.workbench`. */
export interface Transport {
  post(message: ClientMessage): void;
  /** Calls `receive` for every message from now on, in order. */
  listen(receive: (message: ServerMessage) => void): void;
}
