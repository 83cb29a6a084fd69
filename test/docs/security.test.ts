import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const text = readFileSync('docs/security.md', 'utf8');

it('every promise about security names a test that there is', () => {
  const rows = text.split('\n').filter((line) => line.startsWith('|') && !/^\| *-/.test(line));
  const promises = rows.filter((row) => !row.startsWith('| can') && row.split('|').length === 5);
  expect(promises.length).toBeGreaterThan(30);
  for (const promise of promises) expect(promise.split('|')[3], promise).toMatch(/`[\w/.-]+\.test\.ts`/);
  const named = [...text.matchAll(/`([\w/.-]+\.test\.ts)`/g)].map(([, file]) => file);
  expect(named.filter((file) => !existsSync(`test/${file}`))).toEqual([]);
});
