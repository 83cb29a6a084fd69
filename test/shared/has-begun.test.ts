import { expect, it } from 'vitest';
import { axesOf, buildOf, epochsDone, hasBegun, isInPlane } from '../../src/shared/run.ts';
import { row } from './run-rows.ts';

it('a run that is queued to go on is drawn and tabled with what it has, one that waits for its first epoch is not', () => {
  const { run: queued } = row({ seed: 1, status: 'queued' });
  const before = { status: 'interrupted', epochs: 600, error: undefined } as const;
  expect(hasBegun(queued)).toBe(false);
  expect(hasBegun({ ...queued, status: 'queued', before })).toBe(true);
  expect(hasBegun(row({ seed: 2, status: 'running' }).run)).toBe(true);
  expect(hasBegun(row({ seed: 3 }).run)).toBe(true);
});

it('of a run that has not begun, no epoch is done and nothing is known of what trains it', () => {
  const { run: queued } = row({ seed: 1, status: 'queued' });
  const { run: running } = row({ seed: 2, status: 'running' });
  expect([epochsDone(queued), buildOf(queued), axesOf(queued), isInPlane(queued)]).toEqual([
    0,
    undefined,
    undefined,
    false,
  ]);
  expect([epochsDone(running), buildOf(running)?.engine]).toEqual([running.config.epochs, 'fused']);
  // A run that failed before it could start, and waits to go on, has no training facts either.
  const before = { status: 'failed', epochs: 600, endedAt: '2026-01-01', error: { code: 'c', message: 'm' } } as const;
  expect(epochsDone({ ...queued, status: 'queued', before })).toBe(0);
});
