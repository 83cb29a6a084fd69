import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Parser, type ReadEntry } from 'tar';
import { WorkbenchError } from '../../shared/errors.ts';
import type { InstalledFile } from './cache.ts';

export type Bytes = AsyncIterable<Buffer>;

/** Writes bytes to a new file, and gives what it holds. */
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
 * Unpacks the files of a tar for which `place` gives a path into `folder`, and tells what they hold. Links and folders
 * of the archive are left out, and no name of the archive's becomes a path here. Throws `bad-archive`, and what keeps a
 * file from being written.
 */
export async function unpackTar(
  bytes: Bytes,
  folder: string,
  place: (path: string) => string | undefined,
): Promise<InstalledFile[]> {
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

function badArchive(error: unknown): WorkbenchError {
  const reason = error instanceof Error ? error.message : String(error);
  return new WorkbenchError('bad-archive', `The archive is refused: ${reason}.`, { cause: error });
}
