import type { IncomingMessage } from 'node:http';
import { isSameToken, newToken } from './token.ts';

const FOREIGN_HOST =
  'This address is not the one that the workbench is served at; open the one printed where it was started.';
const FOREIGN_ORIGIN = 'Another page may not talk to the workbench.';
const NO_TOKEN = 'Open the workbench by the address printed where it was started: it holds the key.';

export type Admission =
  | { readonly kind: 'admitted' }
  /** It came with the key in its address: it is to take the cookie and come again without. */
  | { readonly kind: 'welcome'; readonly cookie: string }
  | { readonly kind: 'refused'; readonly reason: string };

const refused = (reason: string): Admission => ({ kind: 'refused', reason });

/**
 * Who may talk to the server on `port`: whoever has its token, from the server's own page. The Host is checked because
 * another site's name can be made to lead to this machine (DNS rebinding), the Origin because any page may call it.
 */
export class Gate {
  readonly #token: string;
  readonly #hosts: readonly string[];
  readonly #cookie: string;
  readonly #tickets = new Set<string>();

  constructor(token: string, port: number) {
    this.#token = token;
    this.#hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
    // Cookies do not tell ports apart: two servers would take each other's.
    this.#cookie = `gan-workbench-${port}`;
  }

  /** The query that lets a browser in, as often as it likes. */
  get key(): string {
    return `?token=${this.#token}`;
  }

  /** A query that lets a browser in once: others on this machine can read the command line it is opened by. */
  ticket(): string {
    const ticket = newToken();
    this.#tickets.add(ticket);
    return `?token=${ticket}`;
  }

  /** Decides on a request for a file of the page. */
  admit(request: IncomingMessage): Admission {
    const refusal = this.#refusePlace(request, false);
    if (refusal !== undefined) return refused(refusal);
    const given = tokenOf(request.url ?? '/');
    if (given === undefined) return this.#hasCookie(request) ? { kind: 'admitted' } : refused(NO_TOKEN);
    if (!isSameToken(given, this.#token) && !this.#tickets.delete(given)) return refused(NO_TOKEN);
    return { kind: 'welcome', cookie: `${this.#cookie}=${this.#token}; Path=/; HttpOnly; SameSite=Strict` };
  }

  /** Decides on a WebSocket, which only the page itself opens; gives the reason where it is refused. */
  refuseSocket(request: IncomingMessage): string | undefined {
    return this.#refusePlace(request, true) ?? (this.#hasCookie(request) ? undefined : NO_TOKEN);
  }

  #refusePlace({ headers: { host, origin } }: IncomingMessage, needsOrigin: boolean): string | undefined {
    if (host === undefined || !this.#hosts.includes(host)) return FOREIGN_HOST;
    if (origin === undefined) return needsOrigin ? FOREIGN_ORIGIN : undefined;
    return origin === `http://${host}` ? undefined : FOREIGN_ORIGIN;
  }

  #hasCookie({ headers: { cookie = '' } }: IncomingMessage): boolean {
    return cookie.split(';').some((pair) => {
      const [name, value = ''] = pair.trim().split('=', 2);
      return name === this.#cookie && isSameToken(value, this.#token);
    });
  }
}

function tokenOf(url: string): string | undefined {
  const query = url.indexOf('?');
  return query < 0 ? undefined : (new URLSearchParams(url.slice(query)).get('token') ?? undefined);
}
