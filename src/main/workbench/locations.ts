import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

const APPLICATION = 'gan-workbench';

/** The environment variable that names the store's file. */
export const STORE_VARIABLE = 'GAN_WORKBENCH_STORE';

/** The platform's folder for application data: where runs live unless told otherwise. */
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

/** The store's file: as asked for, else as the environment says, else in the platform's data folder. */
export function storePath(asked: string | undefined, environment: NodeJS.ProcessEnv = process.env): string {
  const given = asked ?? environment[STORE_VARIABLE];
  return given ? resolve(given) : join(dataFolder(process.platform, environment), 'runs.sqlite');
}
