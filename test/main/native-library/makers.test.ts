import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findNativeLibrary } from '../../../src/main/native-library/location.ts';
import { officialAddresses } from '../../../src/main/native-library/official-address.ts';
import { SOURCES } from '../../../src/main/native-library/sources.ts';
import { OFFICIAL, officialBuild } from './parts/builds.ts';
import { type Makers, startMakers } from './parts/makers.ts';
import { sha256 } from './parts/mirror.ts';
import { withPackages } from './parts/packages.ts';

const CHILD = fileURLToPath(new URL('./parts/official-child.ts', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'makers-test-'));
const from = withPackages({ '@tensorflow/tfjs-node': [] });

let build: Awaited<ReturnType<typeof officialBuild>>;
let changed: Awaited<ReturnType<typeof officialBuild>>;
let makers: Makers;
let environment: NodeJS.ProcessEnv;
let count = 0;

beforeAll(async () => {
  build = await officialBuild();
  changed = await officialBuild('another binding');
});
beforeEach(async () => {
  makers = await startMakers({
    [OFFICIAL.bindingPath]: { content: build.bindingArchive },
    [OFFICIAL.libraryPath]: { content: build.libraryArchive },
  });
  const home = join(scratch, String(count++));
  const { PATH } = process.env;
  environment = { PATH, XDG_CACHE_HOME: join(home, 'cache'), XDG_DATA_HOME: join(home, 'data'), ...makers.environment };
});
afterEach(() => makers.close());
afterAll(() => {
  for (const folder of [scratch, dirname(from)]) rmSync(folder, { recursive: true, force: true });
});

interface Outcome {
  /** `installed`, or the code of the refusal. */
  readonly code: string;
  readonly message: string;
  readonly lines: readonly string[];
}

async function install(bindingDigest?: string): Promise<Outcome> {
  const options = JSON.stringify({ sources: build.sources, bindingDigest });
  const { stdout } = await promisify(execFile)(process.execPath, [CHILD, options], { env: environment });
  return JSON.parse(stdout) as Outcome;
}

const keptFile = () => join(environment.XDG_DATA_HOME ?? '', 'gan-workbench', 'tensorflow-bindings.json');
const library = () => join(environment.XDG_CACHE_HOME ?? '', 'gan-workbench', 'tensorflow-2.9.1-official');
const binding = () => join(library(), 'lib', 'napi-v8', 'tfjs_binding.node');
const emptyCache = () => rmSync(environment.XDG_CACHE_HOME ?? '', { recursive: true });
const ADDRESS = `https://storage.googleapis.com/${OFFICIAL.bindingPath}`;

