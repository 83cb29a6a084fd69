import { csvLine, type Cell } from '../csv.ts';

/** A table to be copied or saved. */
export interface TextTable {
  readonly heads: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

export function csvText({ heads, rows }: TextTable): string {
  return [heads, ...rows].map(csvLine).join('');
}

/** Escapes text for Markdown, in one line: it may contain any name of a run. */
export function markdownLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').replace(/[\\|`*<]|\](?=\()/g, '\\$&');
}

function markdownCell(cell: Cell): string {
  return cell === undefined ? '' : markdownLine(String(cell));
}

/** A table as GitHub's Markdown has it: numbers stand to the right. */
export function markdownText({ heads, rows }: TextTable): string {
  const isNumeric = heads.map((_, column) => rows.some((row) => /^[−+]?\d/.test(String(row[column] ?? ''))));
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`;
  return [
    line(heads.map(markdownCell)),
    line(isNumeric.map((right, column) => (right && column > 0 ? '---:' : '---'))),
    ...rows.map((row) => line(row.map(markdownCell))),
  ].join('');
}
