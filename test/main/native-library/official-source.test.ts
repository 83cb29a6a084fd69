import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { installNativeLibrary } from '../../../src/main/native-library/install.ts';
import { findNativeLibrary } from '../../../src/main/native-library/location.ts';
import type { Progress } from '../../../src/main/native-library/progress.ts';
import { OFFICIAL, officialBuild } from './parts/builds.ts';
import { type Mirror, sha256, startMirror } from './parts/mirror.ts';
import { withPackages } from './parts/packages.ts';
import { zip } from './parts/zip.ts';

const scratch = mkdtempSync(join(tmpdir(), 'native-library-'));
const from = withPackages({ '@tensorflow/tfjs-node': [] });
const LINUX = { platform: 'linux', arch: 'x64', isMusl: false } as const;

let build: Awaited<ReturnType<typeof officialBuild>>;
let mirror: Mirror;
let environment: NodeJS.ProcessEnv;
let told: Progress[];
let count = 0;

beforeAll(async () => {
  build = await officialBuild();
});
beforeEach(async () => {
  mirror = await startMirror({
    [OFFICIAL.bindingPath]: { content: build.bindingArchive },
    [OFFICIAL.libraryPath]: { content: build.libraryArchive },
  });
  const home = join(scratch, String(count++));
  environment = { XDG_CACHE_HOME: home, XDG_DATA_HOME: join(home, 'data'), TFJS_NODE_CDN_STORAGE: mirror.url };
  told = [];
});
afterEach(() => mirror.close());
afterAll(() => {
  for (const folder of [scratch, dirname(from)]) rmSync(folder, { recursive: true, force: true });
});

function install(more: Partial<Parameters<typeof installNativeLibrary>[0]> = {}) {
  return installNativeLibrary({
    source: 'official',
    sources: build.sources,
    bindingDigest: build.bindingDigest,
    environment,
    machine: LINUX,
    tell: (progress) => told.push(progress),
    ...more,
  });
}

/** Without a digest that the user vouches for. */
function installUnvouched() {
  return installNativeLibrary({
    source: 'official',
    sources: build.sources,
    environment,
    machine: LINUX,
    tell: () => undefined,
  });
}

function cache(): string[] {
  const folder = join(environment.XDG_CACHE_HOME ?? '', 'gan-workbench');
  return existsSync(folder) ? readdirSync(folder) : [];
}

const asked = () => mirror.asked.map(({ method, path }) => `${method} ${path}`);

