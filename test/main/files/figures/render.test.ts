import { describe, expect, it } from 'vitest';
import { renderPng } from '../../../../src/main/files/figures/render.ts';
import { HEAT_OPACITY } from '../../../../src/shared/figures/discriminator-heat.ts';
import { distributionFigure } from '../../../../src/shared/figures/distribution-figure.ts';
import { lossesFigure } from '../../../../src/shared/figures/losses-figure.ts';
import { DARK, LIGHT } from '../../../../src/shared/figures/palette.ts';
import { LINE, lossSeries, recorded1D, recorded2D, recordedLosses } from '../../../shared/figures/recorded.ts';
import { decodePng, near, over, rgb } from './pixels.ts';

const WHITE = rgb('#ffffff');
/** Pixels from the top: the legend's keys have the colours that are looked for. */
const BELOW_LEGEND = 180;
const isDark = (...pixel: number[]) => pixel.every((part) => part < 100);
const isWhite = near(WHITE);

describe('a figure drawn without a window', () => {
  it('is a PNG of 960 × 600 CSS pixels at scale 2', () => {
    const png = renderPng(lossesFigure(recordedLosses()));
    expect([...png.subarray(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
    expect(png.toString('latin1', 12, 16)).toBe('IHDR');
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1920, 1200]);
    expect(png.toString('latin1', png.length - 8, png.length - 4)).toBe('IEND');
  });

  it('has the size and scale asked for', async () => {
    const png = renderPng(lossesFigure(recordedLosses()), { width: 400, height: 300, scale: 3 });
    const { width, height } = await decodePng(png);
    expect([width, height]).toEqual([1200, 900]);
  });

  it('is the same to the byte when drawn again, from the same figure or from the same data', () => {
    for (const figureOf of [
      () => lossesFigure(recordedLosses()),
      () => distributionFigure(recorded1D()),
      () => distributionFigure(recorded2D()),
    ]) {
      const figure = figureOf();
      const first = renderPng(figure);
      expect(renderPng(figure).equals(first)).toBe(true);
      expect(renderPng(figureOf()).equals(first)).toBe(true);
    }
  });

  it('leaves the figure as it was', () => {
    for (const figureOf of [() => lossesFigure(recordedLosses()), () => distributionFigure(recorded2D())]) {
      const figure = figureOf();
      renderPng(figure);
      expect(figure).toEqual(figureOf());
    }
  });

  it('has a title, an axis title and tick labels, and nothing runs over its edge', async () => {
    for (const figure of [lossesFigure(recordedLosses()), distributionFigure(recorded1D({ discriminator: true }))]) {
      const picture = await decodePng(renderPng(figure));
      expect(picture.count(isDark, { bottom: 0.06 }), 'title').toBeGreaterThan(400);
      expect(picture.count(isDark, { left: 0.4, right: 0.65, top: 0.94 }), 'title of x').toBeGreaterThan(30);
      expect(picture.count(isDark, { left: 0.01, right: 0.04, top: 0.3, bottom: 0.7 }), 'title of y').toBeGreaterThan(
        80,
      );
      for (const edge of [{ bottom: 0.005 }, { top: 0.995 }, { right: 0.003 }, { left: 0.997 }]) {
        expect(picture.count((...pixel) => !isWhite(...pixel), edge)).toBe(0);
      }
    }
  });

  it('shows the three losses and the equilibrium in their colours', async () => {
    const data = { ...recordedLosses(), metrics: lossSeries([]) };
    const picture = await decodePng(renderPng(lossesFigure(data)));
    const seen = (hex: string, opacity: number) => picture.count(near(over(rgb(hex), opacity, WHITE)), { top: 0.16 });
    const plotWidth = 1700;
    expect(seen(LIGHT.generator, 0.8)).toBeGreaterThan(plotWidth);
    expect(seen(LIGHT.discriminatorReal, 0.8)).toBeGreaterThan(plotWidth);
    expect(seen(LIGHT.discriminatorFake, 0.8)).toBeGreaterThan(plotWidth);
    expect(seen(LIGHT.equilibrium, 1)).toBeGreaterThan(plotWidth);
  });

  it('shows bars in blue and the target in grey, which enclose the same area', async () => {
    const samples = Float32Array.from({ length: 2000 }, (_, index) => 1 + (index + 0.5) / 1000);
    const data = recorded1D();
    const frame = { dimension: 1, samples, discriminator: new Float32Array(2), generator: undefined } as const;
    const figure = distributionFigure({ ...data, axes: LINE, snapshot: { ...data.snapshot, frame } });
    const picture = await decodePng(renderPng(figure));
    const grey = over(rgb(LIGHT.target), 0.25, WHITE);
    const plot = { top: 0.16 };
    const onlyTarget = picture.count(near(grey), plot);
    const onlyBars = picture.count(near(over(rgb(LIGHT.generator), 0.55, WHITE)), plot);
    const both = picture.count(near(over(rgb(LIGHT.generator), 0.55, grey)), plot);
    expect(both).toBeGreaterThan(10_000);
    expect(picture.count(near(rgb(LIGHT.target)), plot)).toBeGreaterThan(1000);
    // Outlines and grid lines hide a few per cent of either.
    expect((onlyTarget + both) / (onlyBars + both)).toBeGreaterThan(0.95);
    expect((onlyTarget + both) / (onlyBars + both)).toBeLessThan(1.05);
  });

  it('draws the plane with one scale for both axes, whatever the canvas', async () => {
    const blue = near(over(rgb(LIGHT.generator), 0.7, WHITE));
    const data = recorded2D();
    const points = Float32Array.of(2, 0, -2, 0, 0, 2, 0, -2);
    const frame = { dimension: 2, points, discriminator: new Float32Array(48 * 48) } as const;
    const target = { dimension: 2, kind: 'points', points: new Float64Array(0) } as const;
    for (const size of [{}, { width: 960, height: 600 }, { width: 400, height: 700 }]) {
      const figure = distributionFigure({ ...data, target, snapshot: { ...data.snapshot, frame } });
      const picture = await decodePng(renderPng(figure, size));
      // On the narrow one the title takes two lines.
      const { left, right, top, bottom } = picture.box(blue, BELOW_LEGEND + 40);
      expect(right - left).toBeGreaterThan(400);
      expect(Math.abs(right - left - (bottom - top))).toBeLessThanOrEqual(4);
    }
  });

  it('shows the density of the plane, each cell at its place', async () => {
    const data = recorded2D();
    const frame = { dimension: 2, points: new Float64Array(0), discriminator: new Float32Array(48 * 48) } as const;
    // No edge of a letter is red, as some are grey.
    const red = { ...LIGHT, target: '#ff0000' };
    const boxOf = async (density: number[]) => {
      const target = { dimension: 2, kind: 'grid', columns: 2, rows: 4, density } as const;
      const png = renderPng(distributionFigure({ ...data, target, snapshot: { ...data.snapshot, frame } }, red));
      return (await decodePng(png)).box(near(rgb(red.target)), BELOW_LEGEND);
    };
    const whole = await boxOf(Array.from({ length: 8 }, () => 1));
    const [width, height] = [whole.right - whole.left, whole.bottom - whole.top];
    expect(width).toBeGreaterThan(1000);
    // The third cell: low x, and the second row from below.
    const cell = await boxOf([0, 0, 1, 0, 0, 0, 0, 0]);
    const places = [cell.left - whole.left, whole.right - cell.right, cell.top - whole.top, whole.bottom - cell.bottom];
    const expected = [0, width / 2, height / 2, height / 4];
    places.forEach((place, side) => expect(Math.abs(place - expected[side])).toBeLessThanOrEqual(2));
  });

  it('shows D over the plane, as real where it is near 1 and as fake where it is near 0', async () => {
    const data = recorded2D();
    // 1 on the left half, 0 on the right, and 0.5 in the lower quarter.
    const discriminator = Float32Array.from({ length: 48 * 48 }, (_, cell) =>
      cell < 12 * 48 ? 0.5 : cell % 48 < 24 ? 1 : 0,
    );
    const frame = { dimension: 2, points: new Float64Array(0), discriminator } as const;
    const target = { dimension: 2, kind: 'points', points: new Float64Array(0) } as const;
    const snapshot = { ...data.snapshot, frame };
    const figure = distributionFigure({ ...data, target, snapshot, discriminator: true });
    const picture = await decodePng(renderPng(figure));
    const boxOf = (hex: string) => picture.box(near(over(rgb(hex), HEAT_OPACITY, WHITE)), BELOW_LEGEND);
    const [real, fake] = [boxOf(LIGHT.discriminatorReal), boxOf(LIGHT.discriminatorFake)];
    const side = fake.right - real.left;
    expect(side).toBeGreaterThan(1000);
    // Between the two columns of points where it changes it goes from one to the other in a straight line, through 0.5.
    const step = side / 47;
    for (const half of [real, fake]) {
      expect(Math.abs(half.right - half.left - (side - step) / 2)).toBeLessThanOrEqual(step / 4);
      expect(Math.abs((half.bottom - half.top) / side - 36.5 / 48)).toBeLessThan(0.02);
    }
    expect(fake.left - real.right).toBeGreaterThan(0);
    expect(fake.left - real.right).toBeLessThanOrEqual(step + 2);
    expect(Math.abs((real.right + fake.left) / 2 - (real.left + fake.right) / 2)).toBeLessThanOrEqual(2);
  });

  it.each([-50, 50])('draws all samples of the plane that lie inside where one lies at x = %d', (far) => {
    const data = recorded2D();
    const { frame } = data.snapshot;
    if (frame.dimension !== 2) throw new Error('not in the plane');
    const drawn = (x: number) => {
      const points = frame.points.slice();
      // In the middle of them, where a search for the ends of the axes would begin.
      points[998] = x;
      return renderPng(distributionFigure({ ...data, snapshot: { ...data.snapshot, frame: { ...frame, points } } }));
    };
    expect(drawn(far).equals(drawn(NaN))).toBe(true);
  });

  it('stands on white, or on the ground asked for', async () => {
    const light = await decodePng(renderPng(lossesFigure(recordedLosses())));
    expect(light.count(isWhite)).toBeGreaterThan(0.7 * light.width * light.height);
    const png = renderPng(lossesFigure(recordedLosses(), DARK), { background: DARK.background });
    const dark = await decodePng(png);
    expect(dark.count(near(rgb(DARK.background)))).toBeGreaterThan(0.7 * dark.width * dark.height);
    expect(dark.count(isWhite)).toBe(0);
  });
});
