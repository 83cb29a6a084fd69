import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { WorkbenchError } from '../../shared/errors.ts';
import { dataFolder, makeFolders } from '../locations.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** A binding as first downloaded. Later downloads must have the same digest, because none is published. */
const KeptDigest = z.object({
  /** The sha256 of the archive at the address. */
  archive: sha256,
  /** The sha256 of tfjs_binding.node in it. */
  binding: sha256,
  /** The time of the download, ISO 8601. */
  since: z.string(),
});
export type KeptDigest = z.infer<typeof KeptDigest>;

/** Bindings by the addresses of their archives. */
const KeptDigests = z.record(z.string(), KeptDigest);

/** Stands beside the runs and not in the cache: who empties that is still held to the same binding. */
export function keptDigestsFile(environment: NodeJS.ProcessEnv): string {
  return join(dataFolder(process.platform, environment), 'tensorflow-bindings.json');
}

/** Throws `kept-digests-unreadable`: what was kept is not to be forgotten unasked. */
function readAll(file: string): z.infer<typeof KeptDigests> {
  try {
    return KeptDigests.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new WorkbenchError(
      'kept-digests-unreadable',
      `${file}, which keeps the digest of TensorFlow's binding, cannot be read. Repair it, or delete it to trust the next binding that is downloaded.`,
      { cause },
    );
  }
}

/** The kept entry of an address; undefined if there is none. Throws `kept-digests-unreadable`. */
export function keptDigest(environment: NodeJS.ProcessEnv, address: string): KeptDigest | undefined {
  return readAll(keptDigestsFile(environment))[address];
}

/** Keeps a binding's digest, replacing an earlier one, and gives the path of the list. */
export function keepDigest(environment: NodeJS.ProcessEnv, address: string, kept: KeptDigest): string {
  const file = keptDigestsFile(environment);
  const all = { ...readAll(file), [address]: kept };
  makeFolders(dirname(file));
  const written = `${file}.${process.pid}`;
  writeFileSync(written, `${JSON.stringify(all, undefined, 2)}\n`, { mode: 0o600 });
  renameSync(written, file);
  return file;
}
