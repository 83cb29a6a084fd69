import { closeSync, existsSync, fstatSync, openSync } from 'node:fs';
import { readBytes } from './bytes.ts';

/** https://www.sqlite.org/fileformat2.html#the_write_ahead_log: checksums of little-endian words, or big-endian. */
const MAGIC = { littleEndian: 0x377f0682, bigEndian: 0x377f0683 };
const HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;

/** What a store's `-wal` file holds: the pages that were written since the last checkpoint. */
export interface WriteAheadLog {
  readonly path: string;
  readonly pageSize: number;
  /** For each page number, the position of its newest committed content in the log. */
  readonly pages: ReadonlyMap<number, number>;
  /** Pages of the database after the last transaction; undefined where none is whole. */
  readonly pageCount: number | undefined;
  /**
   * Frames that were written but lie behind a damaged one: SQLite passes them over, and would write over them. None where
   * they can be what a last transaction left that came to no end, by a kill or on a full disk.
   */
  readonly unusable: number;
}

/**
 * Reads a write-ahead log as SQLite does: every frame up to the last whole transaction, as long as the checksums hold.
 * undefined where there is none, where it is empty, or where not even its header can be read.
 */
export function readWriteAheadLog(path: string): WriteAheadLog | undefined {
  if (!existsSync(path)) return undefined;
  const file = openSync(path, 'r');
  try {
    return readLog(path, file, fstatSync(file).size);
  } finally {
    closeSync(file);
  }
}

function readLog(path: string, file: number, size: number): WriteAheadLog | undefined {
  const header = readBytes(file, 0, HEADER_BYTES);
  if (header.length < HEADER_BYTES) return undefined;
  const magic = header.readUInt32BE(0);
  if (magic !== MAGIC.littleEndian && magic !== MAGIC.bigEndian) return undefined;
  const add = magic === MAGIC.bigEndian ? addBigEndian : addLittleEndian;
  const pageSize = header.readUInt32BE(8);
  const isSize = pageSize >= 512 && pageSize <= 65536 && (pageSize & (pageSize - 1)) === 0;
  let sum = add({ first: 0, second: 0 }, header.subarray(0, 24));
  if (!isSize || !holds(sum, header, 24)) return undefined;
  const salts = header.subarray(16, 24);
  const frameBytes = FRAME_HEADER_BYTES + pageSize;
  const pages = new Map<number, number>();
  const begun = new Map<number, number>();
  let pageCount: number | undefined;
  let [behind, isBroken, isDamaged] = [0, false, false];
  let before: Frame | undefined;
  for (let at = HEADER_BYTES; at + frameBytes <= size; at += frameBytes) {
    const frame = readBytes(file, at, frameBytes);
    // What an earlier use of the file left behind is no part of it.
    const isOfThisLog = frame.subarray(8, 16).equals(salts);
    const after = (from: Checksum) => add(add(from, frame.subarray(0, 8)), frame.subarray(FRAME_HEADER_BYTES));
    const committed = frame.readUInt32BE(4);
    if (isBroken) {
      if (isOfThisLog) behind += 1;
      // Only upon a transaction that is whole is another one written.
      const isUpon = isOfThisLog && before?.committed === true && holds(after(before.sum), frame, 16);
      isDamaged ||= isUpon;
    } else {
      const next = after(sum);
      isBroken = !isOfThisLog || !holds(next, frame, 16);
      sum = next;
    }
    if (isBroken) {
      before = isOfThisLog ? { sum: checksumAt(frame, 16), committed: committed !== 0 } : undefined;
      continue;
    }
    begun.set(frame.readUInt32BE(0), at + FRAME_HEADER_BYTES);
    if (committed === 0) continue;
    pageCount = committed;
    for (const [page, offset] of begun) pages.set(page, offset);
    begun.clear();
  }
  return { path, pageSize, pages, pageCount, unusable: isDamaged ? behind : 0 };
}

interface Checksum {
  readonly first: number;
  readonly second: number;
}

/** What a frame says of itself. */
interface Frame {
  readonly sum: Checksum;
  /** Whether it is the last of a transaction. */
  readonly committed: boolean;
}

function checksumAt(bytes: Buffer, at: number): Checksum {
  return { first: bytes.readUInt32BE(at), second: bytes.readUInt32BE(at + 4) };
}

function holds({ first, second }: Checksum, bytes: Buffer, at: number): boolean {
  const found = checksumAt(bytes, at);
  return found.first === first && found.second === second;
}

function addLittleEndian(sum: Checksum, bytes: Buffer): Checksum {
  return add(sum, bytes, (at) => bytes.readUInt32LE(at));
}

function addBigEndian(sum: Checksum, bytes: Buffer): Checksum {
  return add(sum, bytes, (at) => bytes.readUInt32BE(at));
}

function add({ first, second }: Checksum, { length }: Buffer, word: (at: number) => number): Checksum {
  for (let at = 0; at < length; at += 8) {
    first = (first + word(at) + second) >>> 0;
    second = (second + word(at + 4) + first) >>> 0;
  }
  return { first, second };
}
