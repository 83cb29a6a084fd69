import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { WorkbenchError } from '../../shared/errors.ts';

/** Runs npm, which knows the registry, the proxy and the credentials of this machine; gives what it printed. */
function npm(args: readonly string[]): { readonly ok: boolean; readonly text: string; readonly problem: string } {
  const own = process.env.npm_execpath;
  const [program, before] = own?.endsWith('.js') ? [process.execPath, [own]] : ['npm', []];
  const { status, stdout, stderr, error } = spawnSync(program, [...before, ...args], { encoding: 'utf8' });
  return { ok: status === 0, text: stdout, problem: error?.message ?? stderr };
}

/** Who published a package, as its registry says; some registries do not. */
export function publisherOf(specifier: string): string {
  const { ok, text } = npm(['view', specifier, '_npmUser', '--json']);
  const told = 'somebody whom this registry does not name';
  if (!ok || text.trim() === '') return told;
  try {
    const user: unknown = JSON.parse(text);
    if (typeof user === 'string') return user;
    return typeof user === 'object' && user !== null && 'name' in user ? String(user.name) : told;
  } catch {
    return told;
  }
}

/** Fetches a package's tarball into `folder` and gives its path. Throws `not-fetched`. */
export function packFromRegistry(specifier: string, folder: string): string {
  const { ok, text, problem } = npm(['pack', specifier, '--silent', '--pack-destination', folder]);
  const name = text.trim().split('\n').at(-1);
  if (ok && name) return join(folder, name);
  throw new WorkbenchError('not-fetched', `${specifier} could not be fetched from the registry:\n${problem.trim()}`);
}