describe('the official library', () => {
  it('comes from the mirror that TFJS_NODE_CDN_STORAGE names, and is found', async () => {
    const library = await install();
    expect(findNativeLibrary(environment, { from })).toEqual({ kind: 'found', library });
    expect(library).toMatchObject({ source: 'official', version: '2.9.1', device: 'cpu' });
    expect(readFileSync(library.binding)).toEqual(OFFICIAL.binding);
    expect(readFileSync(join(library.folder, 'deps/lib/libtensorflow.so.2'))).toEqual(OFFICIAL.library);
    expect(readdirSync(join(library.folder, 'deps/lib')).sort()).toEqual([
      'libtensorflow.so.2',
      'libtensorflow.so.2.9.1',
      'libtensorflow_framework.so.2',
      'libtensorflow_framework.so.2.9.1',
    ]);
    expect(readdirSync(join(library.folder, 'LICENSES')).sort()).toEqual([
      'README',
      'THIRD_PARTY_TF_C_LICENSES',
      'TensorFlow-LICENSE',
    ]);
    expect(cache()).toEqual(['tensorflow-2.9.1-official']);
  });

  it('tells of what it fetches as it comes, up to all of it', async () => {
    await install();
    const total = build.libraryArchive.byteLength;
    expect(told).toContainEqual({ kind: 'fetching', what: 'libtensorflow 2.9.1', received: total, total });
  });

  it('comes from elsewhere when TFJS_NODE_BASE_URI says so', async () => {
    environment = { ...environment, TFJS_NODE_BASE_URI: `${mirror.url}here/lib-` };
    mirror.files.set('here/lib-cpu-linux-x86_64-2.9.1.tar.gz', { content: build.libraryArchive });
    await install();
    expect(asked()).toContain('GET here/lib-cpu-linux-x86_64-2.9.1.tar.gz');
    expect(asked()).not.toContain(`GET ${OFFICIAL.libraryPath}`);
  });

  it('is not fetched when nobody vouches for the binding, before a byte of it has come', async () => {
    await expect(installUnvouched()).rejects.toMatchObject({
      code: 'unknown-digest',
      message: expect.stringMatching(/--binding-digest .*--source registry/s) as string,
    });
    expect(asked()).toEqual([`HEAD ${OFFICIAL.bindingPath}`]);
    expect(cache()).toEqual([]);
  });

  it('says that the binding is not given out, with the answer, before anything large is fetched', async () => {
    mirror.files.delete(OFFICIAL.bindingPath);
    for (const attempt of [installUnvouched, install]) {
      await expect(attempt()).rejects.toMatchObject({
        code: 'not-offered',
        message: expect.stringMatching(/HTTP 403 Forbidden.*--source registry/s) as string,
      });
    }
    expect(asked().filter((line) => line !== `HEAD ${OFFICIAL.bindingPath}`)).toEqual([]);
  });

  it('says that the storage cannot be reached', async () => {
    environment = { ...environment, TFJS_NODE_CDN_STORAGE: 'http://nowhere.invalid/' };
    await expect(installUnvouched()).rejects.toMatchObject({
      code: 'not-reachable',
      message: expect.stringMatching(/nowhere\.invalid cannot be reached from here \(.*nowhere\.invalid\)/) as string,
    });
  });

  it('is refused when the binding is another than the user vouches for', async () => {
    await expect(install({ bindingDigest: '0'.repeat(64) })).rejects.toMatchObject({
      code: 'wrong-digest',
      message: expect.stringContaining(build.bindingDigest) as string,
    });
    await expect(install({ bindingDigest: 'abc' })).rejects.toMatchObject({ code: 'bad-option' });
    expect(cache()).toEqual([]);
  });

  it('is refused when one byte of the library is wrong', async () => {
    const content = Buffer.from(build.libraryArchive);
    content[1000] ^= 1;
    mirror.files.set(OFFICIAL.libraryPath, { content });
    await expect(install()).rejects.toMatchObject({ code: 'wrong-digest' });
    expect(cache()).toEqual([]);
  });

  it('goes on where the connection broke', async () => {
    mirror.files.set(OFFICIAL.libraryPath, { content: build.libraryArchive, breaks: { after: 100_000, times: 1 } });
    const { folder } = await install();
    expect(readFileSync(join(folder, 'deps/lib/libtensorflow.so.2'))).toEqual(OFFICIAL.library);
    const ranges = mirror.asked.filter(({ path, method }) => path === OFFICIAL.libraryPath && method === 'GET');
    expect(ranges.map(({ range }) => range)).toEqual([undefined, 'bytes=100000-']);
  });

  it('is not fetched again while it is whole, and is when another binding is vouched for', async () => {
    await install();
    mirror.asked.length = 0;
    await install();
    await installUnvouched();
    expect(asked()).toEqual([]);
    await expect(install({ bindingDigest: '0'.repeat(64) })).rejects.toMatchObject({ code: 'wrong-digest' });
    expect(findNativeLibrary(environment, { from }).kind).toBe('found');
  });

  it('uses a library that the system has, by links to it', async () => {
    const system = join(scratch, 'system');
    mkdirSync(system);
    for (const name of ['libtensorflow', 'libtensorflow_framework']) {
      writeFileSync(join(system, `${name}.so.2.15.0`), name);
      symlinkSync(`${name}.so.2.15.0`, join(system, `${name}.so.2`));
    }
    const library = await install({ libraryFolder: system });
    expect(library).toMatchObject({ source: 'system', version: '2.15.0' });
    const link = join(library.folder, 'deps/lib/libtensorflow.so.2');
    expect(realpathSync(link)).toBe(realpathSync(join(system, 'libtensorflow.so.2.15.0')));
    expect(asked()).not.toContain(`GET ${OFFICIAL.libraryPath}`);
    expect(findNativeLibrary(environment, { from })).toEqual({ kind: 'found', library });
    rmSync(system, { recursive: true });
    expect(findNativeLibrary(environment, { from })).toMatchObject({
      kind: 'missing',
      reason: expect.stringContaining(link) as string,
    });
    await expect(install({ libraryFolder: system })).rejects.toMatchObject({ code: 'no-library' });
  });

  it('lies beside the binding on Windows, where it comes as a zip', async () => {
    const content = zip({
      'lib/tensorflow.dll': OFFICIAL.library,
      LICENSE: Buffer.from('Apache'),
      'include/c.h': Buffer.from(''),
    });
    mirror.files.set('tensorflow/libtensorflow/libtensorflow-cpu-windows-x86_64-2.9.1.zip', { content });
    mirror.files.set(OFFICIAL.bindingPath.replace('linux-4.22.0.tar.gz', 'windows-4.22.0.zip'), {
      content: build.bindingArchive,
    });
    const windows = build.sources.official.libraries.concat({
      platform: 'win32',
      arch: 'x64',
      name: 'cpu-windows-x86_64-2.9.1.zip',
      sha256: sha256(content),
    });
    const sources = { ...build.sources, official: { ...build.sources.official, libraries: windows } };
    const { binding } = await install({ sources, machine: { platform: 'win32', arch: 'x64', isMusl: false } });
    expect(readdirSync(dirname(binding)).sort()).toEqual(['tensorflow.dll', 'tfjs_binding.node']);
    expect(readFileSync(join(dirname(binding), 'tensorflow.dll'))).toEqual(OFFICIAL.library);
  });

  it('is refused when the archive that was vouched for holds something else', async () => {
    const content = zip({ 'readme.txt': Buffer.from('nothing') });
    mirror.files.set(OFFICIAL.bindingPath, { content });
    await expect(install({ bindingDigest: sha256(content) })).rejects.toMatchObject({ code: 'bad-archive' });
    const broken = Buffer.from('neither tar nor zip');
    mirror.files.set(OFFICIAL.bindingPath, { content: broken });
    await expect(install({ bindingDigest: sha256(broken) })).rejects.toMatchObject({ code: 'bad-archive' });
    expect(cache()).toEqual([]);
  });
});
