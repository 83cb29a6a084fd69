import { describe, expect, it, vi } from 'vitest';
import { contourLines } from '../../../src/shared/figures/contour-lines.ts';

const SIZE = 40;

/** A grid of what `density` is at the middles of its cells, in shares of its width and height. */
function gridOf(density: (x: number, y: number) => number) {
  const values = Array.from({ length: SIZE * SIZE }, (_, cell) =>
    density(((cell % SIZE) + 0.5) / SIZE, (Math.floor(cell / SIZE) + 0.5) / SIZE),
  );
  return { columns: SIZE, rows: SIZE, density: values };
}

const peak = (atX: number, atY: number, width: number) => (x: number, y: number) =>
  Math.exp(-((x - atX) ** 2 + (y - atY) ** 2) / (2 * width ** 2));

const placesOf = (line: Float64Array) =>
  Array.from({ length: line.length / 2 }, (_, index) => [line[2 * index], line[2 * index + 1]] as const);

describe('lines of equal density', () => {
  it.each([0.14, 0.32, 0.61])('of a round mode are a closed circle around it, at %d of its height', (level) => {
    const lines = contourLines(gridOf(peak(0.5, 0.5, 0.12)), level);
    expect(lines).toHaveLength(1);
    const places = placesOf(lines[0]);
    expect(places.at(-1)).toEqual(places[0]);
    const radius = 0.12 * Math.sqrt(-2 * Math.log(level));
    for (const [x, y] of places) expect(Math.abs(Math.hypot(x - 0.5, y - 0.5) - radius)).toBeLessThan(0.005);
    // From one point to the next is no further than across a cell.
    places.slice(1).forEach(([x, y], index) => {
      expect(Math.hypot(x - places[index][0], y - places[index][1])).toBeLessThan(1.5 / SIZE);
    });
  });

  it('are one for each of several modes, and for the hole of a ring', () => {
    const [left, right] = [peak(0.25, 0.4, 0.05), peak(0.75, 0.6, 0.05)];
    const two = contourLines(
      gridOf((x, y) => left(x, y) + right(x, y)),
      0.5,
    );
    expect(
      two.map((line) => Math.round(4 * (placesOf(line).reduce((sum, [x]) => sum + x, 0) / placesOf(line).length))),
    ).toEqual([1, 3]);
    const ring = gridOf((x, y) => Math.exp(-((Math.hypot(x - 0.5, y - 0.5) - 0.3) ** 2) / 0.005));
    expect(contourLines(ring, 0.5)).toHaveLength(2);
  });

  it('end where the grid ends, and are none where no cell reaches the level', () => {
    const lines = contourLines(gridOf(peak(0, 0.5, 0.2)), 0.5);
    expect(lines).toHaveLength(1);
    const places = placesOf(lines[0]);
    for (const end of [places[0], places.at(-1)]) expect(end?.[0]).toBeCloseTo(0.5 / SIZE, 9);
    expect(contourLines(gridOf(peak(0.5, 0.5, 0.1)), 2)).toEqual([]);
    expect(
      contourLines(
        gridOf(() => NaN),
        0.5,
      ),
    ).toEqual([]);
  });

  it('do not cross where two modes touch at a corner', () => {
    const density = [1, 0, 0, 1];
    const lines = contourLines({ columns: 2, rows: 2, density }, 0.5);
    expect(lines.map((line) => line.length)).toEqual([4, 4]);
  });
});

describe('lines found one after another', () => {
  /** The module as it is before anything was asked of it. */
  async function afresh(): Promise<typeof contourLines> {
    vi.resetModules();
    return (await import('../../../src/shared/figures/contour-lines.ts')).contourLines;
  }

  it('are the same as those of each grid alone, whatever its size and the order', async () => {
    const ring = gridOf((x, y) => peak(0.5, 0.5, 0.2)(x, y) - peak(0.5, 0.5, 0.1)(x, y));
    const corner = { columns: 2, rows: 2, density: [0, 1, 1, 0] };
    const grids = [corner, ring, gridOf(peak(0, 0.5, 0.2)), gridOf(peak(0, 0, 0.3))];
    const alone = [];
    for (const grid of grids) alone.push((await afresh())(grid, 0.2));
    for (const order of [
      [0, 1, 2, 3, 0],
      [3, 3, 2, 0, 1],
    ]) {
      const found = await afresh();
      for (const index of order) expect(found(grids[index], 0.2)).toEqual(alone[index]);
    }
  });
});
