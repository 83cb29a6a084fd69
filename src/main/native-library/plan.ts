import { dirname } from 'node:path';
import { WorkbenchError } from '../../shared/errors.ts';
import type { Build, Work } from './build.ts';
import { libraryFolder, type Origin, readOrigin } from './cache.ts';
import { keptDigest } from './kept-digests.ts';
import { FETCH_FROM_REGISTRY, notPublished } from './location.ts';
import { describeMachine, type Machine, thisMachine } from './machine.ts';
import { officialAddresses } from './official-address.ts';
import type { Tell } from './progress.ts';
import { hasRegistryBuild, officialLibrary, type Source, SOURCES, type Sources } from './sources.ts';
import { findSystemLibrary, type SystemLibrary, systemLibraryIn } from './system-library.ts';

export interface InstallOptions {
  readonly source: Source;
  /**
   * The sha256 of the official binding's archive, if the user knows it; undefined accepts the first one that its makers' server
   * gives.
   */
  readonly bindingDigest?: string | undefined;
  /** A folder with a libtensorflow of major version 2, which the official binding is to use. */
  readonly libraryFolder?: string | undefined;
  readonly environment?: NodeJS.ProcessEnv;
  /** Ends it; what it has begun is deleted, and the signal's reason thrown. */
  readonly signal?: AbortSignal;
  readonly tell: Tell;
  /** Versions to download in place of those that this program was made for. */
  readonly sources?: Sources;
  readonly machine?: Machine;
}

/** What to install, and where. */
export interface Plan {
  readonly folder: string;
  /** Whether what lies there already is what was asked for. */
  readonly isAskedFor: (origin: Origin) => boolean;
  readonly bring: (work: Work) => Promise<Build>;
}

function planRegistry(options: InstallOptions, machine: Machine): Plan {
  const { environment = process.env, sources = SOURCES } = options;
  if (!hasRegistryBuild(machine)) {
    const { package: name } = sources.registry;
    throw new WorkbenchError(
      'not-here',
      `${name} is built for Linux (x64) with glibc, and this is ${describeMachine(machine)}.`,
    );
  }
  const folder = libraryFolder(environment, sources.registry.tensorflow, 'registry');
  return {
    folder,
    isAskedFor: () => true,
    bring: async (work) => (await import('./registry-source.ts')).bringFromRegistry(work),
  };
}

/** Throws `bad-option`. */
function parseDigest(text: string): string {
  if (/^[0-9a-f]{64}$/i.test(text)) return text.toLowerCase();
  throw new WorkbenchError('bad-option', `${text} is not a sha256: that has 64 hexadecimal digits.`);
}

/** The library of the system that is used in place of the official archive's. Throws `no-library`. */
async function chooseSystemLibrary(named: string | undefined, official: string): Promise<SystemLibrary | undefined> {
  if (named !== undefined) return systemLibraryIn(named);
  // Who has the official one already does not need another.
  return readOrigin(official) ? undefined : findSystemLibrary();
}

async function planOfficial(options: InstallOptions, machine: Machine): Promise<Plan> {
  const { environment = process.env, sources = SOURCES, libraryFolder: named } = options;
  const bindingDigest = options.bindingDigest === undefined ? undefined : parseDigest(options.bindingDigest);
  const archive = officialLibrary(machine, sources.official);
  if (archive === undefined) {
    throw new WorkbenchError('not-here', notPublished(machine));
  }
  const official = libraryFolder(environment, sources.official.tensorflow, 'official');
  const system = await chooseSystemLibrary(named, official);
  const kept = keptDigest(environment, officialAddresses(environment, sources.official, archive).binding);
  const wanted = bindingDigest ?? kept?.archive;
  const otherwise = hasRegistryBuild(machine)
    ? `${FETCH_FROM_REGISTRY} takes a third party's build from the registry of npm instead.`
    : 'TFJS_NODE_CDN_STORAGE can name a mirror that has it.';
  return {
    folder: system ? libraryFolder(environment, sources.official.tensorflow, 'system') : official,
    isAskedFor: ({ files, from, links }) =>
      (kept === undefined || bindingDigest !== undefined || files.some(({ sha256 }) => sha256 === kept.binding)) &&
      (wanted === undefined || from.some(({ sha256 }) => sha256 === wanted)) &&
      (system === undefined || links.some(({ target }) => dirname(target) === system.folder)),
    bring: async (work) => {
      const { bringOfficial } = await import('./official-source.ts');
      return bringOfficial({ ...work, archive, bindingDigest, system, otherwise });
    },
  };
}

/** Throws `not-here` where a source has nothing for this machine, `bad-option` and `no-library`. */
export async function planInstallation(options: InstallOptions): Promise<Plan> {
  const { source, machine = thisMachine() } = options;
  return source === 'registry' ? planRegistry(options, machine) : planOfficial(options, machine);
}
