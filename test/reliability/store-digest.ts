import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import Database from 'better-sqlite3';

/** Of every row of every table, as SHA-256. */
export function storeDigest(database: Database.Database): string {
  const hash = createHash('sha256');
  const tables = database
    .prepare<[], string>(`SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`)
    .pluck()
    .all();
  for (const name of tables) {
    hash.update(name);
    for (const row of database.prepare<[], unknown[]>(`SELECT * FROM "${name}"`).raw().iterate()) {
      for (const value of row) hash.update(Buffer.isBuffer(value) ? value : JSON.stringify(value)).update('\0');
    }
  }
  return hash.digest('hex');
}

/** Looks from beside a workbench at all it keeps: its store, and its settings where there are some. */
export class KeptState {
  readonly database: Database.Database;
  readonly #settings: string;
  #digest = '';
  #version: unknown;

  constructor(store: string, settings: string) {
    this.database = new Database(store, { readonly: true });
    this.#settings = settings;
  }

  /** Changes when anything that is kept changes. Read anew only where somebody has written since the last call. */
  digest(): string {
    const version = this.database.pragma('data_version', { simple: true });
    if (version !== this.#version) this.#digest = storeDigest(this.database);
    this.#version = version;
    return `${this.#digest} ${existsSync(this.#settings) ? readFileSync(this.#settings, 'utf8') : ''}`;
  }

  close(): void {
    this.database.close();
  }
}
