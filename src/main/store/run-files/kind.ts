import Database from 'better-sqlite3';
import { APPLICATION_ID } from '../migrate.ts';

/** Whether `writeRunFile` wrote a file. Only such files of the user may be overwritten. */
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
    // Any error means that it is not one.
    return false;
  } finally {
    connection?.close();
  }
}
