import Database from 'better-sqlite3';
import type { Connection } from '../../connection.ts';
import { runMigrations } from '../../migrate.ts';
import { MIGRATIONS } from '../../migrations/index.ts';
import type { StoredValue } from './records.ts';
import type { FoundRow } from './rows.ts';

type Kind = 'null' | 'integer' | 'real' | 'text' | 'blob';

interface Column {
  readonly name: string;
  /** What a record can have in its place. */
  readonly kinds: readonly Kind[];
  /** The column is the row's key and not part of the record. */
  readonly isRowid: boolean;
}

/** The format of a table's rows in the file. */
export interface TableShape {
  readonly name: string;
  /** Columns in the order of a record; in a table without rowids, the key's columns come first. */
  readonly columns: readonly Column[];
  readonly hasRowid: boolean;
  /** How many columns it began with: rows that were written before a later one was added end before it. */
  readonly leastColumns: number;
}

interface ColumnRow {
  readonly name: string;
  readonly type: 'INTEGER' | 'REAL' | 'TEXT' | 'BLOB';
  readonly notnull: 0 | 1;
  readonly pk: number;
}

/** The tables of an open store of the present schema. */
export function tableShapes(connection: Connection): TableShape[] {
  const tables = connection
    .prepare<[], { name: string; wr: 0 | 1 }>(
      `SELECT name, wr FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'`,
    )
    .all();
  const columns = connection.prepare<[string], ColumnRow>('SELECT * FROM pragma_table_info(?)');
  const least = leastColumns();
  return tables.map(({ name, wr }) => {
    const rows = columns.all(name);
    const inKey = rows.filter(({ pk }) => pk > 0).sort((a, b) => a.pk - b.pk);
    const hasRowid = wr === 0;
    const ordered = hasRowid ? rows : [...inKey, ...rows.filter(({ pk }) => pk === 0)];
    return {
      name,
      hasRowid,
      leastColumns: least.get(name) ?? rows.length,
      columns: ordered.map((row) => columnOf(row, hasRowid && inKey.length === 1)),
    };
  });
}

/** The fewest columns that each table had in any version of the schema. */
function leastColumns(): ReadonlyMap<string, number> {
  const connection = new Database(':memory:');
  const counts = connection.prepare<[], { name: string; ncol: number }>(
    `SELECT name, ncol FROM pragma_table_list WHERE schema = 'main' AND type = 'table'`,
  );
  const least = new Map<string, number>();
  for (const migration of MIGRATIONS) {
    runMigrations(connection, [migration]);
    for (const { name, ncol } of counts.all()) least.set(name, Math.min(ncol, least.get(name) ?? ncol));
  }
  connection.close();
  return least;
}

function columnOf({ name, type, notnull, pk }: ColumnRow, hasKeyOfOne: boolean): Column {
  const isRowid = hasKeyOfOne && pk > 0 && type === 'INTEGER';
  const isOptional = notnull === 0 && pk === 0;
  const kinds: Kind[] = isRowid ? ['null'] : kindsOf(type, isOptional);
  return { name, kinds, isRowid };
}

/** The table that a row can only be of; undefined for an entry of an index and for what is no row. */
export function tableOf(tables: readonly TableShape[], row: FoundRow): TableShape | undefined {
  const isOfKind = ({ hasRowid }: TableShape) => hasRowid === (row.rowid !== undefined);
  const exact = tables.find(
    (table) => isOfKind(table) && table.columns.length === row.values.length && fits(table, row),
  );
  // A column that was added later is missing from the rows of before.
  return exact ?? tables.find((table) => isOfKind(table) && fits(table, row));
}

function fits({ columns, leastColumns }: TableShape, { values }: FoundRow): boolean {
  return (
    values.length >= leastColumns &&
    values.length <= columns.length &&
    values.every((value, index) => columns[index].kinds.includes(kindOf(value)))
  );
}

/** The storage classes of a column's values. A real number without a fraction is stored as an integer. */
function kindsOf(type: ColumnRow['type'], isOptional: boolean): Kind[] {
  const optional: Kind[] = isOptional ? ['null'] : [];
  switch (type) {
    case 'INTEGER':
      return [...optional, 'integer'];
    case 'REAL':
      return [...optional, 'integer', 'real'];
    case 'TEXT':
      return [...optional, 'text'];
    case 'BLOB':
      return [...optional, 'blob'];
  }
}

function kindOf(value: StoredValue): Kind {
  if (value === null) return 'null';
  if (typeof value === 'string') return 'text';
  if (value instanceof Uint8Array) return 'blob';
  return typeof value === 'bigint' || Number.isInteger(value) ? 'integer' : 'real';
}

/** Whether one and the same record could be a row of both: then `tableOf` could not tell. */
export function canBeConfused(a: TableShape, b: TableShape): boolean {
  const [shorter, longer] = a.columns.length <= b.columns.length ? [a, b] : [b, a];
  // Of the lengths that both can have, the shortest is the one with the fewest columns to tell them apart.
  const least = Math.max(a.leastColumns, b.leastColumns);
  return (
    a.hasRowid === b.hasRowid &&
    least <= shorter.columns.length &&
    shorter.columns.slice(0, least).every((column, index) => {
      const others = longer.columns[index].kinds;
      return column.kinds.some((kind) => others.includes(kind));
    })
  );
}
