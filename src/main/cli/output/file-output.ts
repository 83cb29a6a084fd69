import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { WorkbenchError } from '../../../shared/errors.ts';
import { makeFolders } from '../../locations.ts';
import { withUsualMode } from '../../private-files.ts';
import { RefusedInput } from '../input/refused-input.ts';

/** Means stdout in place of a file's name. */
export const STDOUT = '-';

/**
 * Writes `content` to `file`, or to stdout for `-`. Throws `file-not-writable`, and `bad-usage` for binary content if
 * stdout is a terminal.
 */
export function writeOutput(file: string, content: string | Uint8Array): void {
  if (file === STDOUT) {
    if (typeof content !== 'string' && process.stdout.isTTY) throw binaryOnTerminal();
    process.stdout.write(content);
    return;
  }
  try {
    withUsualMode(() => writeFileSync(file, content));
  } catch (cause) {
    throw notWritable(file, cause);
  }
}

/** Creates `folder` and its parents. Throws `file-not-writable`. */
export function makeFolder(folder: string): void {
  try {
    withUsualMode(() => makeFolders(folder));
  } catch (cause) {
    throw notWritable(folder, cause);
  }
}

/** Writes a file of this name into `folder`, which is created if missing, and gives its path. */
export function writeInto(folder: string, name: string, content: string | Uint8Array): string {
  makeFolder(folder);
  const file = join(folder, name);
  writeOutput(file, content);
  return file;
}

function binaryOnTerminal(): RefusedInput {
  const message = 'a picture cannot be printed to a terminal; name a file, or redirect it with | or >';
  return new RefusedInput('bad-usage', [{ path: 'output', message }]);
}

function notWritable(file: string, cause: unknown): WorkbenchError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new WorkbenchError('file-not-writable', `${file} cannot be written: ${reason}. Choose another place.`, {
    cause,
  });
}
