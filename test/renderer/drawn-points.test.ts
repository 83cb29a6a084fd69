import { describe, expect, it } from 'vitest';
import { added, halfway, moved, pointsOf, removed, viewOf } from '../../src/renderer/new-run/drawn-points.ts';

const POINTS = [
  { x: -3, height: 0 },
  { x: 0, height: 2 },
  { x: 3, height: 0 },
];
const VIEW = viewOf(POINTS);

describe('the points of a drawn density', () => {
  it('are those of its lists, where these belong together', () => {
    expect(pointsOf([-3, 0, 3], [0, 2, 0])).toEqual(POINTS);
    expect(pointsOf([-3, 0], [0, 2, 0])).toBeUndefined();
    expect(pointsOf([0, -3, 3], [0, 2, 0])).toBeUndefined();
    expect(pointsOf([-3, 0, 3], [0, -2, 0])).toBeUndefined();
    expect(pointsOf('-3', [0])).toBeUndefined();
  });

  it('are moved to round numbers, never past a neighbour nor below 0', () => {
    expect(moved(POINTS, 1, { x: 1.23456, height: 1.98765 }, VIEW)[1]).toEqual({ x: 1.23, height: 1.988 });
    expect(moved(POINTS, 1, { x: 4, height: 1 }, VIEW)[1]).toEqual({ x: 0, height: 1 });
    expect(moved(POINTS, 0, { x: -5, height: -1 }, VIEW)[0]).toEqual({ x: -5, height: 0 });
  });

  it('are joined by one more in its place, once', () => {
    const more = added(POINTS, { x: 1.5, height: 0.25 }, VIEW);
    expect(more).toMatchObject({ index: 2 });
    expect(more?.points.map(({ x }) => x)).toEqual([-3, 0, 1.5, 3]);
    expect(added(POINTS, { x: 0, height: 1 }, VIEW)).toBeUndefined();
    expect(halfway(POINTS, 2)).toEqual({ x: 1.5, height: 1 });
  });

  it('stay a density when one is taken away', () => {
    expect(removed(POINTS, 0)).toEqual(POINTS.slice(1));
    expect(removed(POINTS, 1)).toBeUndefined();
    expect(removed(POINTS.slice(0, 2), 0)).toBeUndefined();
  });
});
