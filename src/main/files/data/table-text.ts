import { decodeText } from './text-encoding.ts';

/** The text of a table, ready to be split, with the same line numbers as the file. */
export interface TableText {
  /** Lines end with `\n`. A comment is replaced by a line with only `COMMENT`. */
  readonly text: string;
  /** The delimiter that the first line declares (`sep=;`, as Excel writes it); that line is blank in `text`. */
  readonly separator: string | undefined;
  /** The last comment above the first row, without its mark; NumPy writes the header there. */
  readonly commentedHeader: string | undefined;
}

/** Replaces a comment; no row looks like it. */
export const COMMENT = '\u0001';

/** The number of lines examined for comments. */
const SAMPLE_LINES = 200;

const SEPARATOR_LINE = /^[ "]*sep=(.)"?[ ,;\t]*(?=\n|$)/i;
/** A line that begins like this is a comment, unless a spreadsheet wrote it in place of a value. */
const COMMENT_LINE = /^[ \t]*([#%])(?!n\/a|(?:div|null|ref|value|num|name|spill|calc)[/\d]*[!?])/i;

/** The text of a file; undefined if it is not text. */
export function tableText(bytes: Uint8Array): TableText | undefined {
  const decoded = decodeText(bytes);
  if (decoded === undefined) return undefined;
  let text = withPlainLineEnds(decoded);
  const separator = SEPARATOR_LINE.exec(text);
  if (separator) text = text.slice(separator[0].length);
  return { ...withoutComments(text), separator: separator?.[1] };
}

/** Why a file is not a table, worded to follow its name. */
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
  // If most rows begin with the mark, it is a part of their values.
  if (2 * marked > rows.length || (first <= 0 && marked === 0)) return { text, commentedHeader: undefined };
  return {
    text: text.replace(new RegExp(`${COMMENT_LINE.source}.*$`, 'gim'), COMMENT),
    commentedHeader: first > 0 ? sample[first - 1].replace(/^[ \t]*[#%]+/, '') : undefined,
  };
}

const BINARY: readonly (readonly [string, readonly number[]])[] = [
  ['an Excel or LibreOffice workbook or another ZIP archive', [0x50, 0x4b, 0x03, 0x04]],
  ['an old Excel workbook', [0xd0, 0xcf, 0x11, 0xe0]],
  ['a gzip archive', [0x1f, 0x8b]],
  ['a NumPy array', [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]],
  // The mark PAR1 is followed by the first page's header; a table may have a column named PAR1.
  ['a Parquet file', [0x50, 0x41, 0x52, 0x31, 0x15]],
  ['a PDF', [0x25, 0x50, 0x44, 0x46]],
];

const TEXT: readonly (readonly [string, RegExp])[] = [
  ['a web page', /^\s*<(?:!doctype|html|table|\?xml)/i],
  ['JSON', /^\s*(?:\{\s*"|\[\s*[[{])/],
  ['an RTF document', /^\{\\rtf/],
];

/**
 * The kind of a file that is not a plain table, from the beginning of its bytes or text; undefined if it is not
 * recognised.
 */
export function foreignFile(bytes: Uint8Array, text: string | undefined): string | undefined {
  const binary = BINARY.find(([, start]) => start.every((byte, index) => bytes[index] === byte));
  if (binary) return binary[0];
  return text === undefined ? undefined : TEXT.find(([, start]) => start.test(text.slice(0, 1000)))?.[0];
}

/**
 * Converts all line ends to `\n`. Concatenated files have several kinds of line end. `\r\r\n` counts as one line end;
 * programs on Windows write it by mistake (Python's csv module without `newline=''`).
 */
export function withPlainLineEnds(text: string): string {
  return text.includes('\r') ? text.replace(/\r{0,2}\n|\r/g, '\n') : text;
}
