import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { cacheFolder } from '../locations.ts';
import { digestOf } from './digest.ts';

/** The source of a folder in the cache; `system` is the official binding with a library of the system. */
export type CachedSource = 'official' | 'system' | 'registry';

const File = z.object({ path: z.string(), bytes: z.int().nonnegative(), sha256: z.string() });
const Link = z.object({ path: z.string(), target: z.string() });

/** The content of a folder in the cache and its sources: its `origin.json`, written last. Paths are relative to the folder. */
const Origin = z.object({
  source: z.enum(['official', 'system', 'registry']),
  /** The version of libtensorflow; left out where it is not known. */
  tensorflow: z.string().optional(),
  platform: z.string(),
  arch: z.string(),
  /** Packages and addresses, with the sha256 of the download. */
  from: z.array(z.object({ name: z.string(), sha256: z.string() })),
  /** ISO 8601. */
  installed: z.string(),
  files: z.array(File),
  links: z.array(Link),
});
export type Origin = z.infer<typeof Origin>;
export type InstalledFile = z.infer<typeof File>;
export type InstalledLink = z.infer<typeof Link>;

export const ORIGIN = 'origin.json';

/** The folder of one build; a library of the system is linked, so its version can change under it. */
export function libraryFolder(environment: NodeJS.ProcessEnv, version: string, source: CachedSource): string {
  return join(cacheFolder(environment), source === 'system' ? 'tensorflow-system' : `tensorflow-${version}-${source}`);
}

/** What a folder holds; undefined where nothing was installed, or it was for another kind of machine (a shared home). */
export function readOrigin(folder: string): Origin | undefined {
  const file = join(folder, ORIGIN);
  if (!existsSync(file)) return undefined;
  try {
    const origin = Origin.safeParse(JSON.parse(readFileSync(file, 'utf8')));
    const isForHere = origin.data?.platform === process.platform && origin.data.arch === process.arch;
    return isForHere ? origin.data : undefined;
  } catch {
    return undefined;
  }
}

/** The path of the first file that is missing or has another size; undefined if all are there. */
export function damagedFile(folder: string, { files, links }: Origin): string | undefined {
  const size = (path: string) => statSync(join(folder, path), { throwIfNoEntry: false })?.size;
  return (
    files.find(({ path, bytes }) => size(path) !== bytes)?.path ??
    links.find(({ path }) => size(path) === undefined)?.path
  );
}

/** Whether a folder holds, to the bit, what was installed there; it reads all of it. */
export async function isWhole(folder: string): Promise<boolean> {
  const origin = readOrigin(folder);
  if (origin === undefined || damagedFile(folder, origin) !== undefined) return false;
  for (const { path, sha256 } of origin.files) {
    if ((await digestOf(join(folder, path))) !== sha256) return false;
  }
  return true;
}
