import Database from 'better-sqlite3';
import equal from 'fast-deep-equal';
import { WorkbenchError } from '../../../shared/errors.ts';
import { write } from '../connection.ts';
import type { Connection } from '../connection.ts';
import { APPLICATION_ID, migrate, runMigrations, schemaVersion } from '../migrate.ts';
import { MIGRATIONS } from '../migrations/index.ts';
import { contentDigest } from './digest.ts';
import { asRefusal, refuseRunFile } from './refusal.ts';
import { settleRuns } from './settle.ts';
import { checkSizes } from './sizes.ts';

interface SchemaEntry {
  readonly type: string;
  readonly name: string;
  readonly tbl_name: string;
  /** NULL for an index that SQLite creates automatically. */
  readonly sql: string | null;
}

const SCHEMA = 'SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name';

/**
 * Opens somebody else's run file: `file` is a copy that no other process changes, and is upgraded to this program's
 * schema. It first checks that its schema is exactly the one that this program makes (a trigger, view or generated
 * column would be somebody else's code), that SQLite finds its pages and rows sound, that no value is larger than
 * allowed, and that its digest is correct. Throws a `RunFileFault`.
 */
export function openRunFile(file: string, migrations: readonly string[] = MIGRATIONS): Connection {
  let connection: Connection | undefined;
  try {
    connection = new Database(file, { fileMustExist: true });
    for (const caution of ['trusted_schema = OFF', 'cell_size_check = ON', 'query_only = ON'])
      connection.pragma(caution);
    checkKind(connection, migrations);
    checkSoundness(connection);
    checkSizes(connection);
    checkContent(connection);
    connection.pragma('query_only = OFF');
    // Avoids a second file next to the copy.
    connection.pragma('journal_mode = DELETE');
    migrate(connection, migrations);
    const open = connection;
    write(open, () => settleRuns(open));
    return connection;
  } catch (error) {
    connection?.close();
    throw asRefusal(error, 'it is damaged');
  }
}

/** Checks that it is a run file, and its version. */
function checkKind(connection: Connection, migrations: readonly string[]): void {
  const version = schemaVersion(connection);
  if (Number(connection.pragma('application_id', { simple: true })) !== APPLICATION_ID) {
    refuseRunFile('not-a-run-file', 'it is not a run file: it is another program’s SQLite database');
  }
  if (version > migrations.length) {
    refuseRunFile(
      'run-file-too-new',
      `it was written by a newer program (schema ${version}; this program supports up to ${migrations.length}); import it with the newer program`,
    );
  }
  const expected = version < 1 ? [] : schemaOf(version, migrations);
  const found = connection.prepare<[], SchemaEntry>(SCHEMA).all();
  const foreign = found.find((entry) => !expected.some((one) => equal(one, entry)));
  const missing = expected.find((entry) => !found.some((one) => equal(one, entry)));
  const odd = foreign ?? missing;
  if (odd !== undefined) {
    const what = `${foreign ? '' : 'no '}${odd.type} ${short(odd.name)}`;
    refuseRunFile(
      'not-a-run-file',
      `its schema is not that of a run file: it has ${what}${foreign ? ' that this program does not create' : ''}`,
    );
  }
  if (!expected.some(({ name }) => name === 'run_file')) {
    refuseRunFile(
      'not-a-run-file',
      `it is the store of an older program (schema ${version}), not a run file; open it with --store and export its runs`,
    );
  }
  if (connection.pragma('encoding', { simple: true }) !== 'UTF-8') {
    refuseRunFile('not-a-run-file', 'its text encoding is not the one of this program');
  }
}

const schemas = new Map<string, readonly SchemaEntry[]>();

/** The schema of the first `version` migrations. */
function schemaOf(version: number, migrations: readonly string[]): readonly SchemaEntry[] {
  const key = migrations.slice(0, version).join('\n');
  const known = schemas.get(key);
  if (known) return known;
  const connection = new Database(':memory:');
  runMigrations(connection, migrations.slice(0, version));
  const entries = connection.prepare<[], SchemaEntry>(SCHEMA).all();
  connection.close();
  schemas.set(key, entries);
  return entries;
}

function short(name: string): string {
  return name.length > 60 ? `${name.slice(0, 60)}…` : name;
}

/** Pages, indexes, types and constraints. */
function checkSoundness(connection: Connection): void {
  const found = String(connection.pragma('integrity_check(1)', { simple: true }));
  if (found !== 'ok') refuseRunFile('run-file-damaged', `it is damaged: ${short(found.replaceAll('\n', ' '))}`);
  if (connection.prepare('SELECT 1 FROM pragma_foreign_key_check LIMIT 1').get() !== undefined) {
    refuseRunFile('run-file-invalid', 'it has rows that belong to no run');
  }
}

/** Whether its content is what was exported. */
function checkContent(connection: Connection): void {
  const written = connection.prepare<[], string>('SELECT content_digest FROM run_file').pluck().get();
  if (written === undefined) {
    refuseRunFile('not-a-run-file', 'it is a store, not a run file; open it with --store and export its runs');
  }
  if (written !== contentDigest(connection)) {
    refuseRunFile(
      'run-file-damaged',
      'its content is not what was exported: it was damaged or changed; ask for the file again',
    );
  }
  if (connection.prepare('SELECT 1 FROM runs LIMIT 1').get() === undefined) {
    throw new WorkbenchError('run-file-invalid', 'it contains no runs');
  }
}
