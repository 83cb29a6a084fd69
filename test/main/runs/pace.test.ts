import { beforeEach, afterEach, expect, it, vi } from 'vitest';
import { Pace } from '../../../src/main/runs/pace.ts';

// A clock of the test's own: what is counted is what is told, not how long it takes here.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

it('tells how it goes twice a second at most, however often that changes', () => {
  let told = 0;
  const pace = new Pace(() => (told += 1));
  for (let passed = 0; passed < 3000; passed += 10) {
    pace.atBeat();
    vi.advanceTimersByTime(10);
  }
  expect(told).toBeGreaterThanOrEqual(5);
  expect(told).toBeLessThanOrEqual(7);
});

it('tells what becomes of a run before the next beat, and of many in one go', () => {
  let told = 0;
  const pace = new Pace(() => (told += 1));
  pace.atBeat();
  vi.advanceTimersByTime(20);
  expect(told).toBe(1);
  pace.atBeat();
  for (let run = 0; run < 100; run++) pace.soon();
  vi.advanceTimersByTime(60);
  expect(told).toBe(2);
});
