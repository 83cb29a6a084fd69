const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const NOT_FINITE = /^[+-]?(?:nan|inf|infinity)$/i;
const NO_VALUE = /^(?:na|n\/a|null|none|-|\?)?$/i;
const DECIMAL_COMMA = /^[+-]?\d+,\d+$/;

/** The number that a cell holds, or why it holds none that can be trained on. */
export function parseCell(cell: string | undefined): number | string {
  const text = cell?.trim() ?? '';
  if (text === '') return 'is missing';
  if (DECIMAL.test(text)) {
    const value = Number(text);
    return Number.isFinite(Math.fround(value)) ? value : `is ${text}, beyond what a 32-bit number holds`;
  }
  if (NOT_FINITE.test(text)) return `is ${text}, not a finite number`;
  const shown = JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
  return `is ${shown}, not a number${DECIMAL_COMMA.test(text) ? ' (write decimals with a point)' : ''}`;
}

/** Whether a cell of the first row can only be a column's name: it is neither a number nor a way to write that there is none. */
export function isName(cell: string | undefined): boolean {
  const text = cell?.trim() ?? '';
  return !DECIMAL.test(text) && !NOT_FINITE.test(text) && !NO_VALUE.test(text) && !DECIMAL_COMMA.test(text);
}
