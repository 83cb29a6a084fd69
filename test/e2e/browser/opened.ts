import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import chromium from '@sparticuz/chromium';
import { chromium as playwright, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { v8Flags } from '../../../bin/find-node.cjs';

let browser: Promise<Browser> | undefined;

/** Of the package's own arguments none: they take the web's security away, which is part of what is tested. */
const ARGUMENTS = process.getuid?.() === 0 ? ['--no-sandbox'] : [];

/** One Chromium for a test file. */
async function sharedBrowser(): Promise<Browser> {
  browser ??= chromium
    .executablePath()
    .then((executablePath) => playwright.launch({ executablePath, args: ARGUMENTS, headless: true }));
  return browser;
}

export async function closeBrowser(): Promise<void> {
  await (await browser)?.close();
  browser = undefined;
}

type Command = (program: string, args: readonly string[]) => readonly [string, readonly string[]];

export interface OpenOptions {
  readonly args?: readonly string[];
  /** A closed store to begin with, of which a copy is opened. */
  readonly store?: string;
  /** A store that is opened where it lies. */
  readonly inPlace?: string;
  /** Whose server is opened, as it was built there; this checkout's unless another is given. */
  readonly checkout?: string;
  /** How the server is run, where that is not as every program. */
  readonly command?: Command;
  /** Of the server, beside what this process has. */
  readonly environment?: NodeJS.ProcessEnv;
}

/** A served workbench of its own, and a real browser at it. */
export class OpenedWorkbench {
  readonly folder = mkdtempSync(join(tmpdir(), 'workbench-e2e-'));
  readonly store: string;
  /** What went wrong in the page: a test that ends well leaves it empty. */
  readonly faults: string[] = [];
  /** As the server printed it, with the key. */
  address = '';
  #server: ChildProcess | undefined;
  #context: BrowserContext | undefined;
  #page: Page | undefined;
  #port = 0;
  #environment: NodeJS.ProcessEnv = {};
  readonly #command: Command;
  readonly #checkout: string | undefined;

  private constructor({ inPlace, checkout, command = (program, args) => [program, args] }: OpenOptions) {
    this.store = inPlace ?? join(this.folder, 'runs.sqlite');
    this.#command = command;
    this.#checkout = checkout;
  }

  static async open(options: OpenOptions = {}) {
    const { args = [], store, environment = {} } = options;
    const opened = new OpenedWorkbench(options);
    opened.#environment = environment;
    if (store !== undefined) copyFileSync(store, opened.store);
    opened.#port = await freePort();
    opened.address = await opened.serve(args);
    const context = await (
      await sharedBrowser()
    ).newContext({ viewport: { width: 1440, height: 900 }, acceptDownloads: true, colorScheme: 'light' });
    opened.#context = context;
    opened.#page = await context.newPage();
    opened.page.on('pageerror', (error) => opened.faults.push(String(error)));
    opened.page.on('console', (message) => {
      if (message.type() === 'error') opened.faults.push(message.text());
    });
    await opened.page.goto(opened.address);
    await drawn(opened.page);
    return opened;
  }

  get page(): Page {
    if (!this.#page) throw new Error('the workbench is not open');
    return this.#page;
  }

  /** The server's process. */
  get serverProcess(): number {
    return this.#server?.pid ?? NaN;
  }

  /** Starts the server, at the same port each time, and gives the address that it prints. */
  async serve(args: readonly string[] = []): Promise<string> {
    const [program, rest] = this.#command(process.execPath, [
      // As the launcher starts it.
      ...v8Flags(process.execPath),
      ...['out/main/server.js', '--no-open', '--store', this.store, '--port', String(this.#port), ...args],
    ]);
    const server = spawn(program, [...rest], {
      cwd: this.#checkout,
      env: {
        ...process.env,
        XDG_DATA_HOME: join(this.folder, 'data'),
        XDG_CONFIG_HOME: join(this.folder, 'config'),
        ...this.#environment,
      },
    });
    this.#server = server;
    server.stderr.pipe(process.stderr);
    for await (const line of createInterface(server.stdout)) {
      const address = /http:\/\/\S+/.exec(line)?.[0];
      if (address === undefined) continue;
      server.stdout.resume();
      return address;
    }
    throw new Error('the server ended without an address');
  }

  async kill(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    const server = this.#server;
    if (!server || server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, 'exit');
    server.kill(signal);
    await ended;
  }

  async close(): Promise<void> {
    await this.#context?.close();
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Waits until the window is drawn, which is some time after its page has loaded: a key that is pressed before is lost. */
async function drawn(page: Page): Promise<void> {
  await page.getByRole('main').waitFor();
}

/** Reloads the page of a window, and waits until the window is drawn again. */
export async function reloadWindow(page: Page): Promise<void> {
  await page.reload();
  await drawn(page);
}

/** A port that nothing listens at: what opens there again is found at the same address. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
