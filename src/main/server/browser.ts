import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, delimiter, join } from 'node:path';
import isWsl from 'is-wsl';
import open from 'open';
import { withUsualMode } from '../private-files.ts';

/** What can show a page in a window without tabs, the most common first. https://peter.sh/experiments/chromium-command-line-switches/ */
const COMMANDS = [
  'google-chrome',
  'google-chrome-stable',
  'chromium',
  'chromium-browser',
  'microsoft-edge',
  'microsoft-edge-stable',
];
const MAC_APPLICATIONS = ['Google Chrome', 'Chromium', 'Microsoft Edge'];
const WINDOWS_PROGRAMS = ['Google\\Chrome\\Application\\chrome.exe', 'Microsoft\\Edge\\Application\\msedge.exe'];

/** A browser that has not ended with an error after so long has opened the page. */
const STARTED_MILLISECONDS = 1500;
/** Files smaller than this may be scripts that start a browser; browsers themselves are larger. */
const SCRIPT_BYTES = 100_000;

/** What keeps every browser from opening here; undefined where nothing does. */
export function browserObstacle(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  if (process.platform !== 'linux') return undefined;
  if (!environment.DISPLAY && !environment.WAYLAND_DISPLAY) return 'there is no display';
  if (process.getuid?.() === 0) return 'browsers refuse to run as root';
  return undefined;
}

/** The programs of Chrome, Chromium and Edge that are installed. */
function applicationBrowsers(environment: NodeJS.ProcessEnv): string[] {
  switch (process.platform) {
    case 'darwin':
      return MAC_APPLICATIONS.map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`).filter(existsSync);
    case 'win32': {
      const { ProgramFiles, 'ProgramFiles(x86)': programFiles86, LOCALAPPDATA } = environment;
      const folders = [ProgramFiles, programFiles86, LOCALAPPDATA].filter((folder) => folder !== undefined);
      return WINDOWS_PROGRAMS.flatMap((program) => folders.map((folder) => join(folder, program))).filter(existsSync);
    }
    default: {
      const folders = (environment.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
      return COMMANDS.flatMap((command) => folders.map((folder) => join(folder, command))).filter(existsSync);
    }
  }
}

/** Whether a program that was just started could be, and does not end with an error right away. */
function hasStarted(child: ChildProcess): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(true), STARTED_MILLISECONDS);
    const decide = (isStarted: boolean) => {
      clearTimeout(timer);
      resolve(isStarted);
    };
    child.on('error', () => decide(false));
    // Where it was open already that one is handed the page, and this one ends.
    child.on('exit', (code) => decide(code === 0));
  });
}

/** Opens a window without tabs, which outlives us. */
function openApplication(program: string, address: string): Promise<boolean> {
  const child = withUsualMode(() => spawn(program, [`--app=${address}`], { detached: true, stdio: 'ignore' }));
  child.unref();
  return hasStarted(child);
}

async function openUsual(address: string): Promise<boolean> {
  try {
    return await hasStarted(await open(address));
  } catch {
    return false;
  }
}

/** Whether a program runs in a snap, which sees no temporary files but its own: it lies there, is a link there, or a script that starts it. */
function isSnap(program: string): boolean {
  try {
    const real = realpathSync(program);
    if (/(?:^|\/)snap(?:\/|$)/.test(real)) return true;
    return statSync(real).size < SCRIPT_BYTES && readFileSync(real, 'utf8').includes('/snap/bin/');
  } catch {
    return false;
  }
}

/** Whether the usual browser cannot open a file of ours: it runs in a snap (whose desktop files are named `snap_app`), or in Windows around us. */
function isUsualConfined(): boolean {
  if (process.platform !== 'linux') return false;
  if (isWsl) return true;
  const { stdout } = spawnSync('xdg-settings', ['get', 'default-web-browser'], {
    encoding: 'utf8',
    timeout: STARTED_MILLISECONDS,
  });
  return typeof stdout === 'string' && /^[\w.-]+_[\w.-]+\.desktop\s*$/.test(stdout);
}

/** What a browser is given to open. */
export interface Addresses {
  /** A private file that leads to the page, a new one for each attempt. */
  readonly file: () => string;
  /** The address of the page that asks for a code, used by browsers that cannot open that file. */
  readonly bare: () => string;
}

export interface StartedBrowser {
  /** What it is called, in words. */
  readonly name: string;
  readonly given: keyof Addresses;
}

/**
 * Opens the page in a window of its own where Chrome, Chromium or Edge is installed, else in the usual browser. What was
 * started; undefined where nothing was.
 */
export async function openInBrowser(
  addresses: Addresses,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<StartedBrowser | undefined> {
  for (const program of applicationBrowsers(environment)) {
    const given = isSnap(program) ? 'bare' : 'file';
    if (await openApplication(program, addresses[given]())) return { name: basename(program, '.exe'), given };
  }
  const given = isUsualConfined() ? 'bare' : 'file';
  return (await openUsual(addresses[given]())) ? { name: 'the usual browser', given } : undefined;
}
