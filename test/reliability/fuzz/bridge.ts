/** A message of a window, which has an id, or what is made to look like one. */
export type SentMessage = Readonly<Record<string, unknown>>;

/** What came back for one message. */
export interface Answer {
  /** `reply`, `event`, the code of a refusal, `dropped`, or `closed` with the code that a connection was ended with. */
  readonly outcome: string;
  /** Milliseconds until it came. */
  readonly milliseconds: number;
}

/** What the workbench sees of a message: nothing where it cannot be sent by this bridge or ends the connection. */
export type Crossing =
  | { readonly kind: 'message'; readonly message: Readonly<Record<string, unknown>> }
  | { readonly kind: 'unreadable' }
  | { readonly kind: 'not sendable' };

/** A shell's bridge, from the outside. */
export interface Bridge {
  crossing(message: SentMessage): Crossing;
  /**
   * Sends all of them at once and waits until each is answered; those without an answer by the time that a later message
   * has one were dropped, where they may be. Throws where something hangs, or has crashed.
   */
  exchange(messages: readonly SentMessage[], mayBeDropped: boolean): Promise<readonly Answer[]>;
}
