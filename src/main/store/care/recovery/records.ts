import { readVarint } from './bytes.ts';

/** A value as SQLite keeps it. */
export type StoredValue = null | number | bigint | string | Uint8Array;

const text = new TextDecoder('utf-8', { fatal: true });

/** Bytes of a whole number by its serial type, 1 to 6. */
const INTEGER_BYTES = [0, 1, 2, 3, 4, 6, 8];

/**
 * The values of a record; undefined where the bytes are none: a length that does not fit, a text that is no UTF-8.
 * https://www.sqlite.org/fileformat2.html#record_format
 */
export function readRecord(bytes: Buffer): StoredValue[] | undefined {
  const header = readVarint(bytes, 0);
  if (!header || header.value < header.end || header.value > bytes.length) return undefined;
  const values: StoredValue[] = [];
  let at = header.end;
  let from = header.value;
  while (at < header.value) {
    const type = readVarint(bytes, at);
    if (!type || type.end > header.value || type.value < 0) return undefined;
    at = type.end;
    const length = lengthOf(type.value);
    if (length === undefined || from + length > bytes.length) return undefined;
    const value = readValue(bytes.subarray(from, from + length), type.value);
    if (value === undefined) return undefined;
    values.push(value);
    from += length;
  }
  return from === bytes.length ? values : undefined;
}

function lengthOf(type: number): number | undefined {
  if (type < INTEGER_BYTES.length) return INTEGER_BYTES[type];
  if (type === 7) return 8;
  if (type === 8 || type === 9) return 0;
  return type < 12 ? undefined : Math.floor((type - 12) / 2);
}

function readValue(bytes: Buffer, type: number): StoredValue | undefined {
  switch (type) {
    case 0:
      return null;
    case 6: {
      const value = bytes.readBigInt64BE(0);
      return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;
    }
    case 7:
      return bytes.readDoubleBE(0);
    case 8:
      return 0;
    case 9:
      return 1;
    default:
      if (type < 6) return bytes.readIntBE(0, bytes.length);
      return type % 2 === 0 ? Uint8Array.from(bytes) : readText(bytes);
  }
}

function readText(bytes: Buffer): string | undefined {
  try {
    return text.decode(bytes);
  } catch {
    return undefined;
  }
}
