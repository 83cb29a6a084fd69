import { existsSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';

/* Where the program keeps what it keeps on this machine, and how it makes the folders for it. */

const APPLICATION = 'gan-workbench';

/** The platform's folder for application data, for what must outlast a cache. It is the default place of the store. */
export function dataFolder(
  platform: NodeJS.Platform = process.platform,
  environment: NodeJS.ProcessEnv = process.env,
): string {
  switch (platform) {
    case 'win32':
      return join(environment.APPDATA ?? join(homedir(), 'AppData', 'Roaming'), APPLICATION);
    case 'darwin':
      return join(homedir(), 'Library', 'Application Support', APPLICATION);
    default:
      // https://specifications.freedesktop.org/basedir-spec: an empty or relative value counts as none.
      return join(
        environment.XDG_DATA_HOME?.startsWith('/') ? environment.XDG_DATA_HOME : join(homedir(), '.local', 'share'),
        APPLICATION,
      );
  }
}

/** The folder of this program in the user's cache (on Linux https://specifications.freedesktop.org/basedir-spec). */
export function cacheFolder(environment: NodeJS.ProcessEnv): string {
  return join(userCache(environment), APPLICATION);
}

function userCache({ XDG_CACHE_HOME, LOCALAPPDATA, HOME }: NodeJS.ProcessEnv): string {
  if (XDG_CACHE_HOME && isAbsolute(XDG_CACHE_HOME)) return XDG_CACHE_HOME;
  const home = HOME || homedir();
  if (process.platform === 'win32') return LOCALAPPDATA || join(home, 'AppData', 'Local');
  return process.platform === 'darwin' ? join(home, 'Library', 'Caches') : join(home, '.cache');
}

/**
 * Creates `folder` and its missing parents with the rights `mode`, one by one: `mkdirSync` with `recursive` never returns in a place such as /proc, where
 * a folder is refused as if its parent were missing.
 */
export function makeFolders(folder: string, mode = 0o777): void {
  const missing: string[] = [];
  for (let at = resolve(folder); !existsSync(at); at = dirname(at)) missing.unshift(at);
  for (const at of missing) mkdirSync(at, { mode });
}

/** The environment variable that names the store's file. */
export const STORE_VARIABLE = 'GAN_WORKBENCH_STORE';

/** The store's file: as asked for, else as the environment says, else in the platform's data folder. */
export function storePath(asked: string | undefined, environment: NodeJS.ProcessEnv = process.env): string {
  const given = asked ?? environment[STORE_VARIABLE];
  return given ? resolve(given) : join(dataFolder(process.platform, environment), 'runs.sqlite');
}
