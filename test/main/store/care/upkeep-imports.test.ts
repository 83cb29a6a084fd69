import { readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../../../..');

/** The files that are loaded with one: what it imports (but for types), and what these do. */
function loadedWith(file: string, found = new Set<string>()): Set<string> {
  const path = resolve(ROOT, file);
  if (found.has(relative(ROOT, path))) return found;
  found.add(relative(ROOT, path));
  for (const [, imported] of readFileSync(path, 'utf8').matchAll(
    /^(?:import|export) (?!type\b)[^;'(]*from '(\.[^']+)';/gm,
  )) {
    loadedWith(resolve(dirname(path), imported), found);
  }
  return found;
}

const laws = (files: ReadonlySet<string>) => [...files].filter((file) => file.startsWith('src/shared/distributions/'));

test('a backup that is asked for waits for no laws of targets to be loaded, as a restored store does', () => {
  const backup = new Set([
    ...loadedWith('src/main/store/care/upkeep/upkeep-worker.ts'),
    ...loadedWith('src/main/store/care/backups.ts'),
  ]);
  expect(backup).toContain('src/main/store/connection.ts');
  expect(laws(backup)).toEqual([]);
  expect(laws(loadedWith('src/main/store/care/restore.ts'))).not.toEqual([]);
});
