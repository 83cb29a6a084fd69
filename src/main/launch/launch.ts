import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as Built from '../../../bin/built.cjs';
import type { ElectronRuntime, Obstacle } from '../../../bin/electron-runtime.cjs';
import type * as OpenWindow from '../../../bin/open-window.cjs';
import { WorkbenchError } from '../../shared/errors.ts';
import { runChild } from './child.ts';
import { findMissingLibraries, prepareElectron } from './electron.ts';
import { IS_CHECKOUT, PACKAGE_FOLDER } from '../package-folder.ts';
import { withUsualMode } from '../private-files.ts';

export interface LaunchOptions {
  /** Where to show the window; undefined takes Electron if it is available, else the browser. */
  readonly shell: 'electron' | 'browser' | undefined;
  readonly store: string | undefined;
  readonly jobs: number | undefined;
  readonly port: number | undefined;
  /** Whether a browser is opened; what the server prints opens one anyway. */
  readonly open: boolean;
}

// Never bundled: what lies in bin/ looks for packages from there.
const requireFromBin = (file: string): unknown => createRequire(import.meta.url)(join(PACKAGE_FOLDER, 'bin', file));

const given = (option: string, value: string | number | undefined) =>
  value === undefined ? [] : [option, String(value)];

/** Builds the page if it is not of the sources that are there. Throws `not-built`; why is said by then. */
async function buildPage(): Promise<void> {
  const { isBuilt } = requireFromBin('built.cjs') as typeof Built;
  if (withUsualMode(() => isBuilt('page'))) return;
  const code = await runChild(process.execPath, [
    join(PACKAGE_FOLDER, 'src', 'main', 'setup', 'build.ts'),
    '--if-stale',
    'page',
  ]);
  if (code !== 0) throw new WorkbenchError('not-built', 'The workbench could not be built; see the error above.');
}

/** Goes on in this process as the server, which ends it: a process of its own would be read and started once more. */
async function serve({ store, jobs, port, open }: LaunchOptions): Promise<never> {
  const server = join(PACKAGE_FOLDER, 'out', 'main', 'server.js');
  const args = [...given('--store', store), ...given('--jobs', jobs), ...given('--port', port)];
  process.argv.splice(1, process.argv.length, server, ...args, ...(open ? [] : ['--no-open']));
  // The command line's, which would end the process before the server has logged the error.
  process.removeAllListeners('uncaughtException');
  await import(/* @vite-ignore */ pathToFileURL(server).href);
  return new Promise(() => undefined);
}

/** Opens Electron's window until it is closed; undefined where it crashed at its start, now or a moment ago. */
function openWindow(runtime: ElectronRuntime, { store, jobs }: LaunchOptions): Promise<number | undefined> {
  const { CRASHED, openWindow: open } = requireFromBin('open-window.cjs') as typeof OpenWindow;
  if (process.env[CRASHED] === '1') return Promise.resolve(undefined);
  const args = [...given('--store', store), ...given('--jobs', jobs)];
  return new Promise((resolve) => withUsualMode(() => open(runtime, args, resolve)));
}

const inWords = ({ missing, remedy }: Obstacle) => `${missing} (fix: ${remedy})`;

/**
 * Opens the workbench in Electron's window, and gives the exit code when it has ended; or goes on as the server for the browser. `say` is called with the
 * reason if it is not Electron's. Throws `not-built`, or `no-electron` if only Electron was asked for.
 */
export async function launch(options: LaunchOptions, say: (line: string) => void): Promise<number> {
  if (IS_CHECKOUT) await buildPage();
  // A port, or no window at all: that is about the server.
  const shell = options.shell ?? (options.open && options.port === undefined ? undefined : 'browser');
  if (shell === 'browser') return serve(options);
  const found = prepareElectron(process.env, say);
  let reason: string;
  if ('path' in found) {
    const code = await openWindow(found, options);
    if (code !== undefined) return code;
    const missing = findMissingLibraries(found);
    reason = missing ? inWords(missing) : `it crashed on start (${found.path})`;
  } else {
    reason = inWords(found);
  }
  if (shell === 'electron') throw new WorkbenchError('no-electron', `Electron cannot open a window: ${reason}.`);
  say(`Electron cannot open a window: ${reason}. The browser shows the same workbench.`);
  return serve(options);
}
