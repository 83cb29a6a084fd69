// Measures from the command until it has answered or its first screen can be used, in the terminal, a real Chromium and a real Electron,
// beside another checkout, in turns: `npm run bench:start -- --other CHECKOUT`, with `--only terminal,browser,window` and `--rounds 7`.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { parseArgs } from 'node:util';
import chromium from '@sparticuz/chromium';
import { chromium as playwright, type Page } from 'playwright-core';
import { findElectron } from '../../bin/electron-runtime.cjs';
import { openDisplay } from '../e2e/electron/display.ts';
import { handOver, isRoot, NOBODY, readableRuntime } from '../e2e/electron/ordinary-user.ts';
import { median } from './report.ts';

const { values } = parseArgs({
  options: {
    other: { type: 'string' },
    rounds: { type: 'string', default: '7' },
    only: { type: 'string', default: 'terminal,browser,window' },
  },
});

/** As many runs as a list shows at once. */
const RUNS = ['--preset', 'quick', '--seeds', '1..20', '--no-figures', '--json'];
const SHORT = ['epochs=1', 'batches_per_epoch=1', 'snapshots.samples=100'].flatMap((setting) => ['--set', setting]);

/** A checkout with a home and a store of its own. */
class Checkout {
  readonly home = mkdtempSync(join(tmpdir(), 'bench-start-'));
  readonly store = join(this.home, 'runs.sqlite');
  readonly environment: NodeJS.ProcessEnv;
  readonly #root: string;

  constructor(root: string) {
    this.#root = resolve(root);
    // Electron runs as an ordinary user, and finds what the terminal's commands have left in the cache.
    chmodSync(this.home, 0o755);
    handOver(this.home);
    const folders = ['data', 'cache', 'config'].map((name) => join(this.home, name));
    for (const folder of folders) {
      mkdirSync(folder);
      handOver(folder);
    }
    const [XDG_DATA_HOME, XDG_CACHE_HOME, XDG_CONFIG_HOME] = folders;
    this.environment = {
      PATH: process.env.PATH,
      HOME: this.home,
      LANG: 'C.UTF-8',
      npm_config_update_notifier: 'false',
      XDG_DATA_HOME,
      XDG_CACHE_HOME,
      XDG_CONFIG_HOME,
      XDG_RUNTIME_DIR: this.home,
    };
  }

  /** A script of npm's as an ordinary user, in a process group of its own. */
  npm(args: readonly string[], environment: NodeJS.ProcessEnv = {}): ChildProcess {
    return spawn('npm', [...args], {
      cwd: this.#root,
      env: { ...this.environment, ...environment },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(isRoot ? { uid: NOBODY, gid: NOBODY } : {}),
    });
  }

  async command(...args: readonly string[]): Promise<void> {
    const child = this.npm(['run', '--silent', 'cli', '--', ...args]);
    child.stdout?.resume();
    let said = '';
    child.stderr?.on('data', (part: Buffer) => (said += part.toString()));
    const [code] = (await once(child, 'close')) as [number | null];
    if (code !== 0) throw new Error(`${args.join(' ')} ended with ${String(code)}: ${said}`);
  }

  close(): void {
    rmSync(this.home, { recursive: true, force: true });
  }
}

/** Waits for a line that holds `pattern`, and lets the rest pass. */
async function said(stream: Readable | null, pattern: RegExp): Promise<string> {
  if (!stream) throw new Error('its output is not read');
  const lines = createInterface(stream);
  return new Promise((resolve, reject) => {
    lines.on('line', (line) => {
      const found = pattern.exec(line)?.[0];
      if (found !== undefined) resolve(found);
    });
    lines.on('close', () => reject(new Error(`it ended without ${String(pattern)}`)));
  });
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const ended = once(child, 'close');
  if (child.pid !== undefined) process.kill(-child.pid, signal);
  await ended;
}

/** Waits until a run is in the list and a new one can be asked for. */
async function firstScreen(page: Page): Promise<void> {
  const isUsable = () =>
    document.querySelector('[role=row][id^=run-], [role=row][id^=group-]') !== null &&
    [...document.querySelectorAll('button')].some((button) => button.textContent.trim() === 'New run');
  await page.waitForFunction(isUsable, undefined, { polling: 'raf' });
}

type Start = (checkout: Checkout) => Promise<number>;

const terminal =
  (...args: readonly string[]): Start =>
  async (checkout) => {
    const began = performance.now();
    await checkout.command(...args, ...(args[0] === 'runs' ? ['--store', checkout.store] : []));
    return performance.now() - began;
  };

