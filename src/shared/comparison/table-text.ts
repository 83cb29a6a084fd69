import { csvLine, type Cell } from '../csv.ts';

/** A table to be copied or saved. */
export interface TextTable {
  readonly heads: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

export function csvText({ heads, rows }: TextTable): string {
  return [heads, ...rows].map(csvLine).join('');
}

/** Escapes text for Markdown, in one line, because it may contain any run's name. */
export function markdownLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').replace(/[\\|`*<]|\](?=\()/g, '\\$&');
}

function markdownCell(cell: Cell): string {
  return cell === undefined ? '' : markdownLine(String(cell));
}

/** A table in GitHub's Markdown, with numbers right-aligned. */
export function markdownText({ heads, rows }: TextTable): string {
  const isNumeric = heads.map((_, column) => rows.some((row) => /^[−+]?\d/.test(String(row[column] ?? ''))));
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`;
  return [
    line(heads.map(markdownCell)),
    line(isNumeric.map((right, column) => (right && column > 0 ? '---:' : '---'))),
    ...rows.map((row) => line(row.map(markdownCell))),
  ].join('');
}
