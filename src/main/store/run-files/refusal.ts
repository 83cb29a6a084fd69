import Database from 'better-sqlite3';
import { WorkbenchError } from '../../../shared/errors.ts';

/** Why nothing of a run file was imported. */
export type RunFileFault =
  /** Another kind of file. */
  | 'not-a-run-file'
  /** Its bytes are not those that were written. */
  | 'run-file-damaged'
  | 'run-file-too-new'
  | 'run-file-too-large'
  /** A value in the file is impossible. */
  | 'run-file-invalid';

export function refuseRunFile(fault: RunFileFault, reason: string): never {
  throw new WorkbenchError(fault, reason);
}

/** Errors about the machine and not about the file. */
const ABOUT_MACHINE: ReadonlySet<string> = new Set([
  'FULL',
  'IOERR',
  'NOMEM',
  'BUSY',
  'LOCKED',
  'CANTOPEN',
  'READONLY',
]);

/** What went wrong while a run file was read, as a refusal of it; what is not the file's fault as it is. */
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
