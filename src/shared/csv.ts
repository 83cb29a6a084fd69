/** A cell of a table; undefined if the value does not exist. */
export type Cell = number | string | undefined;

/**
 * A text that begins with one of these is a formula to a spreadsheet
 * (https://owasp.org/www-community/attacks/CSV_Injection).
 */
const FORMULA_START = /^[=+\-@\t\r\n＝＋－＠]/;

/**
 * The byte order mark at the start of a CSV file, by which Excel reads it as UTF-8 and not in the system's code page.
 */
export const BYTE_ORDER_MARK = '\ufeff';

const NUMBER = /[+-]?(?:\d+\.?\d*|\.\d+|Infinity)(?:e[+-]?\d+)?/.source;
/** A number or a list of numbers, which is no formula even if it begins with a sign. */
const NUMBERS = new RegExp(`^${NUMBER}(?:[,;] ?${NUMBER})*$`, 'i');

function csvCell(cell: Cell): string {
  if (cell === undefined) return '';
  if (typeof cell === 'number') return String(cell);
  const text = FORMULA_START.test(cell) && !NUMBERS.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * One line of CSV (RFC 4180, except for the line end). Numbers have all digits; a value that does not exist is an empty
 * cell; an apostrophe precedes text that a spreadsheet would run as a formula.
 */
export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(csvCell).join(',')}\n`;
}
