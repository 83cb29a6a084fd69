import { readSync } from 'node:fs';

/** The `length` bytes at `offset` of an open file; fewer where it ends before. */
export function readBytes(file: number, offset: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let read = 0;
  while (read < length) {
    const count = readSync(file, bytes, read, length - read, offset + read);
    if (count === 0) break;
    read += count;
  }
  return bytes.subarray(0, read);
}

/** A number of SQLite's variable length, and where it ends. */
export interface Varint {
  readonly value: number;
  readonly end: number;
}

/** The variable-length number at `at`; undefined where the bytes end within it, or it is none that can be exact. */
export function readVarint(bytes: Uint8Array, at: number): Varint | undefined {
  const first = bytes.at(at);
  if (first !== undefined && first < 0x80) return { value: first, end: at + 1 };
  let value = 0n;
  for (let index = 0; index < 9; index++) {
    const byte = bytes.at(at + index);
    if (byte === undefined) return undefined;
    // The ninth byte has no bit that says whether there is another.
    value = index === 8 ? (value << 8n) | BigInt(byte) : (value << 7n) | BigInt(byte & 0x7f);
    if (index < 8 && byte >= 0x80) continue;
    const exact = Number(BigInt.asIntN(64, value));
    return Number.isSafeInteger(exact) ? { value: exact, end: at + index + 1 } : undefined;
  }
  return undefined;
}
