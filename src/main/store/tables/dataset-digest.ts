import { createHash } from 'node:crypto';

/**
 * SHA-256, 64 hexadecimal digits, of a table's numbers as the store has them: of a line with the number of rows and
 * columns, then of every number as float64, little endian, row by row. Two readings of one file that give the same rows
 * have the same digest.
 */
export function tableDigest(content: Uint8Array, columns: number): string {
  const rows = content.byteLength / 8 / columns;
  return createHash('sha256').update(`${rows} rows of ${columns}\n`).update(content).digest('hex');
}

/** As `tableDigest`, for numbers `[rows, columns]`, row-major. */
export function valuesDigest(values: Float64Array, columns: number): string {
  return tableDigest(tableContent(values), columns);
}

/** Numbers in the store's format: float64, little endian on every machine. */
export function tableContent(values: Float64Array): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(8 * values.length));
  values.forEach((value, index) => bytes.setFloat64(8 * index, value, true));
  return new Uint8Array(bytes.buffer);
}

const BYTE_ORDER_MARK = Buffer.from('\uFEFF', 'utf8');

/** SHA-256, 64 hexadecimal digits, of a module's source as the user's file holds it. */
export function moduleDigest(source: string | Uint8Array): string {
  return createHash('sha256').update(source).digest('hex');
}

/**
 * A module's content with this digest. Adds the byte order mark, which earlier versions removed, if the digest includes
 * it.
 */
export function wholeModule(digest: string, content: Uint8Array): Uint8Array {
  if (moduleDigest(content) === digest) return content;
  const whole = Buffer.concat([BYTE_ORDER_MARK, content]);
  return moduleDigest(whole) === digest ? whole : content;
}
