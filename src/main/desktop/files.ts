import { closeSync, openSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { WorkbenchError } from '../../shared/errors.ts';
import { withUsualMode } from '../private-files.ts';

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'that disk is read-only',
  ENOSPC: 'the disk is full',
  EISDIR: 'a folder with that name exists',
  ENOENT: 'the folder does not exist',
};

/** Writes a file where the user has asked for it. Throws `cannot-write` with the reason. */
export async function writeUserFile(path: string, bytes: Uint8Array): Promise<void> {
  try {
    withUsualMode(() => closeSync(openSync(path, 'a')));
    await writeFile(path, bytes);
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    throw new WorkbenchError('cannot-write', `${path} cannot be written: ${REASONS[code] ?? message}.`, {
      cause: error,
    });
  }
}