describe('TensorFlow from its makers', () => {
  it('comes over TLS without anybody vouching for it, and the digest of its binding is shown and kept', async () => {
    const { code, lines } = await install();
    expect(code).toBe('installed');
    expect(makers.asked.filter(({ method }) => method === 'GET').map(({ path }) => path)).toEqual([
      OFFICIAL.bindingPath,
      OFFICIAL.libraryPath,
    ]);
    expect(new Set(makers.through)).toEqual(new Set(['storage.googleapis.com:443']));
    expect(lines.join('\n')).toContain(build.bindingDigest);
    expect(lines.join('\n')).toContain(keptFile());
    expect(JSON.parse(readFileSync(keptFile(), 'utf8'))).toEqual({
      [ADDRESS]: {
        archive: build.bindingDigest,
        binding: sha256(OFFICIAL.binding),
        since: expect.stringMatching(/^\d{4}-/) as string,
      },
    });
    expect(findNativeLibrary(environment, { from })).toMatchObject({ kind: 'found', library: { binding: binding() } });
  });

  it('is held to the same binding after the cache was emptied, and takes another only where that is vouched for', async () => {
    await install();
    emptyCache();
    expect((await install()).lines.join('\n')).toMatch(new RegExp(`${build.bindingDigest}, as on \\d{4}-`));
    emptyCache();
    makers.files.set(OFFICIAL.bindingPath, { content: changed.bindingArchive });
    const { code, message } = await install();
    expect(code).toBe('changed-binding');
    expect(message).toContain('has changed since');
    expect(message).toContain(`its sha256 is ${changed.bindingDigest}, expected ${build.bindingDigest}`);
    expect(existsSync(library())).toBe(false);
    expect((await install(changed.bindingDigest)).code).toBe('installed');
    // From then on it is that one.
    emptyCache();
    expect((await install()).code).toBe('installed');
    expect(readFileSync(keptFile(), 'utf8')).toContain(changed.bindingDigest);
  });

  it('is not loaded once another binding lies in the cache, whatever its list says, and comes again', async () => {
    await install();
    const other = Buffer.from(OFFICIAL.binding);
    other[500] ^= 1;
    writeFileSync(binding(), other);
    const list = join(library(), 'origin.json');
    writeFileSync(list, readFileSync(list, 'utf8').replaceAll(sha256(OFFICIAL.binding), sha256(other)));
    expect(findNativeLibrary(environment, { from })).toMatchObject({
      kind: 'missing',
      reason: expect.stringMatching(/is not the binding that was taken on .* and is not loaded/) as string,
      remedy: 'npm run setup:tensorflow',
    });
    expect((await install()).code).toBe('installed');
    expect(findNativeLibrary(environment, { from }).kind).toBe('found');
  });

  it('is not taken from a server that nobody vouches for', async () => {
    const { NODE_EXTRA_CA_CERTS, ...untrusting } = environment;
    expect(NODE_EXTRA_CA_CERTS).toBeDefined();
    environment = untrusting;
    const { code, message } = await install();
    expect(code).toBe('not-reachable');
    expect(message).toContain('storage.googleapis.com cannot be reached from here');
    expect(existsSync(keptFile())).toBe(false);
  });

  it('is followed to another address over TLS, and not without', async () => {
    makers.files.set('elsewhere', { content: build.bindingArchive });
    makers.files.set(OFFICIAL.bindingPath, {
      content: build.bindingArchive,
      redirect: 'http://elsewhere.test/elsewhere',
    });
    const { code, message } = await install();
    expect(code).toBe('not-encrypted');
    expect(message).toContain('elsewhere.test sends it unencrypted');
    expect(existsSync(keptFile())).toBe(false);
    makers.files.set(OFFICIAL.bindingPath, {
      content: build.bindingArchive,
      redirect: 'https://elsewhere.test/elsewhere',
    });
    expect((await install()).code).toBe('installed');
    expect(makers.through).toContain('elsewhere.test:443');
  });

  it('goes on where the connection broke', async () => {
    makers.files.set(OFFICIAL.bindingPath, { content: build.bindingArchive, breaks: { after: 300, times: 1 } });
    expect((await install()).code).toBe('installed');
    const ranges = makers.asked.filter(({ path, method }) => path === OFFICIAL.bindingPath && method === 'GET');
    expect(ranges.map(({ range }) => range)).toEqual([undefined, 'bytes=300-']);
    expect(readFileSync(binding())).toEqual(OFFICIAL.binding);
  });

  it('is not kept where what came is no binding, or nothing came', async () => {
    makers.files.set(OFFICIAL.bindingPath, { content: Buffer.from('<html>Please log in</html>') });
    expect((await install()).code).toBe('bad-archive');
    makers.files.delete(OFFICIAL.bindingPath);
    const { code, message } = await install();
    expect(code).toBe('not-offered');
    expect(message).toContain('HTTP 403 Forbidden');
    expect(existsSync(keptFile())).toBe(false);
  });

  it('is refused, and nothing new is trusted, where the digest that was kept cannot be read', async () => {
    await install();
    writeFileSync(keptFile(), '{');
    emptyCache();
    const { code, message } = await install();
    expect(code).toBe('kept-digests-unreadable');
    expect(message).toContain(keptFile());
    expect(readFileSync(keptFile(), 'utf8')).toBe('{');
  });
});

describe('the addresses of the official files', () => {
  const require = createRequire(import.meta.url);
  const tfjs = dirname(require.resolve('@tensorflow/tfjs-node/package.json'));
  const { binary, version } = require('@tensorflow/tfjs-node/package.json') as {
    readonly binary: { readonly host: string; readonly remote_path: string; readonly napi_versions: readonly number[] };
    readonly version: string;
  };

  /** What the package's own installer says that it fetches on a platform, where every connection is refused. */
  async function installerOn(platform: string): Promise<string> {
    // A copy: it empties a folder of the package that it lies in.
    const copy = mkdtempSync(join(scratch, 'tfjs-'));
    cpSync(join(tfjs, 'scripts'), join(copy, 'scripts'), { recursive: true });
    cpSync(join(tfjs, 'package.json'), join(copy, 'package.json'));
    const machine = join(copy, 'machine.cjs');
    writeFileSync(
      machine,
      `Object.assign(require('os'), { platform: () => '${platform}', arch: () => 'x64' });
       require('https').get = () => {
         const request = new (require('events'))();
         process.nextTick(() => request.emit('error', new Error('refused')));
         return request;
       };`,
    );
    // It is written for the rimraf of 2019, a function; the one that is installed exports several (package.json, overrides).
    mkdirSync(join(copy, 'node_modules', 'rimraf'), { recursive: true });
    writeFileSync(join(copy, 'node_modules', 'rimraf', 'index.js'), 'module.exports = (path, done) => done();');
    const env = { PATH: process.env.PATH, NODE_PATH: 'node_modules' };
    const args = ['--require', machine, join(copy, 'scripts', 'install.js')];
    const told = await promisify(execFile)(process.execPath, args, { env }).catch((error: unknown) => error);
    return (told as { readonly stdout: string }).stdout;
  }

  it.each(['linux', 'darwin', 'win32'] as const)(
    'are those that the package’s own installer composes on %s',
    async (platform) => {
      const archive = SOURCES.official.libraries.find((one) => one.platform === platform);
      if (!archive) throw new Error(`no archive for ${platform}`);
      const addresses = officialAddresses({}, SOURCES.official, archive);
      const [name, url] = (await installerOn(platform)).trim().split('\n');
      expect(addresses.library).toBe(url);
      // As node-pre-gyp puts it together.
      const folder = binary.remote_path
        .replace('{napi_build_version}', String(Math.max(...binary.napi_versions)))
        .replace('{version}', version);
      expect(addresses.binding).toBe(new URL(`${folder}${name}`, `${binary.host}/`).href);
    },
  );
});
