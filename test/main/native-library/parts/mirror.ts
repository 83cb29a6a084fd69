import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly range: string | undefined;
}

/** How long a connection stays before it breaks, so that a client on a busy machine has read what was sent: it drops the rest. */
const READ_MILLISECONDS = 300;

/** How a file is served. */
export interface Served {
  readonly content: Buffer;
  /** The connection breaks after so many bytes of an answer, as often as `times` says. */
  readonly breaks?: { readonly after: number; times: number };
  /** Whether a part can be asked for; it can unless this says no. */
  readonly ranges?: boolean;
  /** Where it is sent on to, in the place of the content. */
  readonly redirect?: string;
  /** Held back until it resolves, after the head and the first byte. */
  readonly until?: Promise<undefined>;
}

export interface Mirror {
  /** Ends with a slash. */
  readonly url: string;
  readonly files: Map<string, Served>;
  readonly asked: Asked[];
  readonly close: () => Promise<void>;
}

export function sha256(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

export async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

export async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

async function serve(file: Served, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { content, breaks, ranges = true, redirect, until } = file;
  if (redirect !== undefined) {
    response.writeHead(302, { location: redirect }).end();
    return;
  }
  const tag = `"${sha256(content).slice(0, 16)}"`;
  const from = ranges ? Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0) : 0;
  const start = request.headers['if-range'] === tag ? from : 0;
  const rest = content.subarray(start);
  response.writeHead(start > 0 ? 206 : 200, {
    'content-length': rest.byteLength,
    ...(ranges && { etag: tag }),
    ...(start > 0 && { 'content-range': `bytes ${start}-${content.byteLength - 1}/${content.byteLength}` }),
  });
  if (request.method === 'HEAD') {
    response.end();
  } else if (breaks && breaks.times > 0) {
    breaks.times -= 1;
    response.write(rest.subarray(0, breaks.after), () => setTimeout(() => response.destroy(), READ_MILLISECONDS));
  } else {
    response.write(rest.subarray(0, 1));
    await until;
    response.end(rest.subarray(1));
  }
}

/** Answers with files by their paths, without the leading slash; what is not there with 403, as Google's storage does. */
export function serving(files: ReadonlyMap<string, Served>, asked: Asked[]): RequestListener {
  return (request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '', 'http://mirror').pathname.slice(1));
    asked.push({ method: request.method ?? '', path, range: request.headers.range });
    const file = files.get(path);
    if (file) void serve(file, request, response);
    else response.writeHead(403).end('Forbidden');
  };
}

/** A server of files by their paths. */
export async function startMirror(files: Record<string, Served> = {}): Promise<Mirror> {
  const served = new Map(Object.entries(files));
  const asked: Asked[] = [];
  const server = createServer(serving(served, asked));
  return { url: await listen(server), files: served, asked, close: () => close(server) };
}
