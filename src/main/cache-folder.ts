import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** The folder of this program in the user's cache (on Linux https://specifications.freedesktop.org/basedir-spec). */
export function cacheFolder(environment: NodeJS.ProcessEnv): string {
  return join(userCache(environment), 'gan-workbench');
}

function userCache({ XDG_CACHE_HOME, LOCALAPPDATA, HOME }: NodeJS.ProcessEnv): string {
  if (XDG_CACHE_HOME && isAbsolute(XDG_CACHE_HOME)) return XDG_CACHE_HOME;
  const home = HOME || homedir();
  if (process.platform === 'win32') return LOCALAPPDATA || join(home, 'AppData', 'Local');
  return process.platform === 'darwin' ? join(home, 'Library', 'Caches') : join(home, '.cache');
}
