import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, vi } from 'vitest';
import { v8Flags } from '../../../bin/find-node.cjs';
import type { Surroundings } from './availability.ts';
import { openDisplay, type Display } from './display.ts';
import { inMainProcess } from './main-process.ts';
import { asOrdinaryUser, handOver, isRoot } from './ordinary-user.ts';

export const REPOSITORY = fileURLToPath(new URL('../../..', import.meta.url));

/** Whether the kernel gives ordinary users the namespaces that the sandbox is made of. */
function hasNamespaces(): boolean {
  const user = isRoot ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', '--'] : [];
  const [program, ...args] = [...user, 'unshare', '--user', '--net', 'true'];
  return spawnSync(program, args).status === 0;
}

/** It is shown with its first picture, which may come after the page has loaded. */
const isWindowShown = (application: ElectronApplication) =>
  inMainProcess(application, ({ BrowserWindow }) => BrowserWindow.getAllWindows().some((window) => window.isVisible()));

export interface OpenDesktop {
  readonly application: ElectronApplication;
  readonly page: Page;
}

/** A home of its own with a store, in which windows are opened one after another; all of it goes when the tests end. */
export class DesktopHome {
  readonly folder = mkdtempSync(join(tmpdir(), 'gan-workbench-desktop-'));
  readonly store = join(this.folder, 'runs.sqlite');
  /** Whether Chromium's sandbox is on. */
  readonly sandboxed: boolean;
  readonly #executable: string;
  readonly #environment: NodeJS.ProcessEnv;
  readonly #open = new Set<ElectronApplication>();

  constructor({ electron }: Surroundings, display: string | undefined, sandboxed: boolean) {
    this.sandboxed = sandboxed;
    handOver(this.folder);
    this.#executable = asOrdinaryUser(electron.path, REPOSITORY, this.folder, sandboxed);
    this.#environment = {
      PATH: process.env.PATH,
      HOME: this.folder,
      XDG_DATA_HOME: join(this.folder, 'data'),
      XDG_CONFIG_HOME: join(this.folder, 'config'),
      XDG_CACHE_HOME: join(this.folder, 'cache'),
      XDG_RUNTIME_DIR: this.folder,
      LANG: 'C.UTF-8',
      ...(display === undefined ? {} : { DISPLAY: display }),
    };
  }

  /** Environment and program of a window, for those that are not driven. */
  get program() {
    // As the launcher starts it.
    const flags = `--js-flags=${v8Flags(process.execPath).join(' ')}`;
    const args = [flags, REPOSITORY, '--store', this.store];
    return { executable: this.#executable, args, environment: this.#environment };
  }

  /** Starts the application and waits until its window is shown. `environment` is beside what it always has. */
  async launch(args: readonly string[] = [], environment: NodeJS.ProcessEnv = {}): Promise<OpenDesktop> {
    const application = await _electron.launch({
      executablePath: this.#executable,
      args: [...this.program.args, ...args],
      env: { ...this.#environment, ...environment } as Record<string, string>,
      cwd: this.folder,
    });
    this.#open.add(application);
    application.on('close', () => this.#open.delete(application));
    const page = await application.firstWindow();
    await page.waitForLoadState('load');
    await vi.waitFor(async () => expect(await isWindowShown(application)).toBe(true), 10_000);
    return { application, page };
  }

  /** Ends what is still open, without asking. */
  async closeAll(): Promise<void> {
    for (const application of this.#open) {
      const ended = new Promise<void>((resolve) => application.once('close', () => resolve()));
      application.process().kill('SIGKILL');
      await ended;
    }
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A home for each test of the block; what is open in it is ended after the test. */
export function desktopHomes(surroundings: Surroundings): () => DesktopHome {
  let display: Display | undefined;
  const sandboxed = hasNamespaces();
  const homes = new Set<DesktopHome>();
  beforeAll(async () => {
    display = await openDisplay(surroundings.display);
    console.info(
      `Electron at ${surroundings.electron.path} (${surroundings.electron.source}), on ${display.name ?? 'the screen'}, ` +
        `${sandboxed ? 'in its sandbox' : 'without a sandbox (no user namespaces here)'}${isRoot ? ', as nobody' : ''}`,
    );
  });
  afterEach(async () => {
    for (const home of homes) {
      await home.closeAll();
      home.remove();
    }
    homes.clear();
  });
  afterAll(() => display?.close());
  return () => {
    const home = new DesktopHome(surroundings, display?.name, sandboxed);
    homes.add(home);
    mkdirSync(join(home.folder, 'data'), { recursive: true });
    handOver(join(home.folder, 'data'));
    return home;
  };
}
