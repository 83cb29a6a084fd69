import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { create } from 'tar';
import { BINDING, LIBRARIES, SOURCES, type Sources } from '../../../../src/main/native-library/sources.ts';
import { type Mirror, sha256, startMirror } from './mirror.ts';

/** Content, or the target of a link. */
type Files = Record<string, Buffer | { readonly link: string }>;

/** A tar of files by their paths. */
async function tar(files: Files, gzip: boolean): Promise<Buffer> {
  const folder = mkdtempSync(join(tmpdir(), 'archive-'));
  for (const [path, file] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    if (Buffer.isBuffer(file)) writeFileSync(join(folder, path), file);
    else symlinkSync(file.link, join(folder, path));
  }
  await create({ file: join(folder, '.tar'), cwd: folder, gzip, portable: true }, Object.keys(files));
  const content = readFileSync(join(folder, '.tar'));
  rmSync(folder, { recursive: true });
  return content;
}

/** Bytes that do not compress, the same at every call. */
export function noise(bytes: number, seed: string): Buffer {
  const blocks = Array.from({ length: Math.ceil(bytes / 32) }, (_, block) =>
    createHash('sha256').update(`${seed} ${block}`).digest(),
  );
  return Buffer.concat(blocks).subarray(0, bytes);
}

export const OFFICIAL = {
  bindingPath: 'tf-builds/pre-built-binary/napi-v8/4.22.0/CPU-linux-4.22.0.tar.gz',
  libraryPath: 'tensorflow/libtensorflow/libtensorflow-cpu-linux-x86_64-2.9.1.tar.gz',
  binding: noise(1000, 'official binding'),
  library: noise(200_000, 'official library'),
};

/** Small archives in the place of the official ones, and the table that knows them. */
export async function officialBuild(seed = 'official binding') {
  const binding = noise(OFFICIAL.binding.byteLength, seed);
  const bindingArchive = await tar({ 'napi-v8/tfjs_binding.node': binding }, true);
  const libraryArchive = await tar(
    {
      LICENSE: Buffer.from('Apache'),
      THIRD_PARTY_TF_C_LICENSES: Buffer.from('MIT'),
      'include/tensorflow/c/c_api.h': Buffer.from('int'),
      'lib/libtensorflow.so.2.9.1': OFFICIAL.library,
      'lib/libtensorflow.so.2': { link: 'libtensorflow.so.2.9.1' },
      'lib/libtensorflow_framework.so.2.9.1': Buffer.from('framework'),
    },
    true,
  );
  const [linux] = SOURCES.official.libraries;
  const sources: Sources = {
    ...SOURCES,
    official: { ...SOURCES.official, libraries: [{ ...linux, sha256: sha256(libraryArchive) }] },
  };
  return { sources, bindingArchive, libraryArchive, bindingDigest: sha256(bindingArchive) };
}

export const REGISTRY = { library: noise(300_000, 'library of the registry'), binding: noise(1000, 'binding') };

const PACKAGE = 'tfjs-node-small';
export const TARBALL = `${PACKAGE}/-/${PACKAGE}-1.0.0.tgz`;

/** A registry that real npm asks, with a small package in the place of the real one, and the table that knows it. */
export async function registryBuild(): Promise<{ sources: Sources; mirror: Mirror; environment: NodeJS.ProcessEnv }> {
  const folder = 'node_modules/@tensorflow/tfjs-node';
  const contents: Record<string, [string, Buffer]> = {
    [BINDING]: [`${folder}/lib/napi-v6/tfjs_binding.node`, REGISTRY.binding],
    [`${LIBRARIES}/libtensorflow.so.1.15.0`]: [`${folder}/deps/lib/libtensorflow.so.1.15.0`, REGISTRY.library],
    'LICENSES/TensorFlow-LICENSE': [`${folder}/deps/LICENSE`, Buffer.from('Apache')],
  };
  const files = Object.entries(contents).map(([to, [from, content]]) => ({ from, to, sha256: sha256(content) }));
  const inner = await tar(
    { ...Object.fromEntries(Object.values(contents)), [`${folder}/README.md`]: Buffer.from('not needed') },
    false,
  );
  const manifest = { name: PACKAGE, version: '1.0.0' };
  const tarball = await tar(
    { 'package/package.json': Buffer.from(JSON.stringify(manifest)), 'package/small.br': brotliCompressSync(inner) },
    true,
  );
  const mirror = await startMirror({ [TARBALL]: { content: tarball } });
  const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
  const version = { ...manifest, dist: { tarball: mirror.url + TARBALL, integrity }, _npmUser: { name: 'somebody' } };
  const packument = { name: PACKAGE, 'dist-tags': { latest: '1.0.0' }, versions: { '1.0.0': version } };
  mirror.files.set(PACKAGE, { content: Buffer.from(JSON.stringify(packument)) });
  const registry = {
    package: PACKAGE,
    version: '1.0.0',
    bytes: tarball.byteLength,
    sha256: sha256(tarball),
    archive: 'package/small.br',
    tensorflow: '1.15.0',
    files,
  };
  const environment = { ...process.env, npm_config_registry: mirror.url };
  return { sources: { ...SOURCES, registry }, mirror, environment };
}
