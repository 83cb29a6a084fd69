import { WorkbenchError } from '../../shared/errors.ts';
import { nameOf, write } from './connection.ts';
import type { Connection } from './connection.ts';
import { tableDigest, wholeModule } from './tables/dataset-digest.ts';
import { MIGRATIONS } from './migrations/index.ts';

/** `PRAGMA application_id` of a store: "GANW" in ASCII. */
export const APPLICATION_ID = 0x47414e57;

/** Brings a store to the version of the last of `migrations`, in one transaction: all of them, or none and an error. */
export function migrate(connection: Connection, migrations: readonly string[] = MIGRATIONS): void {
  if (schemaVersion(connection) === migrations.length) return;
  write(connection, () => {
    // Read again now that nobody else can write: another process may have migrated meanwhile.
    const version = schemaVersion(connection);
    refuseNewer(nameOf(connection), version, migrations.length);
    runMigrations(connection, migrations.slice(version));
    connection.pragma(`application_id = ${APPLICATION_ID}`);
    connection.pragma(`user_version = ${migrations.length}`);
  });
}

/** Runs migrations one after the other, with the functions that they call. */
export function runMigrations(connection: Connection, migrations: readonly string[]): void {
  connection.function('table_digest', { deterministic: true }, tableDigest);
  connection.function('whole_module', { deterministic: true }, wholeModule);
  for (const sql of migrations) connection.exec(sql);
}

export function schemaVersion(connection: Connection): number {
  return Number(connection.pragma('user_version', { simple: true }));
}

/** A schema newer than the program is refused, never guessed at. */
export function refuseNewer(path: string, version: number, known = MIGRATIONS.length): void {
  if (version <= known) return;
  throw new WorkbenchError(
    'store-too-new',
    `${path} was written by a newer program (schema ${version}; this program supports up to ${known}); use the newer program or another store.`,
  );
}
