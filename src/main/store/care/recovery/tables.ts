import type { Connection } from '../../connection.ts';
import type { StoredValue } from './records.ts';
import type { FoundRow } from './rows.ts';

type Kind = 'null' | 'integer' | 'real' | 'text' | 'blob';

interface Column {
  readonly name: string;
  /** What a record can have in its place. */
  readonly kinds: readonly Kind[];
  /** Whether a row may leave it NULL. */
  readonly isOptional: boolean;
  /** Whether a row that was written before there was this column has a value for it. */
  readonly hasDefault: boolean;
  /** It stands in no record: it is the row's key. */
  readonly isRowid: boolean;
}

/** A table of a store, as its rows lie in the file. */
export interface TableShape {
  readonly name: string;
  /** In the order in which a record has them: those of the key first, where the rows lie in the key. */
  readonly columns: readonly Column[];
  readonly hasRowid: boolean;
}

interface ColumnRow {
  readonly name: string;
  readonly type: 'INTEGER' | 'REAL' | 'TEXT' | 'BLOB';
  readonly notnull: 0 | 1;
  readonly dflt_value: string | null;
  readonly pk: number;
}

/** The tables of an open store. */
export function tableShapes(connection: Connection): TableShape[] {
  const tables = connection
    .prepare<[], { name: string; wr: 0 | 1 }>(
      `SELECT name, wr FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'`,
    )
    .all();
  const columns = connection.prepare<[string], ColumnRow>('SELECT * FROM pragma_table_info(?)');
  return tables.map(({ name, wr }) => {
    const rows = columns.all(name);
    const inKey = rows.filter(({ pk }) => pk > 0).sort((a, b) => a.pk - b.pk);
    const hasRowid = wr === 0;
    const ordered = hasRowid ? rows : [...inKey, ...rows.filter(({ pk }) => pk === 0)];
    return { name, hasRowid, columns: ordered.map((row) => columnOf(row, hasRowid && inKey.length === 1)) };
  });
}

function columnOf({ name, type, notnull, dflt_value, pk }: ColumnRow, hasKeyOfOne: boolean): Column {
  const isRowid = hasKeyOfOne && pk > 0 && type === 'INTEGER';
  const isOptional = notnull === 0 && pk === 0;
  const kinds: Kind[] = isRowid ? ['null'] : kindsOf(type, isOptional);
  return { name, kinds, isOptional, hasDefault: dflt_value !== null, isRowid };
}

/** The table that a row can only be of; undefined for an entry of an index and for what is no row. */
export function tableOf(tables: readonly TableShape[], row: FoundRow): TableShape | undefined {
  const isOfKind = ({ hasRowid }: TableShape) => hasRowid === (row.rowid !== undefined);
  const exact = tables.find(
    (table) => isOfKind(table) && table.columns.length === row.values.length && fits(table, row),
  );
  // A column that was added later is missing from the rows of before.
  return exact ?? tables.find((table) => table.hasRowid && isOfKind(table) && fits(table, row));
}

function fits({ columns }: TableShape, { values }: FoundRow): boolean {
  return (
    values.length <= columns.length &&
    columns.every((column, index) =>
      index < values.length ? column.kinds.includes(kindOf(values[index])) : column.isOptional || column.hasDefault,
    )
  );
}

/** A real number without fraction lies in the file as an integer. */
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
  const further = longer.columns.slice(shorter.columns.length);
  const isLengthOfBoth =
    further.length === 0 || (a.hasRowid && further.every(({ isOptional, hasDefault }) => isOptional || hasDefault));
  return (
    a.hasRowid === b.hasRowid &&
    isLengthOfBoth &&
    shorter.columns.every((column, index) => {
      const others = longer.columns[index].kinds;
      return column.kinds.some((kind) => others.includes(kind));
    })
  );
}
