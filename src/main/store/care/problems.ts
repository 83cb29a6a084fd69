import type { Connection } from '../connection.ts';

export interface QuickOptions {
  /** Checks only this table and its indexes; the whole file if undefined. */
  readonly table?: string;
  /** The most problems that are returned. */
  readonly most: number;
}

/**
 * The problems that SQLite's own checks find, one sentence each; empty if there are none. Throws if the check cannot
 * continue.
 */
export function quickProblems(connection: Connection, { table, most }: QuickOptions): string[] {
  const argument = table ?? most;
  return answers(connection.pragma(`quick_check(${argument})`)).slice(0, most);
}

/** As `quickProblems`, but also compares every index entry with its row, which takes several times as long. */
export function integrityProblems(connection: Connection, most: number): string[] {
  return answers(connection.pragma(`integrity_check(${most})`));
}

/** Rows that refer to a missing row, one sentence per table. */
export function foreignKeyProblems(connection: Connection): string[] {
  const rows = connection
    .prepare<[], { table: string; parent: string; count: number }>(
      `SELECT "table", parent, count(*) AS count FROM pragma_foreign_key_check GROUP BY "table", parent`,
    )
    .all();
  return rows.map(({ table, parent, count }) => `${count} of ${table} refer to a missing row of ${parent}`);
}

/** Splits SQLite's answer, which has one line per problem after a line that names the database. */
function answers(rows: unknown): string[] {
  const said = (rows as readonly Readonly<Record<string, unknown>>[]).flatMap((row) => Object.values(row).map(String));
  const lines = said.flatMap((text) => text.split('\n'));
  return lines.filter((line) => line !== 'ok' && line !== '' && !line.startsWith('***'));
}
