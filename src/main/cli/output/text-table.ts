import stringWidth from 'string-width';
import { printable } from './printable.ts';

export interface Column {
  readonly head: string;
  /** Numbers are right-aligned, so that their digits align. */
  readonly align?: 'left' | 'right';
}

const GAP = '  ';
const letters = new Intl.Segmenter('en', { granularity: 'grapheme' });

function padded(text: string, to: number, align: 'left' | 'right'): string {
  const space = ' '.repeat(Math.max(0, to - stringWidth(text)));
  return align === 'right' ? space + text : text + space;
}

/** The beginning of `text` that fits into `columns` columns of a terminal, without cutting a character. */
export function shortened(text: string, columns: number): string {
  let beginning = '';
  for (const { segment } of letters.segment(text)) {
    if (stringWidth(beginning + segment) > columns) break;
    beginning += segment;
  }
  return beginning;
}

/** Lines of a table with aligned columns under their heads. */
export function textTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string[] {
  const cells = [columns.map(({ head }) => head), ...rows].map((row) => row.map(printable));
  const widths = columns.map((_, index) => Math.max(...cells.map((row) => stringWidth(row[index]))));
  return cells.map((row) =>
    row
      .map((cell, index) => padded(cell, widths[index], columns[index].align ?? 'left'))
      .join(GAP)
      .trimEnd(),
  );
}

/** `text` in lines of at most `columns` columns of a terminal, those after the first indented. */
export function wrapped(text: string, columns: number, indent = ''): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && stringWidth(line) + 1 + stringWidth(word) > columns) {
      lines.push(line);
      line = indent + word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}
