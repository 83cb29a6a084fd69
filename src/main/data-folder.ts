import { homedir } from 'node:os';
import { join } from 'node:path';

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
