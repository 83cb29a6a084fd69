import { describe, expect, it } from 'vitest';
import { wrapped } from '../../../src/shared/figures/wrapped-text.ts';

/** As wide as it is long. */
const measure = (text: string) => Array.from(text).length;

describe('a title', () => {
  it('stays on one line where it fits', () => {
    expect(wrapped('vanilla · seed 1', 16, measure)).toEqual(['vanilla · seed 1']);
  });

  it('is cut between facts, then between words, then between letters', () => {
    expect(wrapped('vanilla · seed 1 · epoch 600 · W1 0.065', 20, measure)).toEqual([
      'vanilla · seed 1',
      'epoch 600 · W1 0.065',
    ]);
    expect(wrapped('a run with a name · seed 1', 12, measure)).toEqual(['a run with a', 'name', 'seed 1']);
    expect(wrapped('🚀'.repeat(7), 3, measure)).toEqual(['🚀🚀🚀', '🚀🚀🚀', '🚀']);
  });

  it('is never wider than its figure, whatever it says', () => {
    for (const width of [1, 2, 5, 9, 31]) {
      for (const line of wrapped('minimax · seed 12 · epoch 1,000 · Kolmogorov-Smirnov 0.0326', width, measure)) {
        expect(measure(line)).toBeLessThanOrEqual(width);
      }
    }
  });
});
