import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { EntryCode } from './entry-code.ts';
import type { Sessions } from './sessions.ts';
import { Tickets } from './tickets.ts';
import { isSameToken, newToken } from './token.ts';

const FOREIGN_HOST = 'The workbench is served at a different address; open the one that the terminal printed.';
const FOREIGN_ORIGIN = 'Requests from other pages are refused.';
const NO_KEY = 'Open the address that the terminal printed: it contains the key, which is new at every start.';
const WRONG_CODE = 'This is not the last code that the terminal printed.';

const COOKIE = 'gan-workbench';

/** This machine by its own names. The port may be that of a tunnel (`ssh -L`) that leads here. */
const OWN_HOST = /^(?:127\.0\.0\.1|localhost)(?::\d{1,5})?$/;

/** The request has a session and asks for `path` below the root, such as `/index.html`. */
interface Admitted {
  readonly kind: 'admitted';
  readonly session: string;
  readonly path: string;
}

/** The request has a key: the browser gets the cookie and is led to `root`. */
interface Welcome {
  readonly kind: 'welcome';
  readonly cookie: string;
  readonly root: string;
}

interface Refused {
  readonly kind: 'refused';
  readonly reason: string;
}

/** `code asked`: it came without a key, and may enter the code that the terminal has printed. */
export type Admission = Admitted | Welcome | Refused | { readonly kind: 'code asked' };

export type CodeAdmission = Welcome | Refused | { readonly kind: 'wrong code'; readonly reason: string };

export type SocketAdmission = Admitted | Refused;

const refused = (reason: string): Refused => ({ kind: 'refused', reason });

/**
 * Decides who may talk to the server: a browser that has a session, from the server's own page. A key, which
 * was printed, written into a private file or typed as a code, begins a session.
 *
 * The page lies below a path that nobody can guess and that is new at every start. A browser sends a cookie to every
 * port of a machine, but only below the cookie's path: so no other server here is sent ours. The Host is checked because
 * another site's name can be made to lead to this machine (DNS rebinding), the Origin because any page may call it: it has
 * to be the very address, with the port, that the request is for.
 */
export class Gate {
  /** The path below which the page lies, such as `/kJ3…/`. */
  readonly root = `/${randomBytes(16).toString('base64url')}/`;
  readonly sessions: Sessions;
  readonly #key = newToken();
  readonly #code: EntryCode;
  readonly #tickets: Tickets;

  constructor(sessions: Sessions, code: EntryCode, tickets = new Tickets()) {
    this.sessions = sessions;
    this.#code = code;
    this.#tickets = tickets;
  }

  /** The query of a key that admits browsers any number of times, for the terminal of the user who started the server. */
  get key(): string {
    return `?token=${this.#key}`;
  }

  /** A query that lets one browser in, once, within seconds; `taken` is called when it has. */
  ticket(taken: () => void): string {
    return `?token=${this.#tickets.issue(taken)}`;
  }

  /** Decides on a request for a page or a file of it. */
  admit(request: IncomingMessage): Admission {
    const refusal = this.#refusePlace(request, 'optional');
    if (refusal !== undefined) return refused(refusal);
    const { path, query } = addressOf(request);
    const given = query.get('token');
    if (given !== null) return this.#isKey(given) ? this.#welcome(request) : refused(NO_KEY);
    if (path === '/' && this.#code.isAsked) return { kind: 'code asked' };
    return this.#admitSession(request, path);
  }

  /** Checks a code that was typed into the page which asks for it. */
  admitCode(request: IncomingMessage, typed: string): CodeAdmission {
    const refusal = this.#refusePlace(request, 'required');
    if (refusal !== undefined) return refused(refusal);
    if (!this.#code.isAsked) return refused(NO_KEY);
    return this.#code.take(typed) ? this.#welcome(request) : { kind: 'wrong code', reason: WRONG_CODE };
  }

  /** Decides on a WebSocket, which only the page itself opens. */
  admitSocket(request: IncomingMessage): SocketAdmission {
    const refusal = this.#refusePlace(request, 'required');
    return refusal === undefined ? this.#admitSession(request, addressOf(request).path) : refused(refusal);
  }

  #isKey(given: string): boolean {
    return isSameToken(given, this.#key) || this.#tickets.take(given);
  }

  #welcome({ headers }: IncomingMessage): Welcome {
    const secret = this.sessions.begin(headers['user-agent'] ?? '');
    const cookie = `${COOKIE}=${secret}; Path=${this.root}; HttpOnly; SameSite=Strict`;
    return { kind: 'welcome', cookie, root: this.root };
  }

  #admitSession({ headers: { cookie = '' } }: IncomingMessage, path: string): SocketAdmission {
    if (!path.startsWith(this.root)) return refused(NO_KEY);
    for (const pair of cookie.split(';')) {
      const [name, secret = ''] = pair.trim().split('=', 2);
      const session = name === COOKIE ? this.sessions.find(secret) : undefined;
      if (session !== undefined) return { kind: 'admitted', session, path: path.slice(this.root.length - 1) };
    }
    return refused(NO_KEY);
  }

  #refusePlace(request: IncomingMessage, originIs: 'required' | 'optional'): string | undefined {
    const { host: hosts = [], origin: origins = [] } = request.headersDistinct;
    const [host] = hosts;
    if (hosts.length !== 1 || !OWN_HOST.test(host)) return FOREIGN_HOST;
    if (origins.length === 0) return originIs === 'required' ? FOREIGN_ORIGIN : undefined;
    return origins.length === 1 && origins[0] === `http://${host}` ? undefined : FOREIGN_ORIGIN;
  }
}

/** The path and the query of a request as they stand: nothing in them is put right. */
function addressOf({ url = '/' }: IncomingMessage): { readonly path: string; readonly query: URLSearchParams } {
  const end = url.indexOf('?');
  const path = end < 0 ? url : url.slice(0, end);
  return { path, query: new URLSearchParams(end < 0 ? '' : url.slice(end)) };
}
