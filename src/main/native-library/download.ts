import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, open, rename } from 'node:fs/promises';
import { STATUS_CODES } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { type Dispatcher, EnvHttpProxyAgent, interceptors, request } from 'undici';
import { WorkbenchError } from '../../shared/errors.ts';
import type { Tell } from './progress.ts';

/** How long a connection, an answer, and a pause within one may take, in milliseconds. */
const PATIENCE = { connect: { timeout: 15_000 }, headersTimeout: 30_000, bodyTimeout: 60_000 };
/** How long to wait before each further try after a break in which nothing came, in milliseconds. */
const WAITS: readonly number[] = [1000, 3000, 10_000, 30_000];
/** Milliseconds between reports of the progress. */
const TELL_EVERY = 200;

interface Net {
  /** The environment's HTTPS_PROXY, HTTP_PROXY and NO_PROXY, in capitals or not. */
  readonly environment: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
}

/** What a server says of an address before anything is fetched. */
export type Answer =
  | { readonly kind: 'there'; readonly bytes: number | undefined }
  | { readonly kind: 'refused'; readonly status: number }
  | { readonly kind: 'unreachable'; readonly reason: string };

export interface Download extends Net {
  readonly url: string;
  /** The path of the complete file; until then it has `.part` added. */
  readonly file: string;
  /** undefined accepts any content over TLS, also after a redirection. */
  readonly sha256: string | undefined;
  /** What a person calls it. */
  readonly what: string;
  readonly tell: Tell;
  readonly waits?: readonly number[];
  /** The error code for another digest; `wrong-digest` by default. */
  readonly wrongDigest?: (found: string) => Error;
}

function proxyAgent(environment: NodeJS.ProcessEnv): EnvHttpProxyAgent {
  const read = (name: string) => environment[name.toLowerCase()] ?? environment[name] ?? '';
  try {
    return new EnvHttpProxyAgent({
      ...PATIENCE,
      httpProxy: read('HTTP_PROXY'),
      httpsProxy: read('HTTPS_PROXY'),
      noProxy: read('NO_PROXY'),
      // As curl does: what is not encrypted is asked of the proxy, without a tunnel, which many allow to port 443 alone.
      proxyTunnel: false,
    });
  } catch (error) {
    throw new WorkbenchError(
      'bad-proxy',
      `HTTP_PROXY or HTTPS_PROXY is not an address such as http://proxy.example.org:8080: ${reasonOf(error)}.`,
      { cause: error },
    );
  }
}

/** Refuses every address that is not encrypted, such as one that a server sends on to. */
const encryptedOnly: Dispatcher.DispatcherComposeInterceptor = (dispatch) => (options, handler) => {
  const { protocol, host } = new URL(String(options.origin));
  if (protocol === 'https:') return dispatch(options, handler);
  throw new WorkbenchError(
    'not-encrypted',
    `${host} sends it unencrypted and there is no digest to verify it, so it is refused.`,
  );
};

/** Runs `use` with connections that know the environment's proxy and follow redirections, and closes them. */
async function connected<T>(
  environment: NodeJS.ProcessEnv,
  use: (dispatcher: Dispatcher) => Promise<T>,
  isEncryptedOnly = false,
): Promise<T> {
  const agent = proxyAgent(environment);
  try {
    const checked = isEncryptedOnly ? agent.compose(encryptedOnly) : agent;
    return await use(checked.compose(interceptors.redirect({ maxRedirections: 10 })));
  } finally {
    await agent.destroy();
  }
}

/** What a failed request says of its cause, such as `getaddrinfo ENOTFOUND example.org`. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause !== undefined) return reasonOf(error.cause);
  return error.message || (error as NodeJS.ErrnoException).code || error.name;
}

function header(headers: Dispatcher.ResponseData['headers'], name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

function lengthOf(headers: Dispatcher.ResponseData['headers']): number | undefined {
  const length = header(headers, 'content-length');
  return length === undefined ? undefined : Number(length);
}

/** A sentence such as `HTTP 403 Forbidden`. */
export function describeStatus(status: number): string {
  return `HTTP ${status} ${STATUS_CODES[status] ?? ''}`.trim();
}

/** Asks whether there is something at an address, and how large. Throws the signal's reason. */
export async function askFor(url: string, { environment, signal }: Net): Promise<Answer> {
  return connected(environment, async (dispatcher): Promise<Answer> => {
    try {
      const { statusCode, headers } = await request(url, { method: 'HEAD', dispatcher, signal });
      if (statusCode !== 200) return { kind: 'refused', status: statusCode };
      return { kind: 'there', bytes: lengthOf(headers) };
    } catch (error) {
      signal.throwIfAborted();
      return { kind: 'unreachable', reason: reasonOf(error) };
    }
  });
}

/** A break that may not be there at the next try. */
class Interruption extends Error {}

/** One file on its way: what has come, and by what the server knows it again. */
class Arrival {
  readonly #download: Download;
  readonly #handle: FileHandle;
  #hash: Hash = createHash('sha256');
  #received = 0;
  #total: number | undefined;
  #validator: string | undefined;
  #notifiedAt = -Infinity;

