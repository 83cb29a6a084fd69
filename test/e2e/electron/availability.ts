import { spawnSync } from 'node:child_process';
import { describe, test } from 'vitest';
import { findElectron, type ElectronRuntime, type Obstacle } from '../../../bin/electron-runtime.cjs';

/** Set where the tests have to run: then what keeps them from running is a failure. */
const REQUIRED = 'GAN_WORKBENCH_REQUIRE_ELECTRON';

/** What this machine has for a window to open; `display` is undefined where Xvfb has to be started. */
export interface Surroundings {
  readonly electron: ElectronRuntime;
  readonly display: string | undefined;
}

function find(): Surroundings | Obstacle {
  const electron = findElectron();
  if ('missing' in electron) {
    const { missing, remedy } = electron;
    // Where the official one cannot be fetched, tests may take the other.
    return { missing, remedy: remedy === 'npm run setup:electron' ? `${remedy} [-- --source registry]` : remedy };
  }
  const display = process.env.DISPLAY;
  if (display || process.platform !== 'linux') return { electron, display };
  if (spawnSync('Xvfb', ['-help']).error) {
    return { missing: 'there is neither a display nor Xvfb here', remedy: 'sudo apt-get install xvfb' };
  }
  return { electron, display: undefined };
}

const found = find();

/** `describe` for what needs a real Electron window: skipped, with the reason, where none can be opened. */
export function describeElectron(name: string, define: (surroundings: Surroundings) => void): void {
  if (!('missing' in found)) {
    describe(name, () => define(found));
    return;
  }
  const reason = `${found.missing}; this would make it run: ${found.remedy}`;
  if (process.env[REQUIRED]) {
    test(name, () => {
      throw new Error(`${REQUIRED} is set, but ${reason}`);
    });
  } else {
    console.warn(`Skipped: ${name}: ${reason}`);
    test.skip(`${name} (${reason})`, () => undefined);
  }
}
