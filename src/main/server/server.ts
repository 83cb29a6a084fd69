import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { WorkbenchError } from '../../shared/errors.ts';
import type { Application } from '../app/application.ts';
import { EntryCode } from './entry-code.ts';
import { Gate } from './gate.ts';
import { answerRequests } from './http.ts';
import { Page } from './page.ts';
import { Sessions } from './sessions.ts';
import { browserShell } from './shell.ts';
import { PageSocket } from './socket.ts';
import { Strangers } from './strangers.ts';

// An import of it would load undici as well, for its WebSocket: a tenth of the start.
const { createServer, STATUS_CODES } = process.getBuiltinModule('node:http');

const HOST = '127.0.0.1';
/** The path of the page's WebSocket, below the gate's root. */
const BRIDGE = '/bridge';

/**
 * The limit of all connections; those without a session have a lower one. A browser opens about six at a time for files, and one
 * that stays.
 */
const MOST_CONNECTIONS = 512;
const MOST_PAGES = 32;
/** Imported data files cross in one message. */
const MOST_MESSAGE_BYTES = 64 * 1024 * 1024;
const REQUEST_MILLISECONDS = 10_000;
const KEEP_ALIVE_MILLISECONDS = 5000;
const PING_MILLISECONDS = 20_000;
/** A check of the pages that comes this many intervals after the one before it is too late to say anything. */
const LATE = 1.5;
const GOING_AWAY = 1001;
// https://datatracker.ietf.org/doc/html/rfc6455#section-7.4.1
const POLICY_VIOLATION = 1008;

export interface ServerOptions {
  /** 0 takes any that is free. */
  readonly port: number;
  /** Prints a code that admits a browser, for the user who started the server. */
  readonly printCode: (code: string) => void;
  /** The built renderer; the one of this program where it is left out. */
  readonly page?: Page;
  readonly pingMilliseconds?: number;
  /** A request that has not come in this time, from its first byte to its last, is cut off. */
  readonly requestMilliseconds?: number;
}

/** The workbench for a browser on this machine: the page over HTTP, its messages over a WebSocket. */
export class WorkbenchServer {
  readonly gate: Gate;
  /** How a browser that cannot be given a key in a file gets in at the bare address. */
  readonly entryCode: EntryCode;
  /** The bare address, without a key, such as `http://127.0.0.1:4321/`. */
  readonly address: string;
  readonly #server: Server;
  readonly #sockets: WebSocketServer;
  /** Each with the id of its session. */
  readonly #pages = new Map<PageSocket, string>();
  readonly #openPage: (socket: WebSocket, stream: Socket, session: string) => void;
  readonly #heartbeat: NodeJS.Timeout;

  private constructor(application: Application, server: Server, page: Page, options: ServerOptions) {
    const { port } = server.address() as AddressInfo;
    this.address = `http://${HOST}:${port}/`;
    this.entryCode = new EntryCode(options.printCode);
    const sessions = new Sessions();
    this.gate = new Gate(sessions, this.entryCode);
    this.#server = server;
    const strangers = new Strangers();
    server.on('connection', (socket) => strangers.opened(socket));
    this.#sockets = new WebSocketServer({ noServer: true, maxPayload: MOST_MESSAGE_BYTES, perMessageDeflate: false });
    this.#openPage = (socket, stream, session) => {
      strangers.letIn(stream);
      const connected = new PageSocket(socket, stream, application, browserShell(sessions, session));
      this.#pages.set(connected, session);
      socket.on('close', () => this.#pages.delete(connected));
    };
    sessions.watchEnds((ended) => {
      for (const [connected, session] of this.#pages) {
        if (session === ended) connected.close(POLICY_VIOLATION, 'This browser was signed out.');
      }
    });
    server.on(
      'request',
      answerRequests({
        gate: this.gate,
        page,
        letIn: (socket) => strangers.letIn(socket),
        failed: (error) => application.log.error(error),
      }),
    );
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      this.#upgrade(request, socket, head);
    });
    const pingMilliseconds = options.pingMilliseconds ?? PING_MILLISECONDS;
    let checkedAt = performance.now();
    this.#heartbeat = setInterval(() => {
      const passed = performance.now() - checkedAt;
      checkedAt = performance.now();
      // Where the workbench was busy, or the machine slept, what has come in the meantime is not read yet.
      if (passed > LATE * pingMilliseconds) return;
      for (const connected of this.#pages.keys()) connected.checkAlive();
    }, pingMilliseconds);
  }

  /** Starts to serve `application`. Throws `port-taken`, or `page-missing` where the page has not been built. */
  static async start(application: Application, options: ServerOptions): Promise<WorkbenchServer> {
    const page = options.page ?? new Page();
    const { requestMilliseconds = REQUEST_MILLISECONDS } = options;
    const server = createServer({
      headersTimeout: requestMilliseconds,
      requestTimeout: requestMilliseconds,
      // Node looks at them every 30 s unless it is told to.
      connectionsCheckingInterval: requestMilliseconds / 4,
      keepAliveTimeout: KEEP_ALIVE_MILLISECONDS,
      maxHeaderSize: 16_384,
    });
    server.maxConnections = MOST_CONNECTIONS;
    await listen(server, options.port);
    return new WorkbenchServer(application, server, page, options);
  }

  /** Ends every connection and listens no more. */
  async close(): Promise<void> {
    clearInterval(this.#heartbeat);
    for (const socket of this.#sockets.clients) socket.close(GOING_AWAY, 'The workbench has been stopped.');
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeIdleConnections();
    // The pages have a moment to say goodbye; whoever does not is cut off.
    const cutOff = setTimeout(() => {
      for (const socket of this.#sockets.clients) socket.terminate();
      this.#server.closeAllConnections();
    }, 500);
    await closed;
    clearTimeout(cutOff);
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const admission = this.gate.admitSocket(request);
    if (admission.kind === 'refused') refuse(socket, 403, admission.reason);
    else if (admission.path !== BRIDGE) refuse(socket, 404, 'Not found: the workbench has no page at this address.');
    else if (this.#pages.size >= MOST_PAGES) refuse(socket, 503, 'Too many pages are open; close one.');
    else {
      this.#sockets.handleUpgrade(request, socket, head, (opened) => {
        this.#openPage(opened, request.socket, admission.session);
      });
    }
  }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(portRefusal(error, port) ?? error);
    });
    server.listen(port, HOST, () => {
      server.removeAllListeners('error');
      resolve();
    });
  });
}

function portRefusal({ code }: NodeJS.ErrnoException, port: number): WorkbenchError | undefined {
  const again = 'Choose another with --port, or omit --port to use any free one.';
  if (code === 'EADDRINUSE') return new WorkbenchError('port-taken', `Port ${port} is taken. ${again}`);
  if (code === 'EACCES') return new WorkbenchError('port-taken', `No permission to use port ${port}. ${again}`);
  return undefined;
}

/** Answers an upgrade with a sentence instead. */
function refuse(socket: Duplex, status: 403 | 404 | 503, sentence: string): void {
  const body = `${sentence}\n`;
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
