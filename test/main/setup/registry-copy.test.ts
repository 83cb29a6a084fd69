import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create } from 'tar';
import { afterAll, describe, expect, it } from 'vitest';
import { checkDigest, unpackDistribution } from '../../../src/main/setup/registry-copy.ts';

const folder = mkdtempSync(join(tmpdir(), 'registry-copy-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let count = 0;

/** A package's tarball with a distribution such as the registry's; `add` puts more into its folder. */
async function pack(add: (bin: string) => void = () => undefined): Promise<{ tarball: string; target: string }> {
  const place = join(folder, String(count++));
  const bin = join(place, 'package', 'bin');
  const target = join(place, 'target');
  mkdirSync(bin, { recursive: true });
  mkdirSync(target);
  for (const name of ['electron', 'chrome_crashpad_handler', 'chrome-sandbox', 'version']) {
    writeFileSync(join(bin, name), name, { mode: 0o644 });
  }
  writeFileSync(join(place, 'package', 'package.json'), '{}');
  add(bin);
  const tarball = join(place, 'package.tgz');
  await create({ file: tarball, cwd: place, gzip: true, preservePaths: true }, ['package']);
  return { tarball, target };
}

describe("the registry's copy of the runtime", () => {
  it('is unpacked with its programs made to run', async () => {
    const { tarball, target } = await pack();
    await unpackDistribution(tarball, target);
    expect(readdirSync(target).sort()).toEqual(['chrome-sandbox', 'chrome_crashpad_handler', 'electron', 'version']);
    expect(statSync(join(target, 'electron')).mode & 0o777).toBe(0o755);
    expect(statSync(join(target, 'version')).mode & 0o111).toBe(0);
  });

  it('is refused when it is not, to the bit, the one that was looked at', async () => {
    const { tarball } = await pack();
    const right = createHash('sha256').update(readFileSync(tarball)).digest('hex');
    await expect(checkDigest(tarball, right)).resolves.toBeUndefined();
    writeFileSync(tarball, 'x', { flag: 'a' });
    await expect(checkDigest(tarball, right)).rejects.toMatchObject({ code: 'wrong-digest' });
  });

  it('is refused when a link in it leads elsewhere', async () => {
    const { tarball, target } = await pack((bin) => symlinkSync('/etc/passwd', join(bin, 'link')));
    await expect(unpackDistribution(tarball, target)).rejects.toMatchObject({ code: 'bad-archive' });
    expect(existsSync(join(target, 'link'))).toBe(false);
  });

  it('is refused when a path in it leads outside', async () => {
    const { tarball, target } = await pack();
    const place = join(target, '..');
    writeFileSync(join(place, 'outside'), 'x');
    await create({ file: tarball, cwd: join(place, 'package'), gzip: true, preservePaths: true }, ['../outside']);
    await expect(unpackDistribution(tarball, target)).rejects.toMatchObject({ code: 'bad-archive' });
    expect(readdirSync(target)).toEqual([]);
  });
});
