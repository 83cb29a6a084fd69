import type { RunRow } from '../../shared/api/runs.ts';
import { matches, type FilterValue } from '../../shared/filter/expression.ts';
import { parseFilter } from '../../shared/filter/parse.ts';
import { RUN_FIELDS, runFields } from '../../shared/filter/run-fields.ts';
import { compareText, foldedText } from '../../shared/text-order.ts';
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
  /** Whether the filter was searched as text. */
  readonly isText: boolean;
  /** Why the filter cannot be read, where no run has its text either. */
  readonly fault: string | undefined;
}

/** What plain text is looked for in, by row: a row that changes is another row. */
const texts = new WeakMap<RunRow, string>();

function searchText(row: RunRow): string {
  const known = texts.get(row);
  if (known !== undefined) return known;
  const { id, name, tags, notes } = row.run;
  const text = foldedText([name, ...tags, notes, id].join('\n'));
  texts.set(row, text);
  return text;
}

/** The rows that match the filter: as an expression if it is one, else as text. */
function filtered(rows: readonly RunRow[], filter: string): ListAnswer {
  if (filter.trim() === '') return { rows, isText: false, fault: undefined };
  const parsed = parseFilter(filter, RUN_FIELDS);
  if (parsed.ok) {
    const { expression } = parsed;
    const found = rows.filter((row) => matches(expression, runFields(row.run, row.summaries)));
    return { rows: found, isText: expression.kind === 'text', fault: undefined };
  }
  const text = foldedText(filter.trim());
  const found = rows.filter((row) => searchText(row).includes(text));
  if (found.length > 0 || !/[<>=~≤≥≠]/.test(filter)) return { rows: found, isText: true, fault: undefined };
  // An expression that is still being written, or mistyped, hides nothing.
  if (parsed.isBegun) return { rows, isText: false, fault: parsed.message };
  return {
    rows: [],
    isText: false,
    fault: `No run contains this text, and it is not a filter expression: ${parsed.message}`,
  };
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
  if (typeof a === 'string' && typeof b === 'string') return direction * compareText(a, b);
  if (typeof a === typeof b) return (a ?? 0) < (b ?? 0) ? -direction : direction;
  return typeof a === 'number' ? -1 : 1;
}

/** Orders by times of the store, which have one format. */
export function earlier(one: string, other: string): number {
  return Number(one > other) - Number(one < other);
}

/** The rows to show, those that train first; of equal ones the newer first, then the lower seed. */
export function listRows(all: readonly RunRow[], { filter, sort, trash }: ListQuestion): ListAnswer {
  const here = all.filter((row) => (row.run.trashedAt !== undefined) === trash);
  const { rows, isText, fault } = filtered(here, filter);
  const direction = sort.startsWith('-') ? -1 : 1;
  const sortKey = sortKeyOf(sort.replace(/^-/, ''));
  const keyed = rows.map((row) => ({ row, key: sortKey(row), pinned: row.run.status === 'running' ? 0 : 1 }));
  keyed.sort(
    (a, b) =>
      a.pinned - b.pinned ||
      compareKeys(a.key, b.key, direction) ||
      earlier(b.row.run.createdAt, a.row.run.createdAt) ||
      compareKeys(a.row.run.config.seed, b.row.run.config.seed, 1) ||
      compareKeys(b.row.run.id, a.row.run.id, 1),
  );
  return { rows: keyed.map(({ row }) => row), isText, fault };
}
