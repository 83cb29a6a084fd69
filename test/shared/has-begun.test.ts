import { expect, it } from 'vitest';
import { hasBegun } from '../../src/shared/run.ts';
import { row } from './run-rows.ts';

it('a run that is queued to go on is drawn and tabled with what it has, one that waits for its first epoch is not', () => {
  const { run: queued } = row({ seed: 1, status: 'queued' });
  const before = { status: 'interrupted', epochs: 600, error: undefined } as const;
  expect(hasBegun(queued)).toBe(false);
  expect(hasBegun({ ...queued, status: 'queued', before })).toBe(true);
  expect(hasBegun(row({ seed: 2, status: 'running' }).run)).toBe(true);
  expect(hasBegun(row({ seed: 3 }).run)).toBe(true);
});
