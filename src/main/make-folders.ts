import { existsSync, mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/**
 * Creates `folder` and its missing parents with the rights `mode`, one by one: `mkdirSync` with `recursive` never returns in a place such as /proc, where
 * a folder is refused as if its parent were missing.
 */
export function makeFolders(folder: string, mode = 0o777): void {
  const missing: string[] = [];
  for (let at = resolve(folder); !existsSync(at); at = dirname(at)) missing.unshift(at);
  for (const at of missing) mkdirSync(at, { mode });
}
