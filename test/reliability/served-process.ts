import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { WebSocket } from 'ws';

const SERVER = fileURLToPath(new URL('../../out/main/server.js', import.meta.url));

/** What lets a page in. */
export interface PageEntry {
  readonly cookie: string;
  readonly root: string;
}

/** Enters by a printed address, as a browser does. */
export async function enterPage(address: URL): Promise<PageEntry> {
  const { headers } = await fetch(address);
  const [, cookie = '', root = ''] = /^([^;]+); Path=([^;]+);/.exec(headers.getSetCookie()[0]) ?? [];
  return { cookie, root };
}

/** The window's server as it is installed, in a process of its own; data and settings lie beside the store. */
export class ServedProcess {
  readonly #process: ChildProcess;
  readonly #folder: string;
  readonly #port: number;
  readonly #cookie: string;
  /** The path below which its page lies. */
  readonly #root: string;
  readonly #ended: Promise<void>;

  private constructor(child: ChildProcess, folder: string, address: URL, entry: PageEntry) {
    this.#process = child;
    this.#folder = folder;
    this.#port = Number(address.port);
    this.#cookie = entry.cookie;
    this.#root = entry.root;
    this.#ended = new Promise((resolve) => child.once('exit', () => resolve()));
  }

  /** Starts it on `folder/runs.sqlite`, which is also where it works. */
  static async start(folder: string, jobs = 1): Promise<ServedProcess> {
    const data = join(folder, 'data');
    mkdirSync(data, { recursive: true });
    const args = [SERVER, '--no-open', '--store', join(folder, 'runs.sqlite'), '--jobs', String(jobs)];
    const child = spawn(process.execPath, args, {
      cwd: folder,
      env: { ...process.env, XDG_DATA_HOME: data },
      stdio: ['ignore', 'pipe', 'inherit'],
      // A group of its own, for whoever kills all of it at once.
      detached: true,
    });
    for await (const line of createInterface(child.stdout)) {
      const [address] = /http:\/\/\S+/.exec(line) ?? [];
      if (address === undefined) continue;
      const url = new URL(address);
      return new ServedProcess(child, folder, url, await enterPage(url));
    }
    throw new Error('the server ended before it said its address');
  }

  /** A WebSocket as the page opens it. */
  connect(): WebSocket {
    return new WebSocket(`ws://127.0.0.1:${this.#port}${this.#root}bridge`, {
      headers: { Origin: `http://127.0.0.1:${this.#port}`, Cookie: this.#cookie },
      perMessageDeflate: false,
    });
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  get settings(): string {
    return join(this.#folder, 'data', 'gan-workbench', 'settings.json');
  }

  get log(): string {
    return readFileSync(join(this.#folder, 'data', 'gan-workbench', 'log', 'workbench.log'), 'utf8');
  }

  /** Whether it still runs after a while in which it may come to its end. */
  isAliveAfter(milliseconds: number): Promise<boolean> {
    return Promise.race([this.#ended.then(() => false), pause(milliseconds, true)]);
  }

  async kill(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.#ended;
  }
}
