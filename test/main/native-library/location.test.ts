import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { findNativeLibrary, type FoundLibrary } from '../../../src/main/native-library/location.ts';
import type { Machine } from '../../../src/main/native-library/machine.ts';
import { withPackages } from './parts/packages.ts';

const cache = mkdtempSync(join(tmpdir(), 'native-library-'));
const made: string[] = [cache];
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

const LINUX: Machine = { platform: 'linux', arch: 'x64', isMusl: false };
const CPU = '@tensorflow/tfjs-node';
const BINDING = 'lib/napi-v8/tfjs_binding.node';

function find(
  packages: Record<string, readonly string[]>,
  machine = LINUX,
): FoundLibrary & { readonly folder: string } {
  const from = withPackages(packages);
  made.push(dirname(from));
  return { ...findNativeLibrary({ XDG_CACHE_HOME: cache }, { from, machine }), folder: dirname(from) };
}

describe("TensorFlow's native library", () => {
  it('is missing for want of the package, when npm has left it out', () => {
    expect(find({})).toMatchObject({
      kind: 'missing',
      reason: expect.stringContaining('@tensorflow/tfjs-node is not installed') as string,
      remedy: 'npm install',
    });
  });

  it('is missing until it is fetched, from either source on Linux', () => {
    expect(find({ [CPU]: [] })).toMatchObject({
      kind: 'missing',
      reason: "TensorFlow's native library has not been downloaded yet.",
      remedy: 'npm run setup:tensorflow',
      sources: ['official', 'registry'],
    });
  });

  it.each([
    ['macOS', { platform: 'darwin', arch: 'x64', isMusl: false }],
    ['Windows', { platform: 'win32', arch: 'x64', isMusl: false }],
  ] as const)('can come from its makers alone on %s', (_name, machine) => {
    expect(find({ [CPU]: [] }, machine)).toMatchObject({ kind: 'missing', sources: ['official'] });
  });

  it.each([
    ['Windows (arm64)', { platform: 'win32', arch: 'arm64', isMusl: false }],
    ['Linux (arm64)', { platform: 'linux', arch: 'arm64', isMusl: false }],
    ['macOS (arm64)', { platform: 'darwin', arch: 'arm64', isMusl: false }],
    [
      'Linux without glibc (x64) that can be verified and downloaded: libtensorflow is built for glibc',
      { ...LINUX, isMusl: true },
    ],
  ] as const)('cannot be had for %s, and nothing is said to help', (name, machine) => {
    expect(find({ [CPU]: [] }, machine)).toMatchObject({
      kind: 'missing',
      reason: expect.stringContaining(name) as string,
      remedy: undefined,
      sources: [],
    });
  });

  it("is the package's own where its install script has run", () => {
    const found = find({ [CPU]: ['lib/napi-v3/tfjs_binding.node', BINDING, 'deps/lib/libtensorflow.so.2.9.1'] });
    expect(found).toMatchObject({
      kind: 'found',
      library: {
        binding: expect.stringContaining(join('node_modules', CPU, BINDING)) as string,
        source: 'package',
        device: 'cpu',
        version: '2.9.1',
      },
    });
  });

  it('is not the one of a package that has only half of it', () => {
    expect(find({ [CPU]: [BINDING] }).kind).toBe('missing');
    expect(find({ [CPU]: ['deps/lib/libtensorflow.so.2.9.1'] }).kind).toBe('missing');
    // A binding for a Node that is newer than this one.
    expect(find({ [CPU]: ['lib/napi-v999/tfjs_binding.node', 'deps/lib/libtensorflow.so.2'] }).kind).toBe('missing');
  });

  it('is the one for the graphics card where that is installed as well', () => {
    const files = [BINDING, 'deps/lib/libtensorflow.so.2.9.1'];
    const found = find({ [CPU]: files, [`${CPU}-gpu`]: files });
    expect(found).toMatchObject({ kind: 'found', library: { source: 'package', device: 'gpu' } });
  });
});
