import { mkdir, open, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { createGunzip } from 'node:zlib';
import { WorkbenchError } from '../../shared/errors.ts';
import type { Build, Work } from './build.ts';
import type { InstalledFile, InstalledLink } from './cache.ts';
import { askFor, describeStatus, download } from './download.ts';
import { keepDigest, keptDigest, type KeptDigest } from './kept-digests.ts';
import { type OfficialAddresses, officialAddresses } from './official-address.ts';
import { BINDING, LIBRARIES, type OfficialLibrary } from './sources.ts';
import type { SystemLibrary } from './system-library.ts';
import { decompress, type Place, unpackTar, unpackZip } from './unpack.ts';
import { byteSize } from '../../shared/byte-size.ts';

export interface OfficialWork extends Work {
  readonly archive: OfficialLibrary;
  /** The sha256 of the binding's archive that the user vouches for. */
  readonly bindingDigest: string | undefined;
  /** Used in place of the archive's. */
  readonly system: SystemLibrary | undefined;
  /** A sentence on what else can be done, or empty. */
  readonly otherwise: string;
}

/** Checks whether a file can be downloaded, and gives its size in bytes. Throws `not-reachable` or `not-offered`. */
async function insist(url: string, what: string, work: OfficialWork): Promise<number | undefined> {
  const answer = await askFor(url, work);
  if (answer.kind === 'there') return answer.bytes;
  if (answer.kind === 'unreachable') {
    throw new WorkbenchError(
      'not-reachable',
      `${new URL(url).host} cannot be reached from here (${answer.reason}), so ${what} cannot be downloaded. ${work.otherwise}`.trim(),
    );
  }
  throw new WorkbenchError(
    'not-offered',
    `${new URL(url).host} does not offer ${what}: ${url} answers ${describeStatus(answer.status)}. ${work.otherwise}`.trim(),
  );
}

/** How the binding's archive is known to be the right one. */
type Expected =
  | { readonly kind: 'vouched'; readonly sha256: string }
  | { readonly kind: 'kept'; readonly kept: KeptDigest }
  /** No digest is known yet: the makers' server is trusted this once. */
  | { readonly kind: 'first' };

/** What the binding has to be. Throws `unknown-digest` of a mirror's, for which neither its makers nor the user vouch. */
function expectedBinding(work: OfficialWork, { binding, isFromMakers }: OfficialAddresses): Expected {
  const { bindingDigest, environment, otherwise } = work;
  if (bindingDigest !== undefined) return { kind: 'vouched', sha256: bindingDigest };
  const kept = keptDigest(environment, binding);
  if (kept) return { kind: 'kept', kept };
  if (isFromMakers) return { kind: 'first' };
  throw new WorkbenchError(
    'unknown-digest',
    `${binding} comes from a mirror, and no digest is published to verify it. If you know its digest, ` +
      `--binding-digest <its sha256> accepts only that file. ${otherwise}`.trim(),
  );
}

function digestWanted(expected: Expected): string | undefined {
  switch (expected.kind) {
    case 'vouched':
      return expected.sha256;
    case 'kept':
      return expected.kept.archive;
    case 'first':
      return undefined;
  }
}

function hasChanged(url: string, found: string, { archive, since }: KeptDigest): WorkbenchError {
  return new WorkbenchError(
    'changed-binding',
    `The binding at ${url} has changed since ${since.slice(0, 10)}: its sha256 is ${found}, expected ${archive}. ` +
      `It was not installed. If you know why it changed, --binding-digest ${found} accepts it.`,
  );
}

async function unpack(archive: string, place: Place, { target, signal }: Work): Promise<InstalledFile[]> {
  const handle = await open(archive);
  const { buffer } = await handle.read(Buffer.alloc(2), 0, 2, 0).finally(() => handle.close());
  // By its content: the binding for Windows is a gzipped tar by the name of a zip.
  if (buffer.toString('latin1') === 'PK') return unpackZip(archive, target, place, signal);
  return decompress(archive, createGunzip(), (bytes) => unpackTar(bytes, target, place), signal);
}

/** The path for a file of libtensorflow's archive; undefined for headers and other files that are not loaded. */
function placeOfLibrary(path: string): string | undefined {
  const name = basename(path);
  if (name === 'LICENSE') return 'LICENSES/TensorFlow-LICENSE';
  if (name === 'THIRD_PARTY_TF_C_LICENSES') return `LICENSES/${name}`;
  // Windows looks beside the binding.
  if (name === 'tensorflow.dll') return `${dirname(BINDING)}/${name}`;
  return /^lib\/lib[^/]+\.(so\.[\d.]+|dylib)$/.test(path) ? `${LIBRARIES}/${name}` : undefined;
}

interface FetchedBinding {
  readonly files: readonly InstalledFile[];
  readonly from: { readonly name: string; readonly sha256: string };
}

async function fetchBinding(url: string, expected: Expected, work: OfficialWork): Promise<FetchedBinding> {
  const what = `the binding of @tensorflow/tfjs-node ${work.sources.official.tfjsNode}`;
  const file = join(work.scratch, 'binding-archive');
  const sha256 = await download({
    ...work,
    url,
    file,
    sha256: digestWanted(expected),
    what,
    ...(expected.kind === 'kept' && { wrongDigest: (found: string) => hasChanged(url, found, expected.kept) }),
  });
  const place = (path: string) => (basename(path) === basename(BINDING) ? BINDING : undefined);
  const files = await unpack(file, place, work);
  if (files.length !== 1) {
    throw new WorkbenchError('bad-archive', `${url} must contain one tfjs_binding.node; it contains ${files.length}.`);
  }
  work.tell({ kind: 'line', text: aboutDigest(sha256, files[0].sha256, url, expected, work) });
  return { files, from: { name: url, sha256 } };
}

/** Keeps the digest of a binding that is new here, and says which it is. */
function aboutDigest(
  archive: string,
  binding: string,
  url: string,
  expected: Expected,
  { environment }: OfficialWork,
): string {
  const is = `The sha256 of the binding's archive is ${archive}`;
  if (expected.kind === 'kept') return `${is}, as on ${expected.kept.since.slice(0, 10)}.`;
  const file = keepDigest(environment, url, { archive, binding, since: new Date().toISOString() });
  const why = expected.kind === 'first' ? 'Nobody publishes one to compare it with. ' : '';
  return `${is}. ${why}It is kept in ${file}, and every later download and start must match it.`;
}

async function fetchLibrary(url: string, work: OfficialWork): Promise<InstalledFile[]> {
  const file = join(work.scratch, 'library-archive');
  await download({
    ...work,
    url,
    file,
    sha256: work.archive.sha256,
    what: `libtensorflow ${work.sources.official.tensorflow}`,
  });
  work.tell({ kind: 'line', text: 'Unpacking …' });
  const files = await unpack(file, placeOfLibrary, work);
  if (files.some(({ path }) => /tensorflow[^/]*\.(so|dylib|dll)/.test(path))) return files;
  throw new WorkbenchError('bad-archive', `${url} does not contain libtensorflow.`);
}

async function linkSystemLibrary({ folder, names }: SystemLibrary, target: string): Promise<InstalledLink[]> {
  await mkdir(join(target, LIBRARIES), { recursive: true });
  const links = names.map((name) => ({ path: `${LIBRARIES}/${name}`, target: join(folder, name) }));
  for (const link of links) await symlink(link.target, join(target, link.path));
  return links;
}

/**
 * Downloads the official binding, and libtensorflow unless the system has one. Checks that the binding is available before the
 * download. The first binding from its makers is trusted, and its digest kept. Throws `not-reachable`, `not-offered`,
 * `unknown-digest`, `changed-binding`, `kept-digests-unreadable`, and what `download` throws.
 */
export async function bringOfficial(work: OfficialWork): Promise<Build> {
  const { archive, system, tell, environment, target } = work;
  const { tensorflow, tfjsNode } = work.sources.official;
  const addresses = officialAddresses(environment, work.sources.official, archive);
  const what = `the official binding of @tensorflow/tfjs-node ${tfjsNode}`;
  await insist(addresses.binding, what, work);
  const expected = expectedBinding(work, addresses);
  if (system) {
    tell({
      kind: 'line',
      text: `Fetching ${what}, for libtensorflow ${system.version ?? '2'} of this system in ${system.folder}`,
    });
    const { files, from } = await fetchBinding(addresses.binding, expected, work);
    const links = await linkSystemLibrary(system, target);
    return { source: 'system', tensorflow: system.version, files, links, from: [from], licences: '' };
  }
  const bytes = await insist(addresses.library, `libtensorflow ${tensorflow}`, work);
  const size = bytes === undefined ? '' : ` (${byteSize(bytes)})`;
  tell({
    kind: 'line',
    text: `Fetching ${what}, and libtensorflow ${tensorflow}${size}, from ${new URL(addresses.library).host} …`,
  });
  const binding = await fetchBinding(addresses.binding, expected, work);
  const library = await fetchLibrary(addresses.library, work);
  const from = [binding.from, { name: addresses.library, sha256: archive.sha256 }];
  return { source: 'official', tensorflow, files: [...binding.files, ...library], links: [], from, licences: '' };
}
