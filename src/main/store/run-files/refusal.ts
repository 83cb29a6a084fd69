import Database from 'better-sqlite3';
import { WorkbenchError } from '../../../shared/errors.ts';

/** Why nothing of a run file was imported. */
export type RunFileFault =
  /** Another kind of file. */
  | 'not-a-run-file'
  /** Its bytes have changed since it was written. */
  | 'run-file-damaged'
  | 'run-file-too-new'
  | 'run-file-too-large'
  /** A value in the file is impossible. */
  | 'run-file-invalid';

export function refuseRunFile(fault: RunFileFault, reason: string): never {
  throw new WorkbenchError(fault, reason);
}

/** Errors of the machine, not of the file. */
const ABOUT_MACHINE: ReadonlySet<string> = new Set([
  'FULL',
  'IOERR',
  'NOMEM',
  'BUSY',
  'LOCKED',
  'CANTOPEN',
  'READONLY',
]);

/**
 * Converts an error while reading a run file to a refusal of the file. Errors that are not the file's fault stay as
 * they are.
 */
export function asRefusal(error: unknown, where: string): unknown {
  if (error instanceof Database.SqliteError) {
    const [, kind = ''] = error.code.split('_');
    if (kind === 'NOTADB')
      return new WorkbenchError('not-a-run-file', 'it is not a run file: it is not an SQLite database');
    return ABOUT_MACHINE.has(kind) ? error : new WorkbenchError('run-file-damaged', `${where}: ${error.message}`);
  }
  if (!(error instanceof WorkbenchError)) return error;
  switch (error.code) {
    case 'store-damaged':
    case 'store-too-new':
    case 'config-unreadable':
      return new WorkbenchError('run-file-invalid', `${where}: ${error.message}`);
    default:
      return error;
  }
}
