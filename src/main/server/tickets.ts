import { digestOf, newToken } from './token.ts';

/** How long a browser that was just started may take to open the page. */
export const TICKET_MILLISECONDS = 30_000;

/** Keys that let one browser in, once, within seconds: what a browser is started with may be seen by others. */
export class Tickets {
  readonly #lifetime: number;
  readonly #now: () => number;
  /** Unused tickets, by their digests. */
  readonly #waiting = new Map<string, { readonly end: number; readonly taken: () => void }>();

  constructor(lifetime = TICKET_MILLISECONDS, now: () => number = () => performance.now()) {
    this.#lifetime = lifetime;
    this.#now = now;
  }

  /** A new ticket; `taken` is called when it has let a browser in. */
  issue(taken: () => void): string {
    const ticket = newToken();
    this.#waiting.set(digestOf(ticket), { end: this.#now() + this.#lifetime, taken });
    return ticket;
  }

  /** Whether `given` is a ticket that still holds; it does not any more. */
  take(given: string): boolean {
    const digest = digestOf(given);
    const ticket = this.#waiting.get(digest);
    this.#waiting.delete(digest);
    if (ticket === undefined || this.#now() >= ticket.end) return false;
    ticket.taken();
    return true;
  }
}
