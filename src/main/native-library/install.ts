import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { WorkbenchError } from '../../shared/errors.ts';
import type { Build } from './build.ts';
import { type InstalledLink, isWhole, libraryFolder, ORIGIN, type Origin, readOrigin } from './cache.ts';
import type { NativeLibrary } from './location.ts';
import { describeMachine, type Machine, thisMachine } from './machine.ts';
import type { Tell } from './progress.ts';
import { bringFromRegistry } from './registry-source.ts';
import { makeScratch } from './scratch.ts';
import { BINDING, hasRegistryBuild, type Source, SOURCES, type Sources } from './sources.ts';

export interface InstallOptions {
  readonly source: Source;
  readonly environment?: NodeJS.ProcessEnv;
  /** Ends it; what it has begun is deleted, and the signal's reason thrown. */
  readonly signal?: AbortSignal;
  readonly tell: Tell;
  /** What is fetched, where it is not what this version was made for. */
  readonly sources?: Sources;
  readonly machine?: Machine;
}

/** libtensorflow.so.1.15.0 is looked for by its major version: libtensorflow.so.1, or libtensorflow.2.dylib. */
function majorName(name: string): string | undefined {
  const linux = /^(lib.+\.so\.\d+)\.[\d.]+$/.exec(name);
  const mac = /^(lib.+?\.\d+)\.[\d.]+(\.dylib)$/.exec(name);
  return linux?.[1] ?? (mac ? `${mac[1]}${mac[2]}` : undefined);
}

/** Links the libraries under the names by which the binding asks for them. */
async function linkMajorVersions(target: string, { files }: Build): Promise<InstalledLink[]> {
  const links: InstalledLink[] = [];
  for (const { path } of files) {
    const name = majorName(basename(path));
    if (name === undefined) continue;
    const link = { path: `${dirname(path)}/${name}`, target: basename(path) };
    await symlink(link.target, join(target, link.path));
    links.push(link);
  }
  return links;
}

async function writeLicences(target: string, build: Build): Promise<void> {
  await mkdir(join(target, 'LICENSES'), { recursive: true });
  await writeFile(
    join(target, 'LICENSES', 'README'),
    `libtensorflow is part of TensorFlow, and tfjs_binding.node of @tensorflow/tfjs-node (TensorFlow.js): both are
copyright of their authors, under the Apache License, Version 2.0 (http://www.apache.org/licenses/LICENSE-2.0).
TensorFlow-LICENSE, where it is here, is its text, and THIRD_PARTY_TF_C_LICENSES those of what TensorFlow contains.
${build.licences}
`,
  );
}

/** Puts a finished folder in its place, whoever else does the same. */
async function settle(finished: string, folder: string, scratch: string): Promise<void> {
  try {
    await rename(finished, folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST' && code !== 'EPERM') throw error;
    // Another installation was faster, or something broken lies there.
    if (await isWhole(folder)) return;
    await rename(folder, join(scratch, 'broken')).catch((problem: unknown) => {
      if ((problem as NodeJS.ErrnoException).code !== 'ENOENT') throw problem;
    });
    await settle(finished, folder, scratch);
  }
}

const REASONS: Record<string, string> = {
  ENOSPC: 'There is no space left',
  EDQUOT: 'Your quota of disk space is used up',
  EACCES: 'You may not write',
  EPERM: 'You may not write',
  EROFS: 'The disk is read-only',
};

/** The sentence for what the disk refuses; any other error as it is. */
function explained(error: unknown, folder: string): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  const reason = code === undefined ? undefined : REASONS[code];
  if (error instanceof WorkbenchError || reason === undefined) return error;
  return new WorkbenchError('not-written', `${reason} in ${dirname(folder)} (${message}).`, { cause: error });
}

function described(folder: string, { source, tensorflow }: Origin): NativeLibrary {
  return { binding: join(folder, BINDING), folder, source, device: 'cpu', version: tensorflow };
}

/**
 * Puts TensorFlow's native library into the user's cache, unless it is there whole, and gives where it is. It appears
 * there whole or not at all. Throws a `WorkbenchError` that says what keeps it from being had, or the signal's reason.
 */
export async function installNativeLibrary(options: InstallOptions): Promise<NativeLibrary> {
  const { environment = process.env, signal = new AbortController().signal, tell } = options;
  const { source, sources = SOURCES, machine = thisMachine() } = options;
  signal.throwIfAborted();
  if (!hasRegistryBuild(machine)) {
    throw new WorkbenchError(
      'not-here',
      `${sources.registry.package} is built for Linux (x64) with glibc, and this is ${describeMachine(machine)}.`,
    );
  }
  const folder = libraryFolder(environment, sources.registry.tensorflow, source);
  const there = await alreadyThere(folder, tell);
  if (there) return there;
  try {
    const scratch = await makeScratch(dirname(folder));
    try {
      const target = join(scratch, 'library');
      await mkdir(target);
      const build = await bringFromRegistry({ sources, environment, signal, tell, scratch, target });
      const origin: Origin = {
        source,
        tensorflow: sources.registry.tensorflow,
        platform: machine.platform,
        arch: machine.arch,
        from: [...build.from],
        installed: new Date().toISOString(),
        files: [...build.files],
        links: await linkMajorVersions(target, build),
      };
      await writeLicences(target, build);
      await writeFile(join(target, ORIGIN), `${JSON.stringify(origin, undefined, 2)}\n`);
      signal.throwIfAborted();
      await settle(target, folder, scratch);
      tell({ kind: 'line', text: `Installed in ${folder}` });
      return described(folder, origin);
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
  } catch (error) {
    signal.throwIfAborted();
    throw explained(error, folder);
  }
}

async function alreadyThere(folder: string, tell: Tell): Promise<NativeLibrary | undefined> {
  const origin = readOrigin(folder);
  if (origin === undefined) return undefined;
  if (await isWhole(folder)) {
    tell({ kind: 'line', text: `It is there already, and whole: ${folder}` });
    return described(folder, origin);
  }
  tell({ kind: 'line', text: `${folder} is damaged, and is fetched again.` });
  return undefined;
}
