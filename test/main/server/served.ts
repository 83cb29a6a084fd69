import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import type { ClientMessage, ServerMessage } from '../../../src/shared/api/messages.ts';
import { decodeMessage, encodeMessage } from '../../../src/shared/api/wire.ts';
import { Page } from '../../../src/main/server/page.ts';
import { WorkbenchServer, type ServerOptions } from '../../../src/main/server/server.ts';
import { Application } from '../../../src/main/app/application.ts';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A served workbench with a store and a page of its own. */
export class Served {
  readonly folder = mkdtempSync(join(tmpdir(), 'server-test-'));
  readonly application: Application;
  /** What was printed for whoever started it, the last last. */
  readonly codes: string[] = [];
  readonly #page: Page;
  #server: WorkbenchServer | undefined;
  #cookie = '';

  constructor() {
    process.env.XDG_DATA_HOME = join(this.folder, 'data');
    this.application = new Application({ store: join(this.folder, 'runs.sqlite'), jobs: 1 });
    const page = join(this.folder, 'page');
    mkdirSync(join(page, 'assets'), { recursive: true });
    writeFileSync(join(page, 'index.html'), '<!doctype html><title>GAN Workbench</title>');
    writeFileSync(join(page, 'assets', 'index-1a2b3c.js'), 'export {};');
    writeFileSync(join(page, 'notes.txt'), 'not of the page');
    writeFileSync(join(this.folder, 'secret.html'), 'secret');
    this.#page = new Page(page);
  }

  async start(options: Partial<ServerOptions> = {}): Promise<void> {
    this.#server = await WorkbenchServer.start(this.application, {
      port: 0,
      printCode: (code) => this.codes.push(code),
      page: this.#page,
      ...options,
    });
    this.#cookie = await this.enter(this.server.gate.key);
  }

  get server(): WorkbenchServer {
    if (!this.#server) throw new Error('not started');
    return this.#server;
  }

  get port(): number {
    return Number(new URL(this.server.address).port);
  }

  /** Of a session that was begun by the key. */
  get cookie(): string {
    return this.#cookie;
  }

  /** The path below which the page lies, such as `/kJ3…/`. */
  get root(): string {
    return this.server.gate.root;
  }

  /** Begins a session by `query`; gives its cookie as a browser sends it. */
  async enter(query: string, headers: Record<string, string> = {}): Promise<string> {
    const { headers: answered } = await this.get(`/${query}`, headers);
    return answered['set-cookie']?.[0].split(';')[0] ?? '';
  }

  /** One request as it stands: nothing in the path is put right. */
  get(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port: this.port, path, method, headers, agent: false }, (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (part: string) => (body += part));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
      });
      sent.on('error', reject).end();
    });
  }

  /** A WebSocket as the page opens it, but for `headers`. */
  connect(headers: Record<string, string> = {}): WebSocket {
    return new WebSocket(`ws://127.0.0.1:${this.port}${this.root}bridge`, {
      headers: { Origin: `http://127.0.0.1:${this.port}`, Cookie: this.cookie, ...headers },
    });
  }

  async end(): Promise<void> {
    await this.#server?.close();
    await this.application.close('pause');
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export function opened(socket: WebSocket): Promise<void> {
  return new Promise((resolve, reject) => socket.once('open', () => resolve()).once('error', reject));
}

/** The code it was closed with. */
export function closed(socket: WebSocket): Promise<number> {
  return new Promise((resolve) => socket.once('close', resolve).on('error', () => undefined));
}

/** The status that a WebSocket was refused with, and the sentence. */
export function refusal(socket: WebSocket): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    socket.once('unexpected-response', (_request, response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (part: string) => (body += part));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    });
    socket.once('open', () => reject(new Error('it was let in')));
  });
}

export function post(socket: WebSocket, message: ClientMessage): void {
  socket.send(encodeMessage(message));
}

/** The next message that comes. */
export function heard(socket: WebSocket): Promise<ServerMessage> {
  return new Promise((resolve) => {
    socket.once('message', (data: Buffer) => resolve(decodeMessage(new Uint8Array(data)) as ServerMessage));
  });
}
