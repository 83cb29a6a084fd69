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
