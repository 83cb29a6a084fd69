import { expect, it } from 'vitest';
import '../../../../src/main/files/figures/render.ts';
import { renderVector } from '../../../../src/main/files/figures/vector.ts';
import { distributionFigure } from '../../../../src/shared/figures/distribution-figure.ts';
import { pageOfPixels } from '../../../../src/shared/figures/page.ts';
import { recorded2D } from '../../../shared/figures/recorded.ts';

const POINTS = 1000;
const SIDE = 48;

it('an SVG of a thousand samples over the field of D takes less than half a megabyte, each where it was', () => {
  const data = recorded2D({ discriminator: true });
  const [horizontal, vertical] = data.axes.data;
  const points = Float32Array.from({ length: 2 * POINTS }, (_, at) => {
    const { low, high } = at % 2 === 0 ? horizontal : vertical;
    return low + (high - low) * (0.1 + (0.8 * ((at * 7919) % 997)) / 997);
  });
  const discriminator = Float32Array.from({ length: SIDE * SIDE }, (_, cell) => (cell % SIDE) / SIDE);
  const frame = { dimension: 2 as const, points, discriminator };
  const figure = distributionFigure({ ...data, snapshot: { ...data.snapshot, frame } });
  const page = pageOfPixels({ width: 640, height: 640 });
  const svg = renderVector([figure], { kind: 'svg', page, text: 'font', hasTitle: true }).toString('utf8');
  // The fonts are the same whatever is drawn.
  const shapes = svg.replaceAll(/@font-face\{[^}]*\}/g, '');
  expect(shapes.length).toBeLessThan(400_000);
  const circles = [...svg.matchAll(/<circle [^>]*cx="([^"]*)" cy="([^"]*)" r="([^"]*)"/g)].map(([, x, y, r]) =>
    [x, y, r].map(Number),
  );
  const samples = circles.filter(([, , radius]) => radius < 3);
  expect(samples).toHaveLength(POINTS);
  // On one scale: what lies as far apart in the data does on the page.
  const scale = (samples[1][0] - samples[0][0]) / (points[2] - points[0]);
  samples.forEach(([x, y], index) => {
    expect(x - samples[0][0]).toBeCloseTo(scale * (points[2 * index] - points[0]), 1);
    expect(y - samples[0][1]).toBeCloseTo(-scale * (points[2 * index + 1] - points[1]), 1);
  });
});
