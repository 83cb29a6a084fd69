import { describe, expect, it } from 'vitest';
import { QueueFollower } from '../../../src/main/desktop/queue-progress.ts';
import type { QueueEntry, QueueState } from '../../../src/shared/api/training.ts';

function queue(training: readonly Partial<QueueEntry>[], waiting: readonly string[] = []): QueueState {
  const entries = training.map((entry) => ({
    run: 'a',
    epochsDone: 0,
    epochs: 100,
    isPaused: false,
    stepsPerSecond: undefined,
    secondsLeft: undefined,
    ...entry,
  }));
  return { training: entries, waiting, jobs: 1, held: false, halt: undefined, secondsLeft: undefined };
}

describe('what the taskbar shows of the queue', () => {
  it('moves from the first run to the last, over all that was queued', () => {
    const follower = new QueueFollower();
    const fractions = [
      queue([{ run: 'a' }], ['b']),
      queue([{ run: 'a', epochsDone: 50 }], ['b']),
      queue([{ run: 'b', epochsDone: 0 }]),
      queue([{ run: 'b', epochsDone: 100 }]),
      queue([]),
    ].map((event) => follower.follow(event).fraction);
    expect(fractions).toEqual([0, 0.25, 0.5, 1, 1]);
  });

  it('starts anew with the next queue', () => {
    const follower = new QueueFollower();
    follower.follow(queue([{ run: 'a' }]));
    expect(follower.follow(queue([]))).toMatchObject({ ended: 1, isEmpty: true });
    expect(follower.follow(queue([]))).toMatchObject({ ended: 0, isEmpty: true });
    expect(follower.follow(queue([{ run: 'b' }]))).toMatchObject({ fraction: 0, ended: 0, active: 1 });
  });

  it('counts a paused run as there, but not as training', () => {
    const follower = new QueueFollower();
    expect(follower.follow(queue([{ isPaused: true, epochsDone: 30 }]))).toMatchObject({ fraction: 0.3, active: 0 });
  });
});
