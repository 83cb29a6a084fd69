import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Parser, type ReadEntry } from 'tar';
import { openPromise } from 'yauzl';
import { WorkbenchError } from '../../shared/errors.ts';
import type { InstalledFile } from './cache.ts';

export type Bytes = AsyncIterable<Buffer>;
/** Gives the path for a file of an archive; undefined skips the file. */
export type Place = (path: string) => string | undefined;

/** Writes bytes to a new file and gives its size and digest. */
async function save(bytes: AsyncIterable<unknown>, folder: string, path: string): Promise<InstalledFile> {
  const file = join(folder, path);
  await mkdir(dirname(file), { recursive: true });
  const hash = createHash('sha256');
  let count = 0;
  const counted = async function* () {
    for await (const chunk of bytes as Bytes) {
      hash.update(chunk);
      count += chunk.byteLength;
      yield chunk;
    }
  };
  await pipeline(counted, createWriteStream(file, { flags: 'wx' }));
  return { path, bytes: count, sha256: hash.digest('hex') };
}

/**
 * Unpacks the files of a tar for which `place` gives a path into `folder`, and gives their sizes and digests. Links and folders of
 * the archive are skipped, and no name in the archive becomes a path here. Throws `bad-archive`, and errors of writing.
 */
export async function unpackTar(bytes: Bytes, folder: string, place: Place): Promise<InstalledFile[]> {
  const files: Promise<InstalledFile>[] = [];
  const failure = new AbortController();
  const parser = new Parser({
    strict: true,
    onReadEntry: (entry: ReadEntry) => {
      const path = entry.type === 'File' ? place(entry.path.replace(/^\.\//, '')) : undefined;
      if (path === undefined) {
        entry.resume();
        return;
      }
      const saved = save(entry, folder, path);
      saved.catch((error: unknown) => failure.abort(error));
      files.push(saved);
    },
  });
  parser.on('error', (error: unknown) => failure.abort(badArchive(error)));
  const ended = once(parser, 'end', { signal: failure.signal });
  // It is awaited below, but may fail before.
  ended.catch(() => undefined);
  for await (const chunk of bytes) {
    failure.signal.throwIfAborted();
    if (!parser.write(chunk))
      await once(parser, 'drain', { signal: failure.signal }).catch(() => failure.signal.throwIfAborted());
  }
  parser.end();
  await ended.catch(() => failure.signal.throwIfAborted());
  return Promise.all(files);
}

/** Unpacks a zip as `unpackTar` does a tar. */
export async function unpackZip(
  archive: string,
  folder: string,
  place: Place,
  signal: AbortSignal,
): Promise<InstalledFile[]> {
  const zip = await openPromise(archive).catch((error: unknown) => {
    throw badArchive(error);
  });
  try {
    const files: InstalledFile[] = [];
    for await (const entry of zip.eachEntry()) {
      const path = entry.fileName.endsWith('/') ? undefined : place(entry.fileName);
      if (path === undefined) continue;
      signal.throwIfAborted();
      files.push(await save(await zip.openReadStreamPromise(entry), folder, path));
    }
    return files;
  } catch (error) {
    signal.throwIfAborted();
    throw blamed(error);
  } finally {
    zip.close();
  }
}

/** Reads a compressed file through `use`. Throws `bad-archive` where it cannot be decompressed. */
export async function decompress<T>(
  file: string,
  decompressor: Transform,
  use: (bytes: Bytes) => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  try {
    return await pipeline(createReadStream(file), decompressor, use, { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw blamed(error);
  }
}

/** An error of reading, as that of the archive, unless the disk or an own check has refused something. */
function blamed(error: unknown): unknown {
  const isOther = error instanceof WorkbenchError || (error instanceof Error && 'syscall' in error);
  return isOther ? error : badArchive(error);
}

function badArchive(error: unknown): WorkbenchError {
  const reason = error instanceof Error ? error.message : String(error);
  return new WorkbenchError('bad-archive', `The archive was refused: ${reason}.`, { cause: error });
}
