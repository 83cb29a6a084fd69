import { expect, it } from 'vitest';
import { secondsUntilIdle } from '../../../src/main/runs/queue-time.ts';

it('never says that the queue takes less time than a run that waits in it', () => {
  expect(secondsUntilIdle([10, 10], [100], 2)).toBe(110);
  expect(secondsUntilIdle([], [100, 1, 1], 3)).toBe(100);
});

it('lets each waiting run begin where a seat is free first', () => {
  expect(secondsUntilIdle([30, 10], [15, 20], 2)).toBe(45);
  expect(secondsUntilIdle([30], [], 1)).toBe(30);
  expect(secondsUntilIdle([30], [10], 2)).toBe(30);
});

it('says nothing while the time of one run is not known', () => {
  expect(secondsUntilIdle([30, undefined], [], 2)).toBeUndefined();
  expect(secondsUntilIdle([30], [undefined], 2)).toBeUndefined();
});
