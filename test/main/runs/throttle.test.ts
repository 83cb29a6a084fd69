import { beforeEach, afterEach, expect, it, vi } from 'vitest';
import { Throttle } from '../../../src/main/runs/throttle.ts';

// A clock of the test's own: what is counted is what is flushed, not how long it takes here.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

it('tells how it goes twice a second at most, however often that changes', () => {
  let flushed = 0;
  const throttle = new Throttle(() => (flushed += 1));
  for (let passed = 0; passed < 3000; passed += 10) {
    throttle.flushAtBeat();
    vi.advanceTimersByTime(10);
  }
  expect(flushed).toBeGreaterThanOrEqual(5);
  expect(flushed).toBeLessThanOrEqual(7);
});

it('tells what becomes of a run before the next beat, and of many in one go', () => {
  let flushed = 0;
  const throttle = new Throttle(() => (flushed += 1));
  throttle.flushAtBeat();
  vi.advanceTimersByTime(20);
  expect(flushed).toBe(1);
  throttle.flushAtBeat();
  for (let run = 0; run < 100; run++) throttle.flushSoon();
  vi.advanceTimersByTime(60);
  expect(flushed).toBe(2);
});
