import { copyFileSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WorkbenchError } from '../../../shared/errors.ts';
import { megabytes } from '../../../shared/byte-size.ts';

/** Bytes of a file that is looked at: a thousand long runs. */
export const MOST_RUN_FILE_BYTES = 4_000_000_000;
/** Bytes of the smallest SQLite database. */
const LEAST_BYTES = 512;

/** A folder for one file on its way in or out, that only this user can look into. */
export class Scratch {
  readonly folder = mkdtempSync(join(tmpdir(), 'gan-workbench-runs-'));
  readonly file = join(this.folder, 'runs.ganrun');

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A copy of a file that the user named: the file itself is never opened by SQLite. Throws `file-not-found`, `file-unreadable`, `file-in-use` or a fault of the file. */
export function copyOf(path: string): Scratch {
  const scratch = new Scratch();
  try {
    checkSize(path);
    refuseUnfinished(path);
    copyFileSync(path, scratch.file);
    return scratch;
  } catch (error) {
    scratch.remove();
    throw readable(error);
  }
}

function checkSize(path: string): void {
  const status = statSync(path);
  if (!status.isFile()) throw new WorkbenchError('file-unreadable', 'it is no file');
  refuseSize(status.size);
}

/** Throws `run-file-too-large` or `not-a-run-file`. */
export function refuseSize(bytes: number): void {
  if (bytes > MOST_RUN_FILE_BYTES) {
    throw new WorkbenchError(
      'run-file-too-large',
      `it has ${megabytes(bytes)}; the limit is ${megabytes(MOST_RUN_FILE_BYTES)}`,
    );
  }
  if (bytes < LEAST_BYTES)
    throw new WorkbenchError('not-a-run-file', 'it is not a run file: it is not an SQLite database');
}

/** A program that has the file open may keep a part of it beside it. */
function refuseUnfinished(path: string): void {
  const rest = ['-wal', '-journal'].map((ending) => statSync(path + ending, { throwIfNoEntry: false })?.size ?? 0);
  if (rest.some((bytes) => bytes > 0)) {
    throw new WorkbenchError('file-in-use', 'another program has it open or did not close it; close it there first');
  }
}

function readable(error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error) || error instanceof WorkbenchError) return error;
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') {
    return new WorkbenchError('file-not-found', 'it does not exist; check the path');
  }
  if (error.code === 'ENOSPC') {
    return new WorkbenchError('disk-full', `there is no room for a copy of it in ${tmpdir()}; free some space`);
  }
  return new WorkbenchError('file-unreadable', `it cannot be read: ${error.message}`);
}
