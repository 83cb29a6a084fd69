import { describe, expect, it } from 'vitest';
import {
  advance,
  EPOCHS_PER_SECOND,
  indexAt,
  secondsUntil,
  type PlaybackBounds,
} from '../../src/renderer/player/playback.ts';

const BOUNDS: PlaybackBounds = { first: 1, last: 300, isGrowing: false, isLooping: false, speed: 1 };
const playing = (position: number) => ({ position, isPlaying: true });

describe('the player', () => {
  it('plays thirty epochs a second at 1×, and as many times that as its speed says', () => {
    expect(EPOCHS_PER_SECOND).toBe(30);
    expect(advance(playing(10), 2, BOUNDS)).toEqual(playing(70));
    expect(advance(playing(10), 2, { ...BOUNDS, speed: 0.25 })).toEqual(playing(25));
    expect(advance({ position: 10, isPlaying: false }, 2, BOUNDS)).toEqual({ position: 10, isPlaying: false });
  });

  it('stops at the end of a run that is over, and begins again where it loops', () => {
    expect(advance(playing(299), 1, BOUNDS)).toEqual({ position: 300, isPlaying: false });
    const looping = { ...BOUNDS, isLooping: true };
    expect(advance(playing(299), 1, looping)).toEqual(playing(300));
    expect(advance(playing(300), 1, looping)).toEqual(playing(1));
  });

  it('waits at the newest snapshot of a run in training, and goes on when there is more', () => {
    const growing = { ...BOUNDS, isGrowing: true, isLooping: true };
    expect(advance(playing(299), 1, growing)).toEqual(playing(300));
    expect(advance(playing(300), 1, { ...growing, last: 400 })).toEqual(playing(330));
  });

  it('knows when the next snapshot is due', () => {
    expect(secondsUntil(40, { position: 10, speed: 1 })).toBe(1);
    expect(secondsUntil(40, { position: 10, speed: 8 })).toBe(1 / 8);
    expect(secondsUntil(10, { position: 11, speed: 1 })).toBe(0);
    expect(secondsUntil(Infinity, { position: 11, speed: 1 })).toBe(Infinity);
  });

  it('shows the last snapshot that is not after where it is', () => {
    const epochs = [1, 5, 10, 15];
    expect([0, 1, 4.9, 5, 14, 99].map((position) => indexAt(epochs, position))).toEqual([0, 0, 0, 1, 2, 3]);
    expect(indexAt([], 3)).toBe(-1);
  });
});
