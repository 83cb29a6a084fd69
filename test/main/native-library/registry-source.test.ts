import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { installNativeLibrary } from '../../../src/main/native-library/install.ts';
import { findNativeLibrary, type FoundLibrary } from '../../../src/main/native-library/location.ts';
import type { Progress } from '../../../src/main/native-library/progress.ts';
import type { Sources } from '../../../src/main/native-library/sources.ts';
import { REGISTRY, registryBuild, TARBALL } from './parts/builds.ts';
import type { Mirror } from './parts/mirror.ts';
import { withPackages } from './parts/packages.ts';

const scratch = mkdtempSync(join(tmpdir(), 'native-library-'));
const from = withPackages({ '@tensorflow/tfjs-node': [] });
const CHILD = fileURLToPath(new URL('parts/install-child.ts', import.meta.url));

let sources: Sources;
let mirror: Mirror;
let environment: NodeJS.ProcessEnv;
let tarball: Buffer;
let told: Progress[];
let count = 0;

beforeAll(async () => {
  const build = await registryBuild();
  ({ sources, mirror } = build);
  environment = build.environment;
  tarball = mirror.files.get(TARBALL)?.content ?? Buffer.alloc(0);
});
beforeEach(() => {
  environment = { ...environment, XDG_CACHE_HOME: join(scratch, String(count++)) };
  mirror.files.set(TARBALL, { content: tarball });
  mirror.asked.length = 0;
  told = [];
});
afterAll(async () => {
  await mirror.close();
  for (const folder of [scratch, dirname(from)]) rmSync(folder, { recursive: true, force: true });
});

const LINUX = { platform: 'linux', arch: 'x64', isMusl: false } as const;

function install(more: Partial<Parameters<typeof installNativeLibrary>[0]> = {}) {
  return installNativeLibrary({
    source: 'registry',
    sources,
    environment,
    machine: LINUX,
    tell: (progress) => told.push(progress),
    ...more,
  });
}

function find(): FoundLibrary {
  return findNativeLibrary(environment, { from, machine: LINUX });
}

/** Everything in this program's part of the cache. */
function cache(): string[] {
  const folder = join(environment.XDG_CACHE_HOME ?? '', 'gan-workbench');
  return existsSync(folder) ? readdirSync(folder) : [];
}

function lines(): string {
  return told.map((progress) => (progress.kind === 'line' ? progress.text : '')).join('\n');
}

