/** A cell of a table; undefined is a value that does not exist. */
export type Cell = number | string | undefined;

/** What a spreadsheet takes for a formula when a text begins with it (https://owasp.org/www-community/attacks/CSV_Injection). */
const FORMULA_START = /^[=+\-@\t\r\n＝＋－＠]/;

/** What a CSV file begins with so that Excel reads it as UTF-8, and not in the code page of the system. */
export const BYTE_ORDER_MARK = '\ufeff';

const NUMBER = /[+-]?(?:\d+\.?\d*|\.\d+|Infinity)(?:e[+-]?\d+)?/.source;
/** A number or a list of numbers: with a sign in front it is still no formula. */
const NUMBERS = new RegExp(`^${NUMBER}(?:[,;] ?${NUMBER})*$`, 'i');

function csvCell(cell: Cell): string {
  if (cell === undefined) return '';
  if (typeof cell === 'number') return String(cell);
  const text = FORMULA_START.test(cell) && !NUMBERS.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * One line of CSV (RFC 4180, but for the line end): numbers in full, a value that does not exist as an empty cell, text
 * that a spreadsheet would run as a formula behind an apostrophe.
 */
export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(csvCell).join(',')}\n`;
}
