import type { Chart, PluginOptionsByType } from 'chart.js';
import { expect, it } from 'vitest';
import { curveTicks } from '../../../src/shared/figures/curve-ticks.ts';
import type { LatentTick } from '../../../src/shared/latent-grid.ts';

const AREA = { left: 0, right: 100, top: 0, bottom: 100 };

/** The strokes that are drawn where a unit of x takes 10 pixels and a unit of y 100, each from one end to the other. */
function strokes(ticks: readonly LatentTick[], datasets: readonly string[]): number[][] {
  const ends: number[] = [];
  const add = (x: number, y: number) => ends.push(x, y);
  const chart = {
    ctx: { beginPath: () => undefined, stroke: () => undefined, moveTo: add, lineTo: add },
    data: { datasets: datasets.map((label) => ({ label })) },
    chartArea: AREA,
    scales: {
      x: { getPixelForValue: (value: number) => 10 * value },
      y: { getPixelForValue: (value: number) => 100 - 100 * value },
    },
  } as unknown as Chart<'scatter'>;
  const options: PluginOptionsByType<'scatter'>['curveTicks'] = { ticks, curve: 'curve G(z)', colour: '#000000' };
  curveTicks.afterDatasetsDraw?.(chart, {}, options, false);
  return Array.from({ length: ends.length / 4 }, (_, index) => ends.slice(4 * index, 4 * index + 4));
}

it('ticks are perpendicular to their curve on the picture, where x and y have different scales', () => {
  const ticks = [
    { x: 5, y: 0.5, towards: { x: 6, y: 0.7 } },
    { x: 2, y: 0.2, towards: { x: 2, y: 0.1 } },
    { x: 3, y: 0.9, towards: { x: 3, y: 0.9 } },
  ];
  const drawn = strokes(ticks, ['generator', 'curve G(z)']);
  expect(drawn).toHaveLength(3);
  const across = drawn.map(([x0, y0, x1, y1]) => [x1 - x0, y1 - y0]);
  for (const [index, [right, down]] of across.entries()) {
    const [x0, y0] = drawn[index];
    const { x, y, towards } = ticks[index];
    expect([x0 + right / 2, y0 + down / 2].map((at) => Math.round(at))).toEqual([10 * x, Math.round(100 - 100 * y)]);
    expect(right * 10 * (towards.x - x) - down * 100 * (towards.y - y)).toBeCloseTo(0, 9);
    expect(Math.sqrt(right * right + down * down)).toBeCloseTo(14, 9);
  }
  // Where the curve stands still, upright.
  expect(across[2][0]).toBe(0);
});

it('there are no ticks outside the axes, nor where the curve was hidden', () => {
  const inside = { x: 5, y: 0.5, towards: { x: 6, y: 0.5 } };
  expect(strokes([inside, { ...inside, x: 11 }, { ...inside, y: -0.1 }], ['curve G(z)'])).toHaveLength(1);
  expect(strokes([inside], ['generator'])).toEqual([]);
});
