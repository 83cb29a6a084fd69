import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { LONG_TESTS } from '../long-tests.ts';

test('every test that npm test leaves to npm run test:long is there', () => {
  expect(LONG_TESTS.filter((file) => !existsSync(file))).toEqual([]);
  expect([...LONG_TESTS].sort()).toEqual(LONG_TESTS);
});
