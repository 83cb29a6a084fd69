import { expect, it } from 'vitest';
import { joinedChunks } from '../../../src/shared/series/joined-chunks.ts';
import { Series } from '../../../src/shared/series/series.ts';

it('chunks that follow each other are one, with nothing where one has no such column', () => {
  const whole = new Series(100);
  const parts = [1, 2, 3].map((part) => {
    const series = new Series(100);
    for (const epoch of [2 * part - 1, 2 * part]) {
      const values = part === 2 ? { loss: epoch } : { loss: epoch, ks: -epoch };
      series.append(epoch, values);
      whole.append(epoch, values);
    }
    return series.chunk();
  });
  expect(joinedChunks(parts)).toEqual(whole.chunk());
  expect(joinedChunks([]).from).toHaveLength(0);
});