/** From `npm start` to the list in a browser that is already open. */
async function browserStart(): Promise<{ readonly start: Start; readonly close: () => Promise<void> }> {
  const browser = await playwright.launch({
    executablePath: await chromium.executablePath(),
    args: isRoot ? ['--no-sandbox'] : [],
  });
  const start: Start = async (checkout) => {
    const page = await browser.newPage();
    const began = performance.now();
    const child = checkout.npm(['start', '--silent', '--', '--no-open', '--store', checkout.store]);
    child.stderr?.pipe(process.stderr);
    await page.goto(await said(child.stdout, /http:\/\/\S+/));
    await firstScreen(page);
    const taken = performance.now() - began;
    await page.close();
    await end(child, 'SIGINT');
    return taken;
  };
  return { start, close: () => browser.close() };
}

/** From `npm start` to the list in Electron's window. */
async function windowStart(): Promise<{ readonly start: Start; readonly close: () => Promise<void> }> {
  const electron = findElectron();
  if ('missing' in electron) throw new Error(`${electron.missing}: ${electron.remedy}`);
  const display = await openDisplay(process.env.DISPLAY);
  const folder = mkdtempSync(join(tmpdir(), 'bench-start-'));
  chmodSync(folder, 0o755);
  const runtime = isRoot ? readableRuntime(electron.path) : electron.path;
  // The launcher passes no arguments of Chromium's on.
  writeFileSync(
    join(folder, 'electron'),
    `#!/bin/sh\nexec '${runtime}' --no-sandbox --remote-debugging-port=0 "$@"\n`,
    { mode: 0o755 },
  );
  const start: Start = async (checkout) => {
    const began = performance.now();
    const child = checkout.npm(['start', '--silent', '--', '--electron', '--store', checkout.store], {
      DISPLAY: display.name,
      ELECTRON_OVERRIDE_DIST_PATH: folder,
    });
    child.stdout?.resume();
    const port = /:(\d+)\//.exec(await said(child.stderr, /DevTools listening on ws:\S+/))?.[1] ?? '';
    const application = await playwright.connectOverCDP(`http://127.0.0.1:${port}`);
    const [context] = application.contexts();
    const page = context.pages().at(0) ?? (await context.waitForEvent('page'));
    await firstScreen(page);
    const taken = performance.now() - began;
    await application.close();
    await end(child, 'SIGTERM');
    return taken;
  };
  const close = () => {
    display.close();
    rmSync(folder, { recursive: true, force: true });
    return Promise.resolve();
  };
  return { start, close };
}

const roots = [process.cwd(), ...(values.other === undefined ? [] : [values.other])];
const checkouts = roots.map((root) => new Checkout(root));

async function measure(what: string, start: Start): Promise<void> {
  const times = checkouts.map((): number[] => []);
  // The first round fills the caches.
  for (let round = 0; round <= Number(values.rounds); round++)
    for (const [index, checkout] of checkouts.entries()) {
      const taken = (await start(checkout)) / 1000;
      if (round > 0) times[index].push(taken);
    }
  const told = times.map((all) => `least ${Math.min(...all).toFixed(2)} s, median ${median(all).toFixed(2)} s`);
  const [here, other] = times;
  const ratio = (of: (all: readonly number[]) => number) => (of(other) / of(here)).toFixed(2);
  const ratios = times.length > 1 ? `: ${ratio((all) => Math.min(...all))} and ${ratio(median)} times as fast` : '';
  console.log(`${what.padEnd(24)} ${told.join('; other: ')}${ratios}`);
}

try {
  // An ordinary user may read a checkout, and not build it.
  for (const root of roots) {
    const build = spawnSync('npm', ['run', '--silent', 'build'], { cwd: root, encoding: 'utf8' });
    if (build.status !== 0) throw new Error(build.stderr);
  }
  for (const checkout of checkouts) await checkout.command('train', ...RUNS, ...SHORT, '--store', checkout.store);
  const asked = values.only.split(',');
  if (asked.includes('terminal')) {
    await measure('runs', terminal('runs'));
    await measure('train --help', terminal('train', '--help'));
  }
  for (const [name, prepare] of [
    ['browser', browserStart],
    ['window', windowStart],
  ] as const) {
    if (!asked.includes(name)) continue;
    const { start, close } = await prepare();
    await measure(name, start);
    await close();
  }
} finally {
  for (const checkout of checkouts) checkout.close();
}
