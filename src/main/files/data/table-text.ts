import { foreignFile } from './foreign-file.ts';
import { withPlainLineEnds } from './line-ends.ts';
import { decodeText } from './text-encoding.ts';

/** The text of a table whose lines stand where they stood in the file, ready to be split. */
export interface TableText {
  /** Lines end with `\n`. A comment is a line of `COMMENT` alone. */
  readonly text: string;
  /** What the first line says that values are separated by (`sep=;`, as Excel writes it); that line is blank in `text`. */
  readonly separator: string | undefined;
  /** The last comment above the first row, without its mark: where NumPy writes the header. */
  readonly commentedHeader: string | undefined;
}

/** Stands for a comment; no row is like it. */
export const COMMENT = '\u0001';

/** Lines that are looked at to tell comments. */
const SAMPLE_LINES = 200;

const SEPARATOR_LINE = /^[ "]*sep=(.)"?[ ,;\t]*(?=\n|$)/i;
/** A line that begins so is a comment, but for what a spreadsheet writes in the place of a value. */
const COMMENT_LINE = /^[ \t]*([#%])(?!n\/a|(?:div|null|ref|value|num|name|spill|calc)[/\d]*[!?])/i;

/** The text of a file; undefined where it is no text. */
export function tableText(bytes: Uint8Array): TableText | undefined {
  const decoded = decodeText(bytes);
  if (decoded === undefined) return undefined;
  let text = withPlainLineEnds(decoded);
  const separator = SEPARATOR_LINE.exec(text);
  if (separator) text = text.slice(separator[0].length);
  return { ...withoutComments(text), separator: separator?.[1] };
}

/** Why a file is no table, worded to follow its name. */
export function noTable(bytes: Uint8Array, text: string | undefined): string | undefined {
  const foreign = foreignFile(bytes, text);
  if (foreign !== undefined) return `is ${foreign}; save the table as CSV`;
  return text === undefined ? 'is not a text file; save the table as CSV' : undefined;
}

function withoutComments(text: string): Pick<TableText, 'text' | 'commentedHeader'> {
  const sample = text.split('\n', SAMPLE_LINES).filter((line) => line.trim() !== '');
  const first = sample.findIndex((line) => !COMMENT_LINE.test(line));
  const rows = sample.slice(Math.max(0, first));
  const marked = rows.filter((line) => COMMENT_LINE.test(line)).length;
  // Where most rows begin with the mark, it is a part of their values.
  if (2 * marked > rows.length || (first <= 0 && marked === 0)) return { text, commentedHeader: undefined };
  return {
    text: text.replace(new RegExp(`${COMMENT_LINE.source}.*$`, 'gim'), COMMENT),
    commentedHeader: first > 0 ? sample[first - 1].replace(/^[ \t]*[#%]+/, '') : undefined,
  };
}
