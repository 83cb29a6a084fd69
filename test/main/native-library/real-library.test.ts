import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { installNativeLibrary } from '../../../src/main/native-library/install.ts';
import { thisMachine } from '../../../src/main/native-library/machine.ts';
import { hasRegistryBuild } from '../../../src/main/native-library/sources.ts';

/** Loads a binding as Node does, in a process of its own, and prints the version of TensorFlow that it tells. */
const LOAD = `
  const loaded = { exports: {} };
  process.dlopen(loaded, process.argv[1]);
  console.log(loaded.exports.TF_Version);
`;

describe.skipIf(!hasRegistryBuild(thisMachine()))("the registry's package itself", () => {
  it('is in the cache or comes there, to the bit what was looked at, and loads', async () => {
    const { binding, version } = await installNativeLibrary({ source: 'registry', tell: () => undefined });
    const told = execFileSync(process.execPath, ['--eval', LOAD, binding], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    expect(told.trim()).toBe(version);
  });
});