  constructor(download: Download, handle: FileHandle) {
    this.#download = download;
    this.#handle = handle;
  }

  get received(): number {
    return this.#received;
  }

  get sha256(): string {
    return this.#hash.copy().digest('hex');
  }

  /** Fetches what has not come yet. Throws `Interruption`, `not-fetched`, and what keeps it from being written. */
  async goOn(dispatcher: Dispatcher): Promise<void> {
    const { url, signal } = this.#download;
    const rest = { range: `bytes=${this.#received}-`, 'if-range': this.#validator };
    const headers = { 'accept-encoding': 'identity', ...(this.#received > 0 && this.#validator ? rest : {}) };
    const response = await request(url, { dispatcher, signal, headers }).catch(interrupted);
    this.#refuse(response.statusCode);
    // A server that does not do ranges, or has another file by now, sends all of it.
    if (!this.#continues(response)) await this.#startOver(response);
    const chunks = response.body[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    for (;;) {
      const next = await chunks.next().catch(interrupted);
      if (next.done) break;
      await this.#take(next.value);
    }
    if (this.#total !== undefined && this.#received !== this.#total) throw new Interruption('it ended early');
    this.#tell(true);
  }

  #refuse(status: number): void {
    if (status === 200 || status === 206) return;
    if (status === 408 || status === 429 || status >= 500) throw new Interruption(describeStatus(status));
    const { what, url } = this.#download;
    throw new WorkbenchError('not-fetched', `${what} could not be fetched: ${url} answers ${describeStatus(status)}.`);
  }

  #continues({ statusCode, headers }: Dispatcher.ResponseData): boolean {
    if (statusCode !== 206) return false;
    const start = /^bytes (\d+)-/.exec(header(headers, 'content-range') ?? '')?.[1];
    if (Number(start) === this.#received) return true;
    this.#validator = undefined;
    throw new Interruption('the server sent a different part than requested');
  }

  async #startOver({ headers }: Dispatcher.ResponseData): Promise<void> {
    await this.#handle.truncate(0);
    this.#hash = createHash('sha256');
    this.#received = 0;
    this.#total = lengthOf(headers);
    const tag = header(headers, 'etag');
    // A weak one says only that two files mean the same.
    this.#validator = tag !== undefined && !tag.startsWith('W/') ? tag : header(headers, 'last-modified');
  }

  async #take(chunk: Buffer): Promise<void> {
    await this.#handle.write(chunk, 0, chunk.byteLength, this.#received);
    this.#hash.update(chunk);
    this.#received += chunk.byteLength;
    this.#tell(false);
  }

  #tell(isLast: boolean): void {
    const now = performance.now();
    if (!isLast && now - this.#notifiedAt < TELL_EVERY) return;
    this.#notifiedAt = now;
    const { tell, what } = this.#download;
    tell({ kind: 'fetching', what, received: this.#received, total: this.#total });
  }
}

function interrupted(error: unknown): never {
  if (error instanceof WorkbenchError) throw error;
  throw new Interruption(reasonOf(error), { cause: error });
}

/**
 * Downloads one file and checks its digest on the way. A broken connection is resumed where it broke, if the server allows it.
 * Gives the digest. Throws `not-fetched`, `wrong-digest`, `not-encrypted`, or the signal's reason; then there is no `file`.
 */
export async function download(work: Download): Promise<string> {
  const { file, sha256, environment, signal, waits = WAITS } = work;
  const part = `${file}.part`;
  const handle = await open(part, 'w');
  let found: string;
  try {
    const arrival = new Arrival(work, handle);
    const fetchAll = async (agent: Dispatcher) => {
      for (let failures = 0; ; failures += 1) {
        const before = arrival.received;
        try {
          await arrival.goOn(agent);
          return;
        } catch (error) {
          signal.throwIfAborted();
          if (!(error instanceof Interruption)) throw error;
          if (arrival.received > before) failures = 0;
          if (failures >= waits.length) throw brokenOff(work, failures + 1, error);
          work.tell({ kind: 'line', text: `${error.message}; trying again …` });
          await setTimeout(waits[failures], undefined, { signal });
        }
      }
    };
    await connected(environment, fetchAll, sha256 === undefined);
    found = arrival.sha256;
    if (sha256 !== undefined && found !== sha256) {
      throw work.wrongDigest?.(found) ?? isNotWhatItShouldBe(work, found, sha256);
    }
  } finally {
    await handle.close();
  }
  await rename(part, file);
  return found;
}

function isNotWhatItShouldBe({ what, url }: Download, found: string, sha256: string): WorkbenchError {
  return new WorkbenchError(
    'wrong-digest',
    `${what} from ${url} has the wrong sha256 and was not installed: found ${found}, expected ${sha256}.`,
  );
}

function brokenOff({ what, url }: Download, tries: number, cause: Interruption): WorkbenchError {
  return new WorkbenchError(
    'not-fetched',
    `${what} could not be fetched from ${url}: ${cause.message} (after ${tries} tries).`,
    { cause },
  );
}
