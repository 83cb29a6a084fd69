import type { RunRow } from '../../shared/api/runs.ts';
import { matches, type FilterValue } from '../../shared/filter/expression.ts';
import { parseFilter } from '../../shared/filter/parse.ts';
import { RUN_FIELDS, runFields } from '../../shared/filter/run-fields.ts';
import { COLUMNS } from './columns.ts';

export interface ListQuestion {
  /** Plain text, or an expression where it compares something. */
  readonly filter: string;
  /** A column's key or a field of filters, `-` before it for falling order. */
  readonly sort: string;
  readonly trash: boolean;
}

export interface ListAnswer {
  readonly rows: readonly RunRow[];
  /** Why the filter cannot be read; then nothing is filtered. */
  readonly fault: string | undefined;
}

/** What plain text is looked for in, by row: a row that changes is another row. */
const texts = new WeakMap<RunRow, string>();

function searchText(row: RunRow): string {
  const known = texts.get(row);
  if (known !== undefined) return known;
  const { id, name, tags, notes } = row.run;
  const text = [name, ...tags, notes, id].join('\n').toLowerCase();
  texts.set(row, text);
  return text;
}

function filterBy(filter: string): { readonly holds: (row: RunRow) => boolean; readonly fault: string | undefined } {
  const plain = filter.trim().toLowerCase();
  if (plain === '') return { holds: () => true, fault: undefined };
  if (!/[<>=~]/.test(plain)) return { holds: (row) => searchText(row).includes(plain), fault: undefined };
  const parsed = parseFilter(filter, RUN_FIELDS);
  if (!parsed.ok) return { holds: () => true, fault: parsed.message };
  return { holds: (row) => matches(parsed.expression, runFields(row.run, row.summaries)), fault: undefined };
}

/** What runs are sorted by: a column's key or a field of filters. */
export function sortKeyOf(key: string): (row: RunRow) => FilterValue {
  const column = COLUMNS.find((one) => one.key === key);
  return column ? column.sortKey : (row) => runFields(row.run, row.summaries)(key);
}

const isMissing = (value: FilterValue) => value === undefined || Number.isNaN(value);

/** What a run has not comes last in either order; text after numbers. */
export function compareKeys(a: FilterValue, b: FilterValue, direction: 1 | -1): number {
  if (isMissing(a) || isMissing(b)) return Number(isMissing(a)) - Number(isMissing(b));
  if (a === b) return 0;
  if (typeof a === typeof b) return (a ?? 0) < (b ?? 0) ? -direction : direction;
  return typeof a === 'number' ? -1 : 1;
}

/** The rows to show, those that train first; of equal ones the newer first, then the lower seed. */
export function listRows(all: readonly RunRow[], { filter, sort, trash }: ListQuestion): ListAnswer {
  const { holds, fault } = filterBy(filter);
  const direction = sort.startsWith('-') ? -1 : 1;
  const sortKey = sortKeyOf(sort.replace(/^-/, ''));
  const keyed = all
    .filter((row) => (row.run.trashedAt !== undefined) === trash && holds(row))
    .map((row) => ({ row, key: sortKey(row), pinned: row.run.status === 'running' ? 0 : 1 }));
  keyed.sort(
    (a, b) =>
      a.pinned - b.pinned ||
      compareKeys(a.key, b.key, direction) ||
      compareKeys(b.row.run.createdAt, a.row.run.createdAt, 1) ||
      compareKeys(a.row.run.config.seed, b.row.run.config.seed, 1) ||
      compareKeys(b.row.run.id, a.row.run.id, 1),
  );
  return { rows: keyed.map(({ row }) => row), fault };
}
