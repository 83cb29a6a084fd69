import { describe, expect, it } from 'vitest';
import { Series } from '../../../src/shared/series/series.ts';

function seriesOf(records: number, capacity: number): Series {
  const series = new Series(capacity);
  for (let epoch = 1; epoch <= records; epoch++) series.append(epoch, { loss: epoch % 7 });
  return series;
}

describe('a series', () => {
  it('keeps every record of a short run', () => {
    const { from, to, columns } = seriesOf(20, 10).chunk();
    expect([...from]).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    expect(to).toEqual(from);
    expect([...columns.loss.mean].slice(0, 8)).toEqual([1, 2, 3, 4, 5, 6, 0, 1]);
    expect(columns.loss.low).toBe(columns.loss.mean);
  });

  it('covers every epoch once, in buckets of one size, however long the run is', () => {
    for (const records of [21, 33, 1000, 100_003]) {
      const { from, to, count, columns } = seriesOf(records, 10).chunk();
      expect(from.length).toBeLessThanOrEqual(20);
      expect(from[0]).toBe(1);
      expect(to.at(-1)).toBe(records);
      for (let index = 1; index < from.length; index++) expect(from[index]).toBe(to[index - 1] + 1);
      expect(new Set(count.slice(0, -1)).size).toBe(1);
      const sum = columns.loss.mean.reduce((total, mean, index) => total + mean * count[index], 0);
      const exact = Array.from({ length: records }, (_, index) => (index + 1) % 7).reduce((a, b) => a + b);
      expect(sum).toBeCloseTo(exact, 6);
      if (count[0] >= 7) expect([columns.loss.low[0], columns.loss.high[0]]).toEqual([0, 6]);
    }
  });

  it('goes on with what comes in larger buckets, and then with single records', () => {
    const series = new Series(50);
    series.appendChunk(seriesOf(1000, 10).chunk());
    for (let epoch = 1001; epoch <= 1200; epoch++) series.append(epoch, { loss: epoch % 7 });
    const { to, from } = series.chunk();
    expect(series.lastEpoch).toBe(1200);
    for (let index = 1; index < from.length; index++) expect(from[index]).toBe(to[index - 1] + 1);
  });

  it('shows a gap where a number is missing, and never hides one that is not finite', () => {
    const series = new Series(1);
    series.append(1, { loss: 1 });
    series.append(2, { loss: NaN });
    series.append(3, { loss: 3, ks: 0.1 });
    const { columns } = series.chunk();
    expect([...columns.loss.mean]).toEqual([NaN, 3]);
    expect([...columns.ks.mean]).toEqual([NaN, 0.1]);
  });

  it('starts again when cleared', () => {
    const series = seriesOf(1000, 10);
    series.clear();
    series.append(1, { loss: 5 });
    expect(series.length).toBe(1);
    expect([...series.chunk().count]).toEqual([1]);
  });
});