function startChild() {
  const child = spawn(process.execPath, [CHILD, JSON.stringify(sources)], {
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return { child, ended: once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]> };
}

describe("a third party's build from the registry", () => {
  it('is found once it is fetched, with its library where the binding looks for it', async () => {
    expect(find()).toMatchObject({ kind: 'missing', remedy: 'npm run setup:tensorflow' });
    const library = await install();
    expect(find()).toEqual({ kind: 'found', library });
    expect(library).toMatchObject({ source: 'registry', device: 'cpu', version: '1.15.0' });
    expect(readFileSync(library.binding)).toEqual(REGISTRY.binding);
    const asked = join(library.binding, '../../../deps/lib/libtensorflow.so.1');
    expect(readFileSync(asked)).toEqual(REGISTRY.library);
    expect(realpathSync(asked)).toContain(realpathSync(library.folder));
    expect(readdirSync(join(library.folder, 'LICENSES')).sort()).toEqual(['README', 'TensorFlow-LICENSE']);
    expect(cache()).toEqual(['tensorflow-1.15.0-registry']);
  });

  it('is named with its publisher and its size, before anything is fetched', async () => {
    await install();
    const fetching = told.findIndex(({ kind }) => kind === 'fetching');
    told.splice(fetching);
    expect(lines()).toContain("tfjs-node-small@1.0.0, published by somebody: not by TensorFlow's makers.");
    expect(lines()).toMatch(/Fetching it with npm \(\d+ kB\)/);
  });

  it('is not fetched a second time', async () => {
    await install();
    mirror.asked.length = 0;
    told = [];
    await install();
    expect(lines()).toContain('It is already installed and intact');
    expect(mirror.asked).toEqual([]);
  });

  it('is told to be damaged when a file of it is cut short, and comes anew', async () => {
    const { folder } = await install();
    const file = join(folder, 'deps/lib/libtensorflow.so.1.15.0');
    truncateSync(file, 1000);
    expect(find()).toMatchObject({
      kind: 'missing',
      reason: expect.stringContaining(file) as string,
    });
    await install();
    expect(readFileSync(file)).toEqual(REGISTRY.library);
    expect(cache()).toEqual(['tensorflow-1.15.0-registry']);
  });

  it('comes anew when a byte of it has changed', async () => {
    const { binding } = await install();
    writeFileSync(binding, Buffer.alloc(REGISTRY.binding.byteLength));
    await install();
    expect(readFileSync(binding)).toEqual(REGISTRY.binding);
  });

  it('is refused when the package is not what it was when it was looked at', async () => {
    const registry = { ...sources.registry, sha256: '0'.repeat(64) };
    await expect(install({ sources: { ...sources, registry } })).rejects.toMatchObject({ code: 'wrong-digest' });
    expect(cache()).toEqual([]);
  });

  it('is refused when one file in it is another, and when one is not there', async () => {
    const [binding, ...others] = sources.registry.files;
    const withBinding = (change: Partial<typeof binding>) => ({
      ...sources,
      registry: { ...sources.registry, files: [{ ...binding, ...change }, ...others] },
    });
    const other = install({ sources: withBinding({ sha256: '0'.repeat(64) }) });
    await expect(other).rejects.toMatchObject({
      code: 'wrong-digest',
      message: expect.stringContaining('tfjs_binding.node') as string,
    });
    const absent = install({ sources: withBinding({ from: 'elsewhere' }) });
    await expect(absent).rejects.toMatchObject({
      code: 'wrong-digest',
      message: expect.stringContaining('is missing') as string,
    });
    expect(cache()).toEqual([]);
  });

  it('says what npm says where the registry has no such package', async () => {
    const registry = { ...sources.registry, version: '2.0.0' };
    const refused = install({ sources: { ...sources, registry } });
    await expect(refused).rejects.toMatchObject({
      code: 'not-fetched',
      message: expect.stringContaining('2.0.0') as string,
    });
    expect(cache()).toEqual([]);
  });

  it('leaves nothing when it is stopped while it comes', async () => {
    mirror.files.set(TARBALL, { content: tarball, until: new Promise(() => undefined) });
    const stop = new AbortController();
    const stopped = install({ signal: stop.signal });
    stopped.catch(() => undefined);
    await expect.poll(() => mirror.asked.some(({ path }) => path === TARBALL)).toBe(true);
    stop.abort();
    await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
    expect(cache()).toEqual([]);
  });

  it.each([
    ['Windows', { platform: 'win32', arch: 'x64', isMusl: false }],
    ['Linux on ARM', { platform: 'linux', arch: 'arm64', isMusl: false }],
    ['Alpine', { platform: 'linux', arch: 'x64', isMusl: true }],
  ] as const)('is not fetched for %s, for which it is not built', async (_name, machine) => {
    await expect(install({ machine })).rejects.toMatchObject({ code: 'not-here' });
    expect(mirror.asked).toEqual([]);
  });

  it('comes whole after a first attempt was killed, of which nothing is left', async () => {
    mirror.files.set(TARBALL, { content: tarball, until: new Promise(() => undefined) });
    const { child, ended } = startChild();
    await expect.poll(() => mirror.asked.some(({ path }) => path === TARBALL)).toBe(true);
    child.kill('SIGKILL');
    await ended;
    expect(cache()).toEqual([expect.stringMatching(/^\.tensorflow-/)]);
    expect(find().kind).toBe('missing');
    mirror.files.set(TARBALL, { content: tarball });
    const { folder } = await install();
    expect(readFileSync(join(folder, 'deps/lib/libtensorflow.so.1.15.0'))).toEqual(REGISTRY.library);
    expect(cache()).toEqual(['tensorflow-1.15.0-registry']);
  });

  it('comes whole when two fetch it at once', async () => {
    const { promise: until, resolve: release } = Promise.withResolvers<undefined>();
    mirror.files.set(TARBALL, { content: tarball, until });
    const requests = () => mirror.asked.filter(({ path }) => path === TARBALL).length;
    const first = startChild();
    await expect.poll(requests).toBe(1);
    // It finds what the first has begun, and must leave it alone.
    const second = startChild();
    await expect.poll(requests).toBe(2);
    release(undefined);
    expect([await first.ended, await second.ended]).toEqual([
      [0, null],
      [0, null],
    ]);
    expect(find().kind).toBe('found');
    expect(cache()).toEqual(['tensorflow-1.15.0-registry']);
  });
});
