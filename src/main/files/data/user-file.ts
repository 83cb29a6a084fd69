import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { WorkbenchError } from '../../../shared/errors.ts';
import { megabytes } from '../../../shared/byte-size.ts';

export interface UserFile {
  readonly path: string;
  /** The field of the config that names it, such as `target.file`. */
  readonly field: string;
  /** The kind of file, for messages: `CSV file`. */
  readonly what: string;
  readonly maximumBytes: number;
  /**
   * Whether a pipe is allowed, which is then waited for: for files named on the command line, such as `--config
   * <(command)`.
   */
  readonly mayBePipe?: boolean;
}

/**
 * Opens without waiting, because a pipe would wait for a writer, and a device has no end. Windows has neither this flag
 * nor such files.
 */
const WITHOUT_WAITING = constants.O_RDONLY | (process.platform === 'win32' ? 0 : constants.O_NONBLOCK);
const PART_BYTES = 1_048_576;

/**
 * Reads the bytes of a file that the user named. Throws `file-not-found`, `file-too-large`, or `file-unreadable` (a
 * folder, a pipe, a device, or no permission).
 */
export function readUserFile({ path, field, what, maximumBytes, mayBePipe = false }: UserFile): Uint8Array {
  const fail = (code: string, problem: string, cause?: unknown) =>
    new WorkbenchError(code, `${what} ${path} ${problem}`, { path: field, cause });
  let file: number | undefined;
  try {
    if (isDevicePath(path)) throw fail('file-unreadable', 'names a device or another machine; name a file.');
    file = openSync(path, mayBePipe ? 'r' : WITHOUT_WAITING);
    // Checked on the opened file, because the path may lead to another file in the meantime.
    const status = fstatSync(file);
    if (status.isDirectory()) throw fail('file-unreadable', 'is a folder; name a file in it.');
    if (!status.isFile() && !(mayBePipe && status.isFIFO()))
      throw fail('file-unreadable', 'is a pipe or a device, not a file; name a file.');
    const bytes = status.size > maximumBytes ? undefined : readAtMost(file, maximumBytes);
    if (bytes !== undefined) return bytes;
    const size = status.size > maximumBytes ? megabytes(status.size) : `more than ${megabytes(maximumBytes)}`;
    throw fail('file-too-large', `is ${size}; at most ${megabytes(maximumBytes)} are read.`);
  } catch (cause) {
    if (!(cause instanceof Error) || !('code' in cause) || cause instanceof WorkbenchError) throw cause;
    if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR')
      throw fail('file-not-found', 'does not exist; check the path.', cause);
    throw fail('file-unreadable', `cannot be read: ${cause.message}.`, cause);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** The content of an open file; undefined if it has more than `most` bytes, whatever its stated size is. */
function readAtMost(file: number, most: number): Uint8Array | undefined {
  const parts: Uint8Array[] = [];
  let total = 0;
  for (;;) {
    const part = new Uint8Array(PART_BYTES);
    const read = readSync(file, part);
    if (read === 0) return Buffer.concat(parts, total);
    parts.push(part.subarray(0, read));
    total += read;
    if (total > most) return undefined;
  }
}

/**
 * Whether a Windows path leads to a device, or to another machine, which would be contacted with the user's identity.
 */
function isDevicePath(path: string): boolean {
  return (
    process.platform === 'win32' &&
    /^(?:[\\/]{2}|(?:.*[\\/])?(?:con|prn|aux|nul|com\d|lpt\d)(?:\.[^\\/]*)?$)/i.test(path)
  );
}
