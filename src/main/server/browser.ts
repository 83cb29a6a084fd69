import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { basename, delimiter, join } from 'node:path';
import open from 'open';

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

/** What keeps every browser from opening here; undefined where nothing does. */
export function browserObstacle(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  if (process.platform !== 'linux') return undefined;
  if (!environment.DISPLAY && !environment.WAYLAND_DISPLAY) return 'there is no display here';
  if (process.getuid?.() === 0) return 'browsers do not run as root';
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
  const child = spawn(program, [`--app=${address}`], { detached: true, stdio: 'ignore' });
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

/**
 * Opens what `address` gives, a new address for each attempt, in a window of its own where Chrome, Chromium or Edge is
 * installed, else in the usual browser. What has taken it, in words; undefined where nothing has.
 */
export async function openInBrowser(
  address: () => string,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<string | undefined> {
  for (const program of applicationBrowsers(environment)) {
    if (await openApplication(program, address())) return basename(program, '.exe');
  }
  return (await openUsual(address())) ? 'the usual browser' : undefined;
}
