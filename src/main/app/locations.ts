import { join, resolve } from 'node:path';
import { dataFolder } from '../data-folder.ts';

export { dataFolder };

/** The environment variable that names the store's file. */
export const STORE_VARIABLE = 'GAN_WORKBENCH_STORE';

/** The store's file: as asked for, else as the environment says, else in the platform's data folder. */
export function storePath(asked: string | undefined, environment: NodeJS.ProcessEnv = process.env): string {
  const given = asked ?? environment[STORE_VARIABLE];
  return given ? resolve(given) : join(dataFolder(process.platform, environment), 'runs.sqlite');
}
