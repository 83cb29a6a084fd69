import { describe, expect, it } from 'vitest';
import { distributionFigure } from '../../../src/shared/figures/distribution-figure.ts';
import { LIGHT } from '../../../src/shared/figures/palette.ts';
import { runPalette, smallMultiple } from '../../../src/shared/figures/small-multiple.ts';
import { recorded1D, recorded2D } from './recorded.ts';

/** As Chart.js is given it, of which its types tell little. */
function stepOf(figure: ReturnType<typeof smallMultiple>, axis: string): unknown {
  const scale = figure.options?.scales?.[axis] as { readonly ticks?: { readonly stepSize?: unknown } } | undefined;
  return scale?.ticks?.stepSize;
}

describe('a figure among several small ones', () => {
  const full = distributionFigure(recorded1D(), runPalette(LIGHT, 10));
  const small = smallMultiple(full);

  it('shows what is learned in the colour of its run, with every corner of the histogram', () => {
    const [samples] = small.data.datasets;
    expect(samples.borderColor).toBe(LIGHT.runs[2]);
    expect(samples.data).toEqual(full.data.datasets[0].data);
  });

  it('thins the target to what its few pixels can show, ends and peak kept, and once for all pictures', () => {
    const [, target] = full.data.datasets;
    const [, thinned] = small.data.datasets;
    expect(thinned.data.length).toBeLessThan(target.data.length / 3);
    expect([thinned.data.at(0), thinned.data.at(-1)]).toEqual([target.data.at(0), target.data.at(-1)]);
    const peak = (points: typeof target.data) => Math.max(...points.map(({ y }) => y ?? 0));
    expect(peak(thinned.data)).toBeCloseTo(peak(target.data), 3);
    expect(smallMultiple(full).data.datasets[1].data).toBe(thinned.data);
  });

  it('has round numbers on each axis, not zero alone', () => {
    expect(stepOf(small, 'x')).toBe(2);
    expect(stepOf(small, 'y')).toBe(0.2);
  });

  it('draws half of a thousand points', () => {
    const plane = distributionFigure(recorded2D());
    expect(plane.data.datasets[0].data).toHaveLength(1000);
    expect(smallMultiple(plane).data.datasets[0].data.length).toBeLessThanOrEqual(501);
  });
});
