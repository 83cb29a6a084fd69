import type { Connection, Statement } from '../../connection.ts';
import type { PageFile } from './page-file.ts';
import { PageUses } from './page-uses.ts';
import type { StoredValue } from './records.ts';
import { pagesBelow, readRows, type FoundRow } from './rows.ts';
import { tableOf, tableShapes, type TableShape } from './tables.ts';

/** What a file gave. */
export interface Loaded {
  /** Pages that should hold rows and of which nothing can be made, or that the file is too short for. */
  readonly unreadablePages: number;
  /** Rows of readable pages that are none, or that are of no table. */
  readonly unreadableRows: number;
  /** Rows written. */
  readonly rows: number;
}

/** What the indexes still tell of rows that are lost: which snapshots and checkpoints each run had, and the id of each run. */
const INDEX_TABLES = `
  CREATE TEMP TABLE snapshot_entries (run_key INTEGER NOT NULL, row INTEGER NOT NULL);
  CREATE TEMP TABLE checkpoint_entries (run_key INTEGER NOT NULL, row INTEGER NOT NULL);
  CREATE TEMP TABLE run_ids (run_key INTEGER NOT NULL, id TEXT NOT NULL);`;

const SCHEMA = 'sqlite_schema';

/** Rows are written so many at a time. */
const BATCH = 20_000;

/**
 * Copies every row that can be read from the pages of a damaged store into an empty one of the same schema; its foreign
 * keys are not looked at. Leaves the temporary tables `snapshot_entries`, `checkpoint_entries` and `run_ids` beside it.
 */
export function loadRows(file: PageFile, into: Connection): Loaded {
  const uses = new PageUses(file);
  const names = schemaNames(file, uses);
  const writer = new RowWriter(into);
  const perhaps: number[] = [];
  let unreadablePages = 0;
  for (let page = 2; page <= file.pageCount; page++) {
    const holds = uses.holdsRows(page);
    if (holds === 'perhaps') perhaps.push(page);
    if (holds !== 'yes' || pagesBelow(file, page)) continue;
    const found = readRows(file, uses, page);
    if (found) writer.write(found.rows, found.unreadable, names.get(uses.rootOf(page) ?? 0));
    else unreadablePages += 1;
  }
  // Last, so that what certainly is of the store comes before what may have been deleted long ago.
  for (const page of perhaps) {
    const found = readRows(file, uses, page);
    if (found) writer.write(found.rows, 0);
  }
  writer.end();
  return { unreadablePages, unreadableRows: writer.unreadable, rows: writer.rows };
}

/** The names of tables and indexes by their first pages, as far as the schema can be read. */
function schemaNames(file: PageFile, uses: PageUses): Map<number, string> {
  const pages = (pagesBelow(file, 1) ?? [1]).flatMap((page) => pagesBelow(file, page) ?? [page]);
  const rows = pages.flatMap((page) => readRows(file, uses, page)?.rows ?? []);
  const names = rows.flatMap(({ values: [, name, , root] }): [number, string][] =>
    typeof name === 'string' && typeof root === 'number' ? [[root, name]] : [],
  );
  return new Map([[1, SCHEMA], ...names]);
}

class RowWriter {
  rows = 0;
  unreadable = 0;
  readonly #into: Connection;
  readonly #tables: readonly TableShape[];
  readonly #inserts = new Map<string, Statement<StoredValue[], unknown>>();
  readonly #snapshot: Statement<[number, number], unknown>;
  readonly #checkpoint: Statement<[number, number], unknown>;
  readonly #runId: Statement<[number, string], unknown>;
  #pending = 0;

  constructor(into: Connection) {
    this.#into = into;
    this.#tables = tableShapes(into);
    into.exec(INDEX_TABLES);
    this.#snapshot = into.prepare('INSERT INTO temp.snapshot_entries (run_key, row) VALUES (?, ?)');
    this.#checkpoint = into.prepare('INSERT INTO temp.checkpoint_entries (run_key, row) VALUES (?, ?)');
    this.#runId = into.prepare('INSERT INTO temp.run_ids (run_key, id) VALUES (?, ?)');
    into.exec('BEGIN');
  }

  /** `name` is that of the table or index where it is known. */
  write(rows: readonly FoundRow[], unreadable: number, name?: string): void {
    this.unreadable += unreadable;
    if (name === SCHEMA) return;
    for (const row of rows) {
      const table = tableOf(this.#tables, row);
      if (table) this.#insert(table, row);
      else this.#note(row, name);
    }
    this.#pending += rows.length;
    if (this.#pending < BATCH) return;
    this.#into.exec('COMMIT; BEGIN');
    this.#pending = 0;
  }

  end(): void {
    this.#into.exec('COMMIT');
  }

  #insert({ name, columns }: TableShape, { rowid, values }: FoundRow): void {
    const key = `${name} ${values.length}`;
    let insert = this.#inserts.get(key);
    if (!insert) {
      const taken = columns.slice(0, values.length);
      // What a constraint refuses is no row, or was there already.
      insert = this.#into.prepare(
        `INSERT OR IGNORE INTO ${name} (${taken.map((column) => column.name).join(', ')}) VALUES (${taken.map(() => '?').join(', ')})`,
      );
      this.#inserts.set(key, insert);
    }
    const bound = values.map((value, index) => (columns[index].isRowid ? (rowid ?? null) : value));
    this.rows += insert.run(...bound).changes;
  }

  #note({ rowid, values }: FoundRow, name: string | undefined): void {
    if (rowid !== undefined) {
      this.unreadable += 1;
      return;
    }
    // The last value of an entry is the key of the row it is of.
    const [first, last] = [values.at(0), values.at(-1)];
    if (!isKey(last)) return;
    if (name === 'sqlite_autoindex_runs_1' && typeof first === 'string') this.#runId.run(last, first);
    if (name === 'sqlite_autoindex_snapshots_1' && isKey(first)) this.#snapshot.run(first, last);
    if ((name === 'kept_checkpoints' || name === 'rolling_checkpoints') && isKey(first))
      this.#checkpoint.run(first, last);
  }
}

function isKey(value: StoredValue | undefined): value is number {
  return typeof value === 'number' && Number.isInteger(value);
}
