import { readFileSync, statSync } from 'node:fs';
import { WorkbenchError } from '../../../shared/errors.ts';

export interface UserFile {
  readonly path: string;
  /** The field of the config that names it, such as `target.file`. */
  readonly field: string;
  /** What it is, for messages: `CSV file`. */
  readonly what: string;
  readonly maximumBytes: number;
}

/**
 * The bytes of a file that the user named. Throws `file-not-found`, `file-too-large`, or `file-unreadable` (a folder, or
 * no permission).
 */
export function readUserFile({ path, field, what, maximumBytes }: UserFile): Uint8Array {
  const fail = (code: string, problem: string, cause?: unknown) =>
    new WorkbenchError(code, `${what} ${path} ${problem}`, { path: field, cause });
  try {
    const status = statSync(path);
    if (status.isDirectory()) throw fail('file-unreadable', 'is a folder; name a file in it.');
    if (status.size > maximumBytes) {
      throw fail('file-too-large', `is ${megabytes(status.size)}; at most ${megabytes(maximumBytes)} are read.`);
    }
    return readFileSync(path);
  } catch (cause) {
    if (!(cause instanceof Error) || !('code' in cause) || cause instanceof WorkbenchError) throw cause;
    if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR')
      throw fail('file-not-found', 'does not exist; check the path.', cause);
    throw fail('file-unreadable', `cannot be read: ${cause.message}.`, cause);
  }
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1e6)} MB`;
}
