import { nanoid } from 'nanoid';
import type { BrowserSession } from '../../shared/api/shell.ts';
import { digestOf, newToken } from './token.ts';

/** Whoever opens more ends the one that was seen longest ago. */
const MOST_SESSIONS = 64;

interface KeptSession {
  readonly id: string;
  readonly userAgent: string;
  /** UTC, ISO 8601. */
  readonly startedAt: string;
}

/**
 * The browsers that were let in since the server was started. Each has a secret of its own in its cookie, of which only
 * the digest is kept here, so that one can be shut out without the others.
 */
export class Sessions {
  /** Sessions by the digest of their secret, the one that was seen longest ago first. */
  readonly #sessions = new Map<string, KeptSession>();
  readonly #changeListeners = new Set<() => void>();
  readonly #endListeners = new Set<(id: string) => void>();

  /** Begins a session and gives its secret, which the cookie holds. */
  begin(userAgent: string): string {
    const secret = newToken();
    this.#sessions.set(digestOf(secret), { id: nanoid(), userAgent, startedAt: new Date().toISOString() });
    const [oldest] = this.#sessions.keys();
    if (this.#sessions.size > MOST_SESSIONS) this.#remove(oldest);
    this.#changed();
    return secret;
  }

  /** The id of the session with this secret, which was just seen; undefined where there is none. */
  find(secret: string): string | undefined {
    const digest = digestOf(secret);
    const session = this.#sessions.get(digest);
    if (session === undefined) return undefined;
    // Moves to the end: the order is that in which they were seen.
    this.#sessions.delete(digest);
    this.#sessions.set(digest, session);
    return session.id;
  }

  /** All sessions, the newest first; `own` is the id of the session that asks. */
  list(own: string): readonly BrowserSession[] {
    return [...this.#sessions.values()]
      .map((session) => ({ ...session, isOwn: session.id === own }))
      .sort((one, other) => other.startedAt.localeCompare(one.startedAt));
  }

  /** Ends one session; its pages are cut off. */
  end(id: string): void {
    for (const [digest, session] of this.#sessions) if (session.id === id) this.#remove(digest);
    this.#changed();
  }

  endAll(): void {
    for (const digest of [...this.#sessions.keys()]) this.#remove(digest);
    this.#changed();
  }

  /** Calls `listener` when the list has changed; the function returned ends that. */
  watch(listener: () => void): () => void {
    this.#changeListeners.add(listener);
    return () => this.#changeListeners.delete(listener);
  }

  /** Calls `listener` with the id of each session that ends. */
  watchEnds(listener: (id: string) => void): void {
    this.#endListeners.add(listener);
  }

  #remove(digest: string): void {
    const session = this.#sessions.get(digest);
    if (!this.#sessions.delete(digest) || session === undefined) return;
    for (const listener of this.#endListeners) listener(session.id);
  }

  #changed(): void {
    for (const listener of this.#changeListeners) listener();
  }
}
