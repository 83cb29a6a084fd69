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
    snapshot: { ...line.snapshot, epoch: epochs.at(index) ?? 300 },
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

  it('are told apart by dashes where two runs have one colour', () => {
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
    const laid = [{ name: 'ring', colour: 3, snapshot: plane.snapshot }];
    const figure = overlaidDistributionsFigure({ target: plane.target, axes: plane.axes, bins: 60, laid });
    expect(figure.type).toBe('scatter');
    expect(figure.data.datasets[0].data).toHaveLength(1000);
    expect(() => overlaidDistributionsFigure({ target: line.target, axes: line.axes, bins: 60, laid })).toThrow(
      RangeError,
    );
  });
});
