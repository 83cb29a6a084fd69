import type { Point } from 'chart.js';
import { describe, expect, it } from 'vitest';
import {
  overlaidDistributionsFigure,
  type OverlaidDistributions,
} from '../../../src/shared/figures/overlaid-distributions-figure.ts';
import { LIGHT } from '../../../src/shared/figures/palette.ts';
import type { Figure } from '../../../src/shared/figures/theme.ts';
import { recorded1D, recorded2D } from './recorded.ts';

const line = recorded1D();
const plane = recorded2D();

function overlaid(names: readonly string[], colours: readonly number[], epochs: readonly number[] = []): Figure {
  const laid = names.map((name, index) => ({
    name,
    colour: colours[index],
    dash: index === 1 ? [7, 4] : [],
    snapshots: [{ ...line.snapshot, epoch: epochs.at(index) ?? 300 }],
  }));
  const data: OverlaidDistributions = { target: line.target, axes: line.axes, bins: 60, laid };
  return overlaidDistributionsFigure(data);
}

const dashOf = (figure: Figure, index: number): unknown => {
  const dataset = figure.data.datasets[index];
  return 'borderDash' in dataset ? dataset.borderDash : undefined;
};

describe('learned densities over one target', () => {
  it('are lines in the colours of their runs, each with the mass of its samples, over the target', () => {
    const figure = overlaid(['slow', 'fast'], [1, 2]);
    expect(figure.data.datasets.map(({ label }) => label)).toEqual(['slow', 'fast', 'target density']);
    const [slow, fast] = figure.data.datasets;
    expect([slow.borderColor, fast.borderColor]).toEqual([LIGHT.runs[1], LIGHT.runs[2]]);
    const width = 8 / 60;
    const mass = slow.data.reduce((sum: number, { y }: Point) => sum + (y ?? 0) * width, 0);
    expect(mass).toBeCloseTo(1 - line.snapshot.outside / 2000, 9);
    expect(slow.data[0].x).toBeCloseTo(-4 + width / 2, 9);
  });

  it('are told apart by the dashes of their runs', () => {
    const figure = overlaid(['a', 'b', 'c'], [0, 8, 1]);
    expect([dashOf(figure, 0), dashOf(figure, 1), dashOf(figure, 2)]).toEqual([[], [7, 4], []]);
  });

  it('name the epoch once where all stand at it, else of each its own', () => {
    expect(overlaid(['a', 'b'], [0, 1]).options?.plugins?.title?.text).toMatch(/^epoch 300 · a: W1 /);
    expect(overlaid(['a', 'b'], [0, 1], [300, 40]).options?.plugins?.title?.text).toMatch(
      /a at epoch 300: .* b at epoch 40:/,
    );
  });

  it('are points in the plane, and refused over a target on the line', () => {
    const laid = [{ name: 'ring', colour: 3, snapshots: [plane.snapshot] }];
    const figure = overlaidDistributionsFigure({ target: plane.target, axes: plane.axes, bins: 60, laid });
    expect(figure.type).toBe('scatter');
    expect(figure.data.datasets[0].data).toHaveLength(1000);
    expect(() => overlaidDistributionsFigure({ target: line.target, axes: line.axes, bins: 60, laid })).toThrow(
      RangeError,
    );
  });
});

describe('a group among them', () => {
  /** Seeds that have generated a value each, over and over. */
  const seed = (value: number, wasserstein_1: number) => {
    const { frame } = line.snapshot;
    if (frame.dimension !== 1) throw new Error('not on the line');
    const samples = new Float32Array(400).fill(value);
    return {
      ...line.snapshot,
      epoch: 300,
      metrics: { ...line.snapshot.metrics, wasserstein_1 },
      frame: { ...frame, samples },
    };
  };
  const snapshots = [seed(-1, 0.1), seed(-1, 0.2), seed(1, 0.3), seed(1, 0.4)];
  const wide = { name: 'wide', seeds: '4 seeds, pooled', colour: 2, snapshots };
  const figure = overlaidDistributionsFigure({ target: line.target, axes: line.axes, bins: 8, laid: [wide] });

  it('is the density of the samples of all its seeds, and the band between the lowest and the highest of them', () => {
    const [pooled, lowest, highest] = figure.data.datasets;
    // Bars of width 1: the values lie in the fourth and the sixth of them.
    expect(pooled.data.map(({ y }) => y)).toEqual([0, 0, 0, 0.5, 0, 0.5, 0, 0]);
    expect(lowest.data.map(({ y }) => y)).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
    expect(highest.data.map(({ y }) => y)).toEqual([0, 0, 0, 1, 0, 1, 0, 0]);
    expect('fill' in highest && highest.fill).toBe('-1');
  });

  it('says in legend, title and subtitle which seeds these are, and between which distances they lie', () => {
    expect(figure.data.datasets[0].label).toBe('wide (4 seeds, pooled)');
    expect(figure.options?.plugins?.title?.text).toBe('epoch 300 · wide (4 seeds, pooled): W1 0.100–0.400');
    expect(figure.options?.plugins?.subtitle?.text).toContain('band: lowest to highest seed');
  });

  it('is points of all its seeds in equal parts in the plane, as many as of one run', () => {
    const { frame } = plane.snapshot;
    if (frame.dimension !== 2) throw new Error('not in the plane');
    const moved = { ...plane.snapshot, frame: { ...frame, points: frame.points.map((value) => value + 100) } };
    const laid = [{ name: 'ring', seeds: '2 seeds, pooled', colour: 3, snapshots: [plane.snapshot, moved] }];
    const [points] = overlaidDistributionsFigure({ target: plane.target, axes: plane.axes, bins: 60, laid }).data
      .datasets;
    expect(points.data).toHaveLength(1000);
    expect(points.data.filter(({ x }) => Number(x) > 50)).toHaveLength(500);
  });
});
