import type { Point } from 'chart.js';
import { describe, expect, it } from 'vitest';
import {
  overlaidDistributionsFigure,
  type OverlaidDistributions,
} from '../../../src/shared/figures/overlaid-distributions-figure.ts';
import { legendEntries } from '../../../src/shared/figures/legend.ts';
import { densestLines } from '../../../src/shared/figures/overlaid-plane-figure.ts';
import { LIGHT } from '../../../src/shared/figures/palette.ts';
import { BENEATH, type Figure } from '../../../src/shared/figures/theme.ts';
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

  it('are refused over a target of another dimension', () => {
    const laid = [{ name: 'ring', colour: 3, snapshots: [plane.snapshot] }];
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
  const wide = { name: 'wide', seeds: '4 seeds, combined', colour: 2, snapshots };
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
    expect(figure.data.datasets[0].label).toBe('wide (4 seeds, combined)');
    expect(figure.options?.plugins?.title?.text).toBe('epoch 300 · wide (4 seeds, combined): W1 0.100–0.400');
    expect(figure.options?.plugins?.subtitle?.text).toContain('band: lowest to highest seed');
  });
});

describe('what was learned in the plane', () => {
  const { frame } = plane.snapshot;
  if (frame.dimension !== 2) throw new Error('not in the plane');
  const own = frame.points;
  /** The ring's samples, moved along x. */
  const moved = (by: number) => {
    const points = own.map((value, at) => (at % 2 === 0 ? value + by : value));
    return { ...plane.snapshot, frame: { ...frame, points } };
  };
  const drawn = (laid: OverlaidDistributions['laid']) =>
    overlaidDistributionsFigure({ target: plane.target, axes: plane.axes, bins: 60, laid });
  const ring = { name: 'ring', colour: 3, snapshots: [plane.snapshot] };
  const still = {
    name: 'still',
    colour: 1,
    dash: [8, 4],
    seeds: '2 seeds, combined',
    snapshots: [moved(0), moved(0.5)],
  };
  /** The samples that are drawn as points. */
  const points = (figure: Figure) => figure.data.datasets.filter(({ label }) => label?.endsWith(', samples'));

  it('is lines around the densest half, thick, and nine tenths of the density, in colour and dash of the legend', () => {
    const { datasets } = drawn([ring, still]).data;
    expect(datasets.map(({ label }) => label?.replace(BENEATH, ''))).toEqual([
      'ring',
      'ring, 90 %',
      'still (2 seeds, combined)',
      'still (2 seeds, combined), 90 %',
      'target density',
    ]);
    expect(legendEntries(drawn([ring, still])).map(({ name, dash }) => [name, dash])).toEqual([
      ['ring', []],
      ['still (2 seeds, combined)', [8, 4]],
      ['target density', []],
    ]);
    const [inner, outer] = datasets;
    expect([inner.borderColor, outer.borderColor]).toEqual([LIGHT.runs[3], LIGHT.runs[3]]);
    expect(inner.borderWidth).toBeGreaterThan(Number(outer.borderWidth));
    // Lines around each of its eight modes, which lie on a circle of radius 2.
    const gaps = inner.data.filter(({ x }) => Number.isNaN(x)).length;
    expect(gaps).toBeGreaterThanOrEqual(7);
    for (const { x, y } of inner.data)
      if (!Number.isNaN(x)) expect(Math.abs(Math.hypot(Number(x), Number(y)) - 2)).toBeLessThan(0.6);
  });

  it('has lines around as many of the samples as the kernel, which widens each mode, makes of half and nine tenths', () => {
    const { datasets } = drawn([ring, still]).data;
    const widened = Math.hypot(0.2, 0.02 * 5.2) / 0.2;
    for (const [index, share] of [0.5, 0.9].entries()) {
      const radius = widened * Math.sqrt(-2 * Math.log(1 - share));
      const lines = datasets[index].data;
      let inside = 0;
      for (let at = 0; at < own.length; at += 2) if (isInside(lines, own[at], own[at + 1])) inside += 1;
      expect(Math.abs(inside / 1000 - (1 - Math.exp(-(radius ** 2) / 2)))).toBeLessThan(0.03);
    }
  });

  it('has points too where it is alone or pointed at, of a group as many as of a run, the same number of each seed', () => {
    expect(points(drawn([ring, still]))).toEqual([]);
    expect(points(drawn([ring]))[0].data).toHaveLength(1000);
    const lit = points(drawn([{ ...ring, isFaint: true }, still]));
    expect(lit).toHaveLength(1);
    expect(lit[0].label).toContain('still');
    expect(lit[0].data).toHaveLength(1000);
    const first = new Set<number>(own);
    expect(lit[0].data.filter(({ x }) => first.has(Number(x)))).toHaveLength(500);
  });

  it('finds its lines once for the samples of an epoch, whatever is pointed at, and anew for others', () => {
    if (plane.target.dimension !== 2) throw new Error('not in the plane');
    const found = densestLines(still, plane.target, plane.axes);
    expect(densestLines({ ...still, isFaint: true }, plane.target, plane.axes)).toBe(found);
    const others = { ...still, snapshots: [still.snapshots[0], moved(0.7)] };
    expect(densestLines(others, plane.target, plane.axes)).not.toEqual(found);
    expect(densestLines(still, plane.target, plane.axes)).toEqual(found);
    const [horizontal, vertical] = plane.axes.data;
    const wider = { ...plane.axes, data: [horizontal, { ...vertical, high: 2 * vertical.high }] };
    expect(densestLines(still, plane.target, wider)).not.toEqual(found);
  });

  it('is pale while another one is pointed at, and lies below it', () => {
    const { datasets } = drawn([{ ...ring, isFaint: true }, still]).data;
    expect(datasets[0].borderColor).not.toBe(LIGHT.runs[3]);
    expect(datasets[2].borderColor).toBe(LIGHT.runs[1]);
    expect(Number(datasets[0].order)).toBeGreaterThan(Number(datasets[2].order));
  });

  it('has paler thin lines where there are more than four, but for the one pointed at', () => {
    const five = ['a', 'b', 'c', 'd', 'e'].map((name) => ({ ...ring, name }));
    const thin = (figure: Figure) => figure.data.datasets.filter(({ label }) => label?.endsWith(', 90 %'));
    expect(thin(drawn(five))).toHaveLength(5);
    for (const { borderColor } of thin(drawn(five))) expect(borderColor).toBe(`${LIGHT.runs[3]}66`);
    const lit = thin(drawn(five.map((one) => ({ ...one, isFaint: one.name !== 'c' }))));
    expect(lit[2].borderColor).toBe(LIGHT.runs[3]);
  });

  it('says in the subtitle what its lines hold, and by which kernel', () => {
    expect(drawn([ring, still]).options?.plugins?.subtitle?.text).toBe(
      'lines around the densest 50 % (thick) and 90 % of the samples within the axes (of all seeds), by a kernel density · kernel: Gaussian, standard deviation 2 % of each axis',
    );
  });
});

/** Whether a place lies inside an odd number of closed lines, which gaps part. */
function isInside(lines: readonly Point[], x: number, y: number): boolean {
  const places = lines.map((point) => [Number(point.x), Number(point.y)] as const);
  const crossings = places.slice(1).filter(([toX, toY], index) => {
    const [fromX, fromY] = places[index];
    if (Number.isNaN(fromX) || Number.isNaN(toX) || fromY < y === toY < y) return false;
    return fromX + ((toX - fromX) * (y - fromY)) / (toY - fromY) > x;
  });
  return crossings.length % 2 === 1;
}
