import { describe, expect, it } from 'vitest';
import { runConfigSchema } from '../../../src/shared/config/schema.ts';
import { LIGHT } from '../../../src/shared/figures/palette.ts';
import {
  nextPlace,
  overlaidInPlane,
  valuesInPlane,
  type DrawnPlane,
} from '../../../src/shared/figures/plane-values.ts';

const SIDE = 5;
const AXES = [
  { low: -2, high: 2 },
  { low: 10, high: 30 },
];
/** A plane of D, which lines between its points follow exactly. */
const outputAt = (x: number, y: number) => 0.5 + 0.1 * x + 0.01 * (y - 20);

function plane(loss: 'bce' | 'wgan', density = [0.1, 0.2, 0.3, 0.4]): DrawnPlane {
  const outputs = Float32Array.from({ length: SIDE * SIDE }, (_, point) =>
    outputAt(-2 + (point % SIDE), 10 + 5 * Math.floor(point / SIDE)),
  );
  return {
    axes: AXES,
    target: { dimension: 2, kind: 'grid', columns: 2, rows: 2, density },
    field: { loss: runConfigSchema.parse({ loss }).loss, outputs },
  };
}

const named = (place: { x: number; y: number }, drawn: DrawnPlane) =>
  Object.fromEntries(valuesInPlane(place, drawn, LIGHT).map(({ name, value }) => [name, value]));

describe('values at a place in the plane', () => {
  it('are D between its points, and the density of the cell', () => {
    const found = named({ x: 0.6, y: 13 }, plane('bce'));
    expect(found['D(x, y), probability']).toBeCloseTo(outputAt(0.6, 13), 6);
    expect(found['density of the target']).toBe(0.2);
    expect(named({ x: -0.5, y: 29 }, plane('bce'))['density of the target']).toBe(0.3);
  });

  it('reach the ends of the axes, and no further', () => {
    const corner = named({ x: 2, y: 30 }, plane('bce'));
    expect(corner['D(x, y), probability']).toBeCloseTo(outputAt(2, 30), 6);
    expect(corner['density of the target']).toBe(0.4);
    expect(valuesInPlane({ x: 2.01, y: 20 }, plane('bce'), LIGHT)).toEqual([]);
  });

  it('say of a critic that its value is the output, and have no D where it is not shown', () => {
    expect(Object.keys(named({ x: 0, y: 20 }, plane('wgan')))).toEqual(['D(x, y), output', 'density of the target']);
    expect(Object.keys(named({ x: 0, y: 20 }, { ...plane('wgan'), field: undefined }))).toEqual([
      'density of the target',
    ]);
  });

  it('are of several groups the density of each, under its name', () => {
    const density = { columns: 2, rows: 1, density: [0.5, 0.25] };
    const laid = [
      { name: 'wide', seeds: '2 seeds, combined', colour: 2, snapshots: [], density },
      { name: 'plain', colour: 0, snapshots: [], density },
    ];
    const { axes, target } = plane('bce');
    const found = overlaidInPlane({ x: 1, y: 11 }, { axes, target, laid }, LIGHT);
    expect(found.map(({ name, value, colour }) => [name, value, colour])).toEqual([
      ['wide', 0.25, LIGHT.runs[2]],
      ['plain', 0.25, LIGHT.runs[0]],
      ['density of the target', 0.2, LIGHT.target],
    ]);
    expect(overlaidInPlane({ x: 3, y: 11 }, { axes, target, laid }, LIGHT)).toEqual([]);
  });

  it('are asked by the arrow keys from point to point of D, from the middle to the ends', () => {
    const next = (from: { x: number; y: number } | undefined, right: number, up: number) =>
      nextPlace(from, { right, up }, AXES, SIDE);
    expect(next(undefined, 1, 0)).toEqual({ x: 0, y: 20 });
    expect(next({ x: 0, y: 20 }, 1, -1)).toEqual({ x: 1, y: 15 });
    expect(next({ x: 0.2, y: 21 }, 0, 1)).toEqual({ x: 0, y: 25 });
    expect(next({ x: 2, y: 10 }, 5, -5)).toEqual({ x: 2, y: 10 });
  });
});
