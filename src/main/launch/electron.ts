import { spawnSync } from 'node:child_process';
import { statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type * as RuntimeModule from '../../../bin/electron-runtime.cjs';
import { makeFolders } from '../locations.ts';
import { IS_CHECKOUT, PACKAGE_FOLDER } from '../package-folder.ts';

/** Whoever has a slower line fetches it by `npm run setup:electron`, which takes as long as it takes. */
const FETCH_MILLISECONDS = 60_000;
const DAY_MILLISECONDS = 86_400_000;

// Never bundled: it looks for packages from where it lies.
const RUNTIME_MODULE = join(PACKAGE_FOLDER, 'bin', 'electron-runtime.cjs');
const requireFromBin = createRequire(RUNTIME_MODULE);
const { FETCH, findMissingLibraries, findObstacle, findRuntime, registryCopyFolder } = requireFromBin(
  RUNTIME_MODULE,
) as typeof RuntimeModule;

/** The official installer; undefined where Electron's package is not installed. */
function installer(): string | undefined {
  try {
    return requireFromBin.resolve('electron/install.js');
  } catch {
    return undefined;
  }
}

/** The file that remembers when the runtime could not be fetched. */
function failureFile(environment: NodeJS.ProcessEnv): string {
  return join(dirname(registryCopyFolder(environment)), 'electron-not-fetched');
}

function failedLately(environment: NodeJS.ProcessEnv): boolean {
  const failed = statSync(failureFile(environment), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return Date.now() - failed < DAY_MILLISECONDS;
}

function rememberFailure(environment: NodeJS.ProcessEnv): void {
  const file = failureFile(environment);
  try {
    makeFolders(dirname(file));
    writeFileSync(file, '');
  } catch {
    // It is tried again at the next start, that is all.
  }
}

/** Runs the official installer of the runtime. Whether it succeeded shows in whether the runtime is there. */
function fetchRuntime(script: string, environment: NodeJS.ProcessEnv, say: (line: string) => void): void {
  say(`Fetching Electron's runtime (about 120 MB, for at most ${FETCH_MILLISECONDS / 1000} s) …`);
  const { status } = spawnSync(process.execPath, [script], {
    env: environment,
    stdio: 'ignore',
    timeout: FETCH_MILLISECONDS,
    killSignal: 'SIGKILL',
  });
  if (status === 0) return;
  rememberFailure(environment);
  say(`The download failed and is tried again in a day; ${FETCH} tries it now and shows the error.`);
}

export { findMissingLibraries };

/**
 * The runtime that is to open a window here, fetched where it is not; or what keeps it from that, and what helps. Whether the system has
 * its libraries shows when it starts.
 */
export function prepareElectron(
  environment: NodeJS.ProcessEnv,
  say: (line: string) => void,
): RuntimeModule.ElectronRuntime | RuntimeModule.Obstacle {
  const obstacle = findObstacle(environment);
  if (obstacle) return obstacle;
  const found = findRuntime(environment);
  if ('path' in found) return found;
  if (!IS_CHECKOUT) return { ...found, remedy: 'name its folder in ELECTRON_OVERRIDE_DIST_PATH' };
  const script = installer();
  if (script === undefined || failedLately(environment)) return found;
  fetchRuntime(script, environment, say);
  return findRuntime(environment);
}
