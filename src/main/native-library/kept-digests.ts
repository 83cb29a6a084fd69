import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { WorkbenchError } from '../../shared/errors.ts';
import { dataFolder } from '../data-folder.ts';
import { makeFolders } from '../make-folders.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** A binding as it was first taken, which all later ones have to equal: nobody publishes a digest of it. */
const KeptDigest = z.object({
  /** The sha256 of the archive that the address gives. */
  archive: sha256,
  /** The sha256 of tfjs_binding.node in it. */
  binding: sha256,
  /** When it was taken: ISO 8601. */
  since: z.string(),
});
export type KeptDigest = z.infer<typeof KeptDigest>;

/** By the addresses of the archives. */
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

/** What was kept of an address; undefined where nothing was. Throws `kept-digests-unreadable`. */
export function keptDigest(environment: NodeJS.ProcessEnv, address: string): KeptDigest | undefined {
  return readAll(keptDigestsFile(environment))[address];
}

/** Keeps a binding's digest, in the place of an earlier one, and gives the file. */
export function keepDigest(environment: NodeJS.ProcessEnv, address: string, kept: KeptDigest): string {
  const file = keptDigestsFile(environment);
  const all = { ...readAll(file), [address]: kept };
  makeFolders(dirname(file));
  const written = `${file}.${process.pid}`;
  writeFileSync(written, `${JSON.stringify(all, undefined, 2)}\n`, { mode: 0o600 });
  renameSync(written, file);
  return file;
}
