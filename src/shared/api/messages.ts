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
 * What a window tells the workbench. Ids are the window's own: of a request until its reply, of a subscription until it
 * is ended. `input` is whatever the window sends: the main process parses it.
 */
export type ClientMessage =
  | { readonly kind: 'request'; readonly id: number; readonly name: string; readonly input: unknown }
  | { readonly kind: 'subscribe'; readonly id: number; readonly channel: string; readonly input: unknown }
  | { readonly kind: 'unsubscribe'; readonly id: number }
  /** The event of a subscription has been dealt with: until then what follows is merged into one, never piled up. */
  | { readonly kind: 'acknowledge'; readonly id: number };

/** What the workbench tells a window. */
export type ServerMessage =
  | { readonly kind: 'reply'; readonly id: number; readonly output: unknown }
  | { readonly kind: 'refusal'; readonly id: number; readonly error: ApiError }
  | { readonly kind: 'event'; readonly id: number; readonly event: unknown }
  /** The subscription has ended for this reason, and tells nothing more. */
  | { readonly kind: 'ended'; readonly id: number; readonly error: ApiError };
