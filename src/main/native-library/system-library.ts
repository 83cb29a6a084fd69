import { execFile } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { WorkbenchError } from '../../shared/errors.ts';

/** A libtensorflow of the major version that the official binding is linked to. */
export interface SystemLibrary {
  readonly folder: string;
  /** The file names that the binding looks for. */
  readonly names: readonly string[];
  /** Undefined where the name of its file does not tell. */
  readonly version: string | undefined;
}

const NAMES: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  linux: ['libtensorflow.so.2', 'libtensorflow_framework.so.2'],
  darwin: ['libtensorflow.2.dylib', 'libtensorflow_framework.2.dylib'],
};
const USUAL = ['/usr/local/lib', '/usr/lib', '/opt/homebrew/lib'];

function libraryIn(folder: string): SystemLibrary | undefined {
  const names = NAMES[process.platform];
  if (!names?.every((name) => existsSync(join(folder, name)))) return undefined;
  const version = /\d+\.\d+\.\d+/.exec(basename(realpathSync(join(folder, names[0]))))?.[0];
  return { folder, names, version };
}

/** The folders in which the dynamic linker knows a libtensorflow. */
async function foldersOfLinker(): Promise<string[]> {
  if (process.platform !== 'linux') return [];
  // It lies where an ordinary user's PATH does not look.
  for (const program of ['/sbin/ldconfig', 'ldconfig']) {
    try {
      const { stdout } = await promisify(execFile)(program, ['-p']);
      return [...stdout.matchAll(/libtensorflow\.so\.2 .*=> (\S+)$/gm)].map(([, file]) => dirname(file));
    } catch {
      continue;
    }
  }
  return [];
}

/** The library that this system already has; undefined if it has none. */
export async function findSystemLibrary(): Promise<SystemLibrary | undefined> {
  return [...(await foldersOfLinker()), ...USUAL].map(libraryIn).find((library) => library !== undefined);
}

/** The library in a folder that a user has named. Throws `no-library`. */
export function systemLibraryIn(named: string): SystemLibrary {
  const folder = resolve(named);
  const library = libraryIn(folder);
  if (library) return library;
  const names = NAMES[process.platform];
  throw new WorkbenchError(
    'no-library',
    names === undefined
      ? 'A library of the system can be used on Linux and macOS only.'
      : `${folder} does not hold ${names.join(' and ')}, which the official binding needs.`,
  );
}
