import { describe, expect, it } from 'vitest';
import { distributionFigure } from '../../../src/shared/figures/distribution-figure.ts';
import { figureCsv } from '../../../src/shared/figures/figure-csv.ts';
import { densityTop, frameExtent, generatorRange, joinedExtent } from '../../../src/shared/figures/frame-extent.ts';
import type { Frame1D, Snapshot } from '../../../src/shared/run.ts';
import { recorded1D } from './recorded.ts';

const data = recorded1D();
const { axes, target, run } = data;
const bins = run.config.snapshots.bins;
const peak = 1 / Math.sqrt(2 * Math.PI);
const shape = target.dimension === 1 ? target : expect.fail('not on the line');

function snapshot(samples: Float32Array, generator?: Float32Array): Snapshot {
  const frame: Frame1D = { dimension: 1, samples, discriminator: new Float32Array(2), generator };
  return { ...data.snapshot, frame };
}

/** Samples with as many in each of the first `count` bins. */
function level(count: number): Float32Array {
  const [{ low, high }] = axes.data;
  const width = (high - low) / bins;
  return Float32Array.from({ length: count * 10 }, (_, index) => low + (Math.floor(index / 10) + 0.5) * width);
}

const width = (axes.data[0].high - axes.data[0].low) / bins;

describe('the axes of the pictures of a run', () => {
  it('reach as high as the bars of all epochs do but for one in a hundred', () => {
    // Beside bars of 1/25 of the samples each, one of all: of 76 it counts, of 126 it is left out.
    const lowest = frameExtent(
      [...Array.from({ length: 3 }, () => snapshot(level(25))), snapshot(level(1))],
      axes,
      bins,
    );
    expect(lowest?.density).toBeCloseTo(1 / width, 9);
    const calm = frameExtent([...Array.from({ length: 5 }, () => snapshot(level(25))), snapshot(level(1))], axes, bins);
    expect(calm?.density).toBeCloseTo(1 / 25 / width, 9);
  });

  it('end a little above the target where the bars are lower, and never so high that the target cannot be seen', () => {
    const top = (density: number) => densityTop(shape, { density, generator: undefined }) / peak;
    expect(top(0.1 * peak)).toBeCloseTo(1.15, 6);
    expect(top(1.2 * peak)).toBeCloseTo(1.35, 6);
    expect(top(50 * peak)).toBeCloseTo(4, 6);
    expect(densityTop(shape)).toBeCloseTo(2 * peak, 6);
  });

  it('grow while the run trains, and do not shrink', () => {
    const one = { density: 1, generator: { low: -1, high: 2 } };
    const other = { density: 0.5, generator: { low: -2, high: 1 } };
    expect(joinedExtent(one, other)).toEqual({ density: 1, generator: { low: -2, high: 2 } });
    expect(joinedExtent(undefined, other)).toEqual(other);
  });

  it('of G(z) hold the curve and the exact map, not all of the axis of x', () => {
    const range = { low: -10, high: 10 };
    const extent = { density: 1, generator: { low: -2.2, high: 1.4 } };
    expect(generatorRange(range, extent, Float64Array.of(-Infinity, -3.3, 0, 3.3, Infinity))).toEqual({
      low: -4,
      high: 4,
    });
    expect(generatorRange(range, { density: 1, generator: { low: -50, high: 1.4 } }, undefined)).toEqual({
      low: -10,
      high: 2,
    });
    expect(generatorRange(range, undefined, undefined)).toEqual(range);
  });

  it('mark each bar that goes beyond them, which is no data of a table', () => {
    const collapsed = snapshot(level(1));
    const extent = { density: 0.1, generator: undefined };
    const figure = distributionFigure({ ...data, snapshot: collapsed, extent });
    const marks = figure.data.datasets.find(({ label }) => label?.includes('cut off'));
    const [first] = marks?.data ?? [];
    expect(marks?.data).toHaveLength(1);
    expect(first.x).toBeCloseTo(axes.data[0].low + width / 2, 6);
    expect(first.y).toBeCloseTo(1.15 * peak, 6);
    expect(figureCsv(figure)).not.toContain('cut off');
  });
});
