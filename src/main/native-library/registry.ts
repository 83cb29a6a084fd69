import { execFile } from 'node:child_process';
import { readdir, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { WorkbenchError } from '../../shared/errors.ts';
import { isObject } from '../../shared/objects.ts';

/** How often it is looked how much has come, in milliseconds. */
const LOOK_EVERY = 250;

interface Outcome {
  readonly ok: boolean;
  readonly text: string;
  readonly problem: string;
}

interface NpmOptions {
  readonly environment?: NodeJS.ProcessEnv;
  /** Ends npm; what waits for it then throws the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** Runs npm, which knows the registry, the proxy and the credentials of this machine, and gives its output. */
async function npm(args: readonly string[], { environment = process.env, signal }: NpmOptions): Promise<Outcome> {
  const own = environment.npm_execpath;
  // Other package managers name themselves in the same variable.
  const [program, before] = own && basename(own) === 'npm-cli.js' ? [process.execPath, [own]] : ['npm', []];
  try {
    const { stdout } = await promisify(execFile)(program, [...before, ...args], {
      // Inside Electron it is Electron's Node that runs npm.
      env: { ...environment, ELECTRON_RUN_AS_NODE: '1' },
      ...(signal && { signal }),
    });
    return { ok: true, text: stdout, problem: '' };
  } catch (error) {
    signal?.throwIfAborted();
    const { code, stderr, message } = error as NodeJS.ErrnoException & { readonly stderr?: string };
    if (code === 'ENOENT') return { ok: false, text: '', problem: 'npm is not on the PATH of this program.' };
    return { ok: false, text: '', problem: stderr?.trim() || message };
  }
}

/** Who published a package, as its registry says; some registries do not. */
export async function publisherOf(specifier: string, options: NpmOptions = {}): Promise<string> {
  const { ok, text } = await npm(['view', specifier, '_npmUser', '--json'], options);
  const unnamed = 'an unknown publisher';
  if (!ok || text.trim() === '') return unnamed;
  try {
    const user: unknown = JSON.parse(text);
    if (typeof user === 'string') return user;
    return isObject(user) && 'name' in user ? String(user.name) : unnamed;
  } catch {
    return unnamed;
  }
}

/** Bytes of all files in a folder that may be written or deleted meanwhile. */
async function bytesIn(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const sizes = entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      stat(join(entry.parentPath, entry.name)).then(
        ({ size }) => size,
        () => 0,
      ),
    );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

/**
 * Downloads a package's tarball into `folder` and gives its path. `watch` is called with the approximate number of bytes: npm
 * reports no progress, so it gets a temporary cache, whose size is watched. Throws `not-fetched`.
 */
export async function packFromRegistry(
  specifier: string,
  folder: string,
  options: NpmOptions & { readonly watch?: (received: number) => void } = {},
): Promise<string> {
  const cache = join(folder, '.npm-cache');
  const { watch } = options;
  const timer = watch && setInterval(() => void bytesIn(cache).then(watch), LOOK_EVERY);
  try {
    const places = ['--cache', cache, '--pack-destination', folder];
    const { ok, text, problem } = await npm(['pack', specifier, '--loglevel', 'error', ...places], options);
    const name = text.trim().split('\n').at(-1);
    if (ok && name) return join(folder, name);
    throw new WorkbenchError('not-fetched', `${specifier} could not be fetched from the registry:\n${problem}`);
  } finally {
    clearInterval(timer);
    // An npm that was ended may still be writing.
    await rm(cache, { recursive: true, force: true, maxRetries: 5 });
  }
}
