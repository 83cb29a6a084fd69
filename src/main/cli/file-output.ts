import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { WorkbenchError } from '../../shared/errors.ts';

/** Stands for stdout where a file is named. */
export const STDOUT = '-';

/** Writes `content` to `file`, or to stdout for `-`. Throws `file-not-writable`. */
export function writeOutput(file: string, content: string | Uint8Array): void {
  if (file === STDOUT) {
    process.stdout.write(content);
    return;
  }
  try {
    writeFileSync(file, content);
  } catch (cause) {
    throw notWritable(file, cause);
  }
}

/** Makes `folder`, and what it lies in. Throws `file-not-writable`. */
export function makeFolder(folder: string): void {
  // One by one: `recursive` never comes back from a place such as /proc, where a folder is refused as if its parent were missing.
  const missing: string[] = [];
  for (let at = resolve(folder); !existsSync(at); at = dirname(at)) missing.unshift(at);
  try {
    for (const at of missing) mkdirSync(at);
  } catch (cause) {
    throw notWritable(folder, cause);
  }
}

/** Writes a file of this name into `folder`, made where it is missing, and gives its path. */
export function writeInto(folder: string, name: string, content: string | Uint8Array): string {
  makeFolder(folder);
  const file = join(folder, name);
  writeOutput(file, content);
  return file;
}

function notWritable(file: string, cause: unknown): WorkbenchError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new WorkbenchError(
    'file-not-writable',
    `${file} cannot be written: ${reason}. Choose a place that you may write to.`,
    { cause },
  );
}
