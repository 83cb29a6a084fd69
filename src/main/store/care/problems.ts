import type { Connection } from '../connection.ts';

export interface QuickOptions {
  /** Checks only this table and its indexes; the whole file if undefined. */
  readonly table?: string;
  /** Gives so many problems at most. */
  readonly most: number;
}

/**
 * The problems that SQLite's own checks find, one sentence each; empty if the file is sound. Throws if the check cannot continue.
 */
export function quickProblems(connection: Connection, { table, most }: QuickOptions): string[] {
  const argument = table ?? most;
  return answers(connection.pragma(`quick_check(${argument})`)).slice(0, most);
}

/** As `quickProblems`, but also compares every index entry with its row, which takes several times as long. */
export function integrityProblems(connection: Connection, most: number): string[] {
  return answers(connection.pragma(`integrity_check(${most})`));
}

/** Rows that refer to one that is not there, a sentence for each table. */
export function foreignKeyProblems(connection: Connection): string[] {
  const rows = connection
    .prepare<[], { table: string; parent: string; count: number }>(
      `SELECT "table", parent, count(*) AS count FROM pragma_foreign_key_check GROUP BY "table", parent`,
    )
    .all();
  return rows.map(({ table, parent, count }) => `${count} of ${table} refer to a missing row of ${parent}`);
}

/** Splits SQLite's answer, which has one line a problem below a line that names the database. */
function answers(rows: unknown): string[] {
  const said = (rows as readonly Readonly<Record<string, unknown>>[]).flatMap((row) => Object.values(row).map(String));
  const lines = said.flatMap((text) => text.split('\n'));
  return lines.filter((line) => line !== 'ok' && line !== '' && !line.startsWith('***'));
}
