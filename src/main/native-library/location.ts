import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { WorkbenchError } from '../../shared/errors.ts';
import { IS_CHECKOUT } from '../package-folder.ts';
import { type CachedSource, damagedFile, libraryFolder, type Origin, readOrigin } from './cache.ts';
import { keptDigest } from './kept-digests.ts';
import { describeMachine, type Machine, thisMachine } from './machine.ts';
import { BINDING, hasRegistryBuild, officialLibrary, SOURCES, type Source } from './sources.ts';

/** What brings the library where it is missing: in a checkout a script of npm's. */
export const FETCH_LIBRARY = IS_CHECKOUT ? 'npm run setup:tensorflow' : 'gan-workbench setup-tensorflow';
/** What brings it from the registry. */
export const FETCH_FROM_REGISTRY = `${FETCH_LIBRARY}${IS_CHECKOUT ? ' --' : ''} --source registry`;

const PACKAGE = '@tensorflow/tfjs-node';

export interface NativeLibrary {
  /** The absolute path of tfjs_binding.node. */
  readonly binding: string;
  /** The folder that holds the binding's folder and the library's. */
  readonly folder: string;
  /** Who brought it: the package's own install script, or `installNativeLibrary`. */
  readonly source: 'package' | CachedSource;
  readonly device: 'cpu' | 'gpu';
  /** The version of libtensorflow, such as 1.15.0; undefined where only loading it would tell. */
  readonly version: string | undefined;
}

export type FoundLibrary =
  | { readonly kind: 'found'; readonly library: NativeLibrary }
  | {
      readonly kind: 'missing';
      /** The reason, in a sentence. */
      readonly reason: string;
      /** The command that helps; undefined where none does. */
      readonly remedy: string | undefined;
      /** What can bring it to this machine. */
      readonly sources: readonly Source[];
    };

/** Why it is missing, and what helps. */
export function whyMissing({
  reason,
  remedy,
}: Pick<Extract<FoundLibrary, { readonly kind: 'missing' }>, 'reason' | 'remedy'>): string {
  return remedy === undefined ? reason : `${reason} Try: ${remedy}`;
}

/** The places that are searched; tests use others. */
interface Surroundings {
  /** A file or address from whose folder packages are resolved. */
  readonly from?: string;
  readonly machine?: Machine;
}

/** The sources that have a build for a machine. */
export function sourcesFor(machine: Machine): Source[] {
  return [
    ...(officialLibrary(machine) ? (['official'] as const) : []),
    ...(hasRegistryBuild(machine) ? (['registry'] as const) : []),
  ];
}

/** The sentence for a machine for which there is nothing to fetch. */
export function notPublished(machine: Machine): string {
  const why = machine.isMusl ? ': libtensorflow is built for glibc' : '';
  return `There is no build of TensorFlow's native library for ${describeMachine(machine)} that can be verified and downloaded${why}.`;
}

function packageFolder(name: string, from: string): string | undefined {
  try {
    return dirname(createRequire(from).resolve(`${name}/package.json`));
  } catch {
    return undefined;
  }
}

function namesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}

/** The library in the package itself, where its install script has run. */
function inPackage(folder: string, device: NativeLibrary['device']): NativeLibrary | undefined {
  const names = namesIn(join(folder, 'deps', 'lib'));
  if (!names.some((name) => /^(lib)?tensorflow\b/.test(name))) return undefined;
  // N-API is compatible with what is older, so the newest of those that are there serves.
  const numbers = namesIn(join(folder, 'lib'))
    .map((name) => Number(/^napi-v(\d+)$/.exec(name)?.[1] ?? NaN))
    .filter((number) => number <= Number(process.versions.napi))
    .sort((one, other) => other - one);
  const binding = numbers
    .map((number) => join(folder, 'lib', `napi-v${number}`, 'tfjs_binding.node'))
    .find((file) => existsSync(file));
  if (binding === undefined) return undefined;
  const version = names.map((name) => /^libtensorflow\.(?:so\.)?(\d+\.\d+\.\d+)/.exec(name)?.[1]).find(Boolean);
  return { binding, folder, source: 'package', device, version };
}

/** The folders of the cache, the first one that is whole counts: who has named a library of the system wants that one. */
function cachedFolders(environment: NodeJS.ProcessEnv): string[] {
  const { official, registry } = SOURCES;
  return [
    libraryFolder(environment, official.tensorflow, 'system'),
    libraryFolder(environment, official.tensorflow, 'official'),
    libraryFolder(environment, registry.tensorflow, 'registry'),
  ];
}

/** Why a binding is not to be loaded: it is not the one that was installed, or not the one that was taken at first. */
function whyNotLoaded(folder: string, { files, from }: Origin, environment: NodeJS.ProcessEnv): string | undefined {
  const file = join(folder, BINDING);
  const found = createHash('sha256').update(readFileSync(file)).digest('hex');
  try {
    const kept = from.map(({ name }) => keptDigest(environment, name)).find((one) => one !== undefined);
    const right = kept?.binding ?? files.find(({ path }) => path === BINDING)?.sha256;
    if (right === undefined || right === found) return undefined;
    const when = kept ? ` that was taken on ${kept.since.slice(0, 10)}` : ' that was installed';
    return `${file} is not the binding${when} and is not loaded: its sha256 is ${found}, expected ${right}.`;
  } catch (error) {
    if (error instanceof WorkbenchError) return error.message;
    throw error;
  }
}

/** The library in a folder of the cache, read from its `origin.json`. */
export function cachedLibrary(folder: string, { source, tensorflow }: Origin): NativeLibrary {
  return { binding: join(folder, BINDING), folder, source, device: 'cpu', version: tensorflow };
}

/**
 * Finds TensorFlow's native library without loading it: in the packages, then in the user's cache. It is in the cache
 * only where it was asked for.
 */
export function findNativeLibrary(
  environment: NodeJS.ProcessEnv = process.env,
  { from = import.meta.url, machine }: Surroundings = {},
): FoundLibrary {
  const gpuPackage = packageFolder(`${PACKAGE}-gpu`, from);
  const cpuPackage = packageFolder(PACKAGE, from);
  const own = (gpuPackage && inPackage(gpuPackage, 'gpu')) ?? (cpuPackage && inPackage(cpuPackage, 'cpu'));
  if (own) return { kind: 'found', library: own };
  const missing = (reason: string, remedy: string | undefined, here = machine ?? thisMachine()): FoundLibrary => {
    const sources = sourcesFor(here);
    if (sources.length === 0) return { kind: 'missing', reason: notPublished(here), remedy: undefined, sources };
    return { kind: 'missing', reason, remedy, sources };
  };
  if (cpuPackage === undefined) {
    return missing(
      `The package ${PACKAGE} is not installed: it is optional, and npm skips optional packages that it cannot download.`,
      'npm install',
    );
  }
  let reason = "TensorFlow's native library has not been downloaded yet.";
  for (const folder of cachedFolders(environment)) {
    const origin = readOrigin(folder);
    if (origin === undefined) continue;
    const damaged = damagedFile(folder, origin);
    const otherBinding = damaged === undefined ? whyNotLoaded(folder, origin, environment) : undefined;
    if (otherBinding !== undefined) reason = otherBinding;
    else if (damaged === undefined) return { kind: 'found', library: cachedLibrary(folder, origin) };
    else reason = `TensorFlow's native library is damaged: ${join(folder, damaged)} is missing or has the wrong size.`;
  }
  return missing(reason, FETCH_LIBRARY);
}
