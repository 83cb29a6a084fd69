import Database from 'better-sqlite3';
import { APPLICATION_ID } from '../migrate.ts';

/** Whether a file is one that `writeRunFile` wrote: of one's own files the only kind that may be written over. */
export function isRunFile(file: string): boolean {
  let connection;
  try {
    connection = new Database(file, { readonly: true, fileMustExist: true });
    connection.pragma('trusted_schema = OFF');
    return (
      Number(connection.pragma('application_id', { simple: true })) === APPLICATION_ID &&
      connection.prepare<[], number>('SELECT count(*) FROM run_file').pluck().get() === 1
    );
  } catch {
    // Whatever it is, it is none.
    return false;
  } finally {
    connection?.close();
  }
}
