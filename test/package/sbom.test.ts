import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { z } from 'zod';

const Lock = z.object({
  packages: z.record(z.string(), z.object({ version: z.string(), dev: z.boolean().default(false) })),
});
const Bill = z.object({
  bomFormat: z.literal('CycloneDX'),
  metadata: z.object({ component: z.object({ name: z.literal('gan-workbench'), type: z.literal('application') }) }),
  components: z.array(
    z.object({
      name: z.string(),
      version: z.string(),
      purl: z.string().startsWith('pkg:npm/'),
      hashes: z.array(z.object({ alg: z.string(), content: z.string() })).min(1),
    }),
  ),
});

it('lists what is installed of others with the program, each with its digest, and nothing that only developers have', () => {
  const { stdout, stderr, status } = spawnSync('npm', ['run', '--silent', 'sbom'], {
    encoding: 'utf8',
    maxBuffer: 100_000_000,
  });
  expect(status, stderr).toBe(0);
  const { components } = Bill.parse(JSON.parse(stdout));
  const { packages } = Lock.parse(JSON.parse(readFileSync('package-lock.json', 'utf8')));
  const named = (isDev: boolean) =>
    Object.entries(packages)
      .filter(([path, { dev }]) => path !== '' && dev === isDev)
      .map(([path, { version }]) => `${path.replace(/^.*node_modules\//, '')}@${version}`);
  const listed = new Set(components.map(({ name, version }) => `${name}@${version}`));
  const shipped = new Set(named(false));
  expect([...shipped].filter((one) => !listed.has(one))).toEqual([]);
  expect(named(true).filter((one) => listed.has(one) && !shipped.has(one))).toEqual([]);
});

it('lists no package any more that its makers have given up and that has newer ones', () => {
  const { packages } = Lock.parse(JSON.parse(readFileSync('package-lock.json', 'utf8')));
  const versions = (name: string) =>
    Object.entries(packages).flatMap(([path, { version }]) => (path.endsWith(`node_modules/${name}`) ? [version] : []));
  expect(versions('inflight')).toEqual([]);
  for (const [name, least] of Object.entries({ tar: 7, glob: 13, rimraf: 6, '@mapbox/node-pre-gyp': 2 })) {
    for (const version of versions(name)) expect(Number(version.split('.')[0]), name).toBeGreaterThanOrEqual(least);
  }
});
