/** What went wrong, as it crosses the bridge: shown at the field of `path` where there is one. */
export interface ApiError {
  /** A kebab-case word for programs. */
  readonly code: string;
  /** A sentence for the user. */
  readonly message: string;
  /** The config's field, such as `target.columns`. */
  readonly path?: string | undefined;
}

/**
 * A message of a window to the workbench. The window chooses the ids: of a request until its reply, of a subscription until it is
 * ended. `input` is unchecked; the main process parses it.
 */
export type ClientMessage =
  | { readonly kind: 'request'; readonly id: number; readonly name: string; readonly input: unknown }
  | { readonly kind: 'subscribe'; readonly id: number; readonly channel: string; readonly input: unknown }
  | { readonly kind: 'unsubscribe'; readonly id: number }
  /** The event of a subscription has been dealt with: until then what follows is merged into one, never piled up. */
  | { readonly kind: 'acknowledge'; readonly id: number };

/** A message of the workbench to a window. */
export type ServerMessage =
  | { readonly kind: 'reply'; readonly id: number; readonly output: unknown }
  | { readonly kind: 'refusal'; readonly id: number; readonly error: ApiError }
  | { readonly kind: 'event'; readonly id: number; readonly event: unknown }
  /** The subscription has ended for this reason and sends no more events. */
  | { readonly kind: 'ended'; readonly id: number; readonly error: ApiError };

/** The window's end of a connection that carries messages. The preload exposes one as `window.workbench`. */
export interface Transport {
  post(message: ClientMessage): void;
  /** Calls `receive` for every message from now on, in order. */
  listen(receive: (message: ServerMessage) => void): void;
}
