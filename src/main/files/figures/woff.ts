import { inflateSync } from 'node:zlib';

const HEADER = 44;
const ENTRY = 20;
const FONT_HEADER = 12;
const FONT_ENTRY = 16;

/** The font inside a WOFF file, with its tables as they were (https://www.w3.org/TR/WOFF/), without those that are left out. */
export function unpackWoff(file: Buffer, leftOut: ReadonlySet<string>): Buffer {
  const all = Array.from({ length: file.readUInt16BE(12) }, (_, index) => {
    const at = HEADER + ENTRY * index;
    const [offset, packed, length, checksum] = [4, 8, 12, 16].map((field) => file.readUInt32BE(at + field));
    const bytes = file.subarray(offset, offset + packed);
    return { tag: file.subarray(at, at + 4), checksum, table: packed < length ? inflateSync(bytes) : bytes };
  });
  const entries = all.filter(({ tag }) => !leftOut.has(tag.toString('latin1')));
  const count = entries.length;
  const header = Buffer.alloc(FONT_HEADER + FONT_ENTRY * count);
  // The position of the highest bit.
  const steps = 31 - Math.clz32(count);
  const range = 16 << steps;
  header.writeUInt32BE(file.readUInt32BE(4), 0);
  [count, range, steps, 16 * count - range].forEach((value, index) => header.writeUInt16BE(value, 4 + 2 * index));
  const parts: Buffer[] = [header];
  let end = header.length;
  entries.forEach(({ tag, checksum, table }, index) => {
    const at = FONT_HEADER + FONT_ENTRY * index;
    tag.copy(header, at);
    [checksum, end, table.length].forEach((value, field) => header.writeUInt32BE(value, at + 4 + 4 * field));
    // Every table begins at a multiple of four bytes.
    const padding = -table.length & 3;
    parts.push(table, Buffer.alloc(padding));
    end += table.length + padding;
  });
  return Buffer.concat(parts);
}
