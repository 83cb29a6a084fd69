import { closeSync, fstatSync, openSync } from 'node:fs';
import { readBytes } from './bytes.ts';
import { readWriteAheadLog } from './write-ahead-log.ts';

const MAGIC = Buffer.from('SQLite format 3\0', 'latin1');
/** What this program has always created its stores with. */
const USUAL_PAGE_SIZE = 8192;

/** The database's header, as far as it is needed here. https://www.sqlite.org/fileformat2.html#the_database_header */
interface Header {
  readonly pageSize: number;
  readonly reserved: number;
  readonly firstFreePage: number;
  readonly isAutoVacuum: boolean;
  readonly version: number;
  readonly applicationId: number;
}

/** The pages of a database file that SQLite itself may refuse to open, its write-ahead log laid over them. */
export class PageFile {
  /** Bytes of a page without those reserved at its end. */
  readonly usable: number;
  readonly pageCount: number;
  /** undefined if the first page is damaged. */
  readonly header: Header | undefined;
  /** Frames of the write-ahead log that could not be used. */
  readonly unusableFrames: number;
  readonly #file: number;
  readonly #log: { readonly file: number; readonly pages: ReadonlyMap<number, number> } | undefined;
  readonly #pageSize: number;

  constructor(path: string) {
    this.#file = openSync(path, 'r');
    const log = readWriteAheadLog(`${path}-wal`);
    this.#log = log && { file: openSync(log.path, 'r'), pages: log.pages };
    this.unusableFrames = log?.unusable ?? 0;
    // Where the log holds the first page, that one counts.
    const first = this.#log?.pages.get(1);
    const start = this.#log && first !== undefined ? readBytes(this.#log.file, first, 100) : this.#head();
    this.header = headerOf(start) ?? headerOf(this.#head());
    this.#pageSize = this.header?.pageSize ?? log?.pageSize ?? USUAL_PAGE_SIZE;
    this.usable = this.#pageSize - (this.header?.reserved ?? 0);
    // More pages than there should be do no harm: they are looked at, and free ones are passed over.
    this.pageCount = Math.max(Math.ceil(fstatSync(this.#file).size / this.#pageSize), log?.pageCount ?? 0);
  }

  /** A page by its number, counted from 1; undefined where the file ends before its end. */
  page(number: number): Buffer | undefined {
    if (number < 1 || number > this.pageCount) return undefined;
    const logged = this.#log?.pages.get(number);
    const page =
      this.#log && logged !== undefined
        ? readBytes(this.#log.file, logged, this.#pageSize)
        : readBytes(this.#file, (number - 1) * this.#pageSize, this.#pageSize);
    return page.length === this.#pageSize ? page : undefined;
  }

  close(): void {
    closeSync(this.#file);
    if (this.#log) closeSync(this.#log.file);
  }

  #head(): Buffer {
    return readBytes(this.#file, 0, 100);
  }
}

function headerOf(bytes: Buffer): Header | undefined {
  if (bytes.length < 100 || !bytes.subarray(0, MAGIC.length).equals(MAGIC)) return undefined;
  // 65,536 does not fit into its two bytes, and is written as 1.
  const pageSize = bytes.readUInt16BE(16) === 1 ? 65_536 : bytes.readUInt16BE(16);
  if (pageSize < 512 || (pageSize & (pageSize - 1)) !== 0) return undefined;
  return {
    pageSize,
    reserved: bytes[20],
    firstFreePage: bytes.readUInt32BE(32),
    isAutoVacuum: bytes.readUInt32BE(52) !== 0,
    version: bytes.readUInt32BE(60),
    applicationId: bytes.readUInt32BE(68),
  };
}
