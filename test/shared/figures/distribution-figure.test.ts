import type { Point } from 'chart.js';
import type { LossConfig } from '../../../src/shared/config/schema.ts';
import { describe, expect, it } from 'vitest';
import { randomStream } from '../../../src/main/training/random.ts';
import { distributionFigure } from '../../../src/shared/figures/distribution-figure.ts';
import { legendEntries } from '../../../src/shared/figures/legend.ts';
import { DARK, LIGHT } from '../../../src/shared/figures/palette.ts';
import { targetShape } from '../../../src/shared/figures/target-shape.ts';
import type { Figure } from '../../../src/shared/figures/theme.ts';
import { figureRun, LINE, PLANE, recorded1D, recorded2D, ringLaw } from './recorded.ts';

function dataset(figure: Figure, label: string) {
  const found = figure.data.datasets.find((one) => one.label === label);
  if (found === undefined) throw new Error(`no dataset ${label}`);
  return found;
}

const labels = (figure: Figure) => figure.data.datasets.map(({ label }) => label);
/** The points of a line; where there is none, NaN. */
function coordinates(figure: Figure, label: string): { x: number; y: number }[] {
  return dataset(figure, label).data.map(({ x, y }: Point) => ({ x: x ?? NaN, y: y ?? NaN }));
}

/** Area under a step line that holds each height until the next point. */
function areaUnder(figure: Figure, label: string): number {
  const points = coordinates(figure, label);
  return points.slice(1).reduce((sum, point, index) => {
    const { x, y } = points[index];
    return sum + (Number.isNaN(y) ? 0 : y * (point.x - x));
  }, 0);
}

describe('the distribution figure on the line', () => {
  it('shows the samples in blue as a density over the target in grey', () => {
    const figure = distributionFigure(recorded1D());
    expect(labels(figure)).toEqual(['generator', 'target density']);
    const samples = dataset(figure, 'generator');
    expect(samples.borderColor).toBe(LIGHT.generator);
    expect(areaUnder(figure, 'generator')).toBeCloseTo(1, 9);
    const target = dataset(figure, 'target density');
    expect(target.borderColor).toBe(LIGHT.target);
    const peak = coordinates(figure, 'target density').reduce((highest, point) =>
      point.y > highest.y ? point : highest,
    );
    expect(peak).toEqual({ x: 0, y: 1 / Math.sqrt(2 * Math.PI) });
  });

  it('counts samples outside the axes in the whole, and says how many there are', () => {
    const data = recorded1D();
    const samples = Float32Array.of(-9, -1, 0, 1);
    const frame = { dimension: 1, samples, discriminator: new Float32Array(2), generator: undefined } as const;
    const figure = distributionFigure({ ...data, snapshot: { ...data.snapshot, outside: 1, frame } });
    expect(areaUnder(figure, 'generator')).toBeCloseTo(0.75, 9);
    expect(figure.options?.plugins?.subtitle).toMatchObject({
      display: true,
      text: '1 of 4 samples lies outside the axes · highest bar: 1.88, above the axis',
    });
    // Its line is kept, so that a picture with nothing to say stands as the others do.
    expect(distributionFigure(data).options?.plugins?.subtitle).toMatchObject({ display: true, text: '' });
  });

  it('keeps its axes over the run, whatever the samples do', () => {
    const data = recorded1D();
    const collapsed = { dimension: 1, samples: new Float32Array(2000), discriminator: new Float32Array(2) } as const;
    const frame = { ...collapsed, generator: undefined };
    const axesOf = ({ options }: ReturnType<typeof distributionFigure>) =>
      Object.values(options?.scales ?? {}).map((scale) => [scale?.min, scale?.max]);
    expect(axesOf(distributionFigure({ ...data, snapshot: { ...data.snapshot, frame } }))).toEqual(
      axesOf(distributionFigure(data)),
    );
  });

  it('has as many bars as the config has bins, and draws nothing where a bin is empty', () => {
    const data = recorded1D({ run: figureRun('vanilla', { snapshots: { bins: 8 } }) });
    const samples = Float32Array.of(-3.5, -2.5, 0.5);
    const frame = { dimension: 1, samples, discriminator: new Float32Array(2), generator: undefined } as const;
    const figure = distributionFigure({ ...data, snapshot: { ...data.snapshot, frame } });
    const third = 1 / 3;
    expect(dataset(figure, 'generator').data).toEqual([
      { x: -4, y: 0 },
      { x: -4, y: third },
      { x: -3, y: third },
      { x: -2, y: 0 },
      { x: -2, y: NaN },
      { x: 0, y: 0 },
      { x: 0, y: third },
      { x: 1, y: 0 },
      { x: 1, y: NaN },
    ]);
  });

  it('says run, seed, epoch, W1 and KS', () => {
    const { options } = distributionFigure(recorded1D());
    expect(options?.plugins?.title?.text).toBe('vanilla · seed 1 · epoch 600 · W1 0.123 · KS 0.0568');
    expect(options?.scales?.x).toMatchObject({ ...{ min: -4, max: 4 }, title: { text: 'x' } });
    expect(options?.scales?.y).toMatchObject({ min: 0, title: { text: 'density' } });
  });

  it('says that W1 is undefined for a target without a mean', () => {
    const data = recorded1D();
    const figure = distributionFigure({ ...data, snapshot: { ...data.snapshot, metrics: { ks: 0.25 } } });
    expect(figure.options?.plugins?.title?.text).toContain('W1 undefined · KS 0.25');
  });

  it('adds D(x) in a strip below the densities, over the same x, and the averaged generator where asked to', () => {
    const data = recorded1D();
    expect(Object.keys(distributionFigure(data).options?.scales ?? {})).toEqual(['x', 'y']);
    const frame = { ...data.snapshot.frame, averaged: Float32Array.of(-1, 0, 1) };
    const snapshot = { ...data.snapshot, frame };
    expect(labels(distributionFigure({ ...data, snapshot }))).not.toContain('averaged generator');
    const figure = distributionFigure({ ...data, snapshot, discriminator: true, averaged: true });
    expect(labels(figure)).toEqual(['generator', 'averaged generator', 'target density', 'discriminator D(x)']);
    const curve = dataset(figure, 'discriminator D(x)');
    expect(curve).toMatchObject({ yAxisID: 'discriminator' });
    expect(curve.data[0]).toEqual({ x: -4, y: 0 });
    expect(curve.data[100]).toEqual({ x: 0, y: 0.5 });
    expect(curve.data.at(-1)).toEqual({ x: 4, y: 1 });
    expect(figure.options?.scales?.discriminator).toMatchObject({ min: 0, max: 1.25, stack: 'values' });
    expect(figure.options?.scales?.y).toMatchObject({ stack: 'values' });
    expect(areaUnder(figure, 'averaged generator')).toBeCloseTo(1, 9);
  });

  it('shows the output of the discriminator as it is, and the ideal one, where the loss is not of probabilities', () => {
    const data = recorded1D();
    const density = new Float64Array(3).fill(0.1);
    const frame = { ...data.snapshot.frame, discriminator: Float32Array.of(-2, 0.25, 3) } as typeof data.snapshot.frame;
    const drawn = (name: LossConfig['name']) => {
      const run = figureRun('vanilla', { loss: { name } as LossConfig });
      return distributionFigure({ ...data, run, snapshot: { ...data.snapshot, frame }, discriminator: true, density });
    };
    const ideal = 'ideal D*(x), from the histogram of generated samples';
    const hinge = drawn('hinge');
    expect(hinge.options?.scales?.discriminator).toMatchObject({ min: -2, max: 4.25 });
    expect(dataset(hinge, ideal).data.map(({ y }) => y)).toEqual([1, -1, 1]);
    const squares = dataset(drawn('lsgan'), ideal).data.map(({ y }) => y ?? NaN);
    expect(squares[0]).toBeCloseTo(1, 1);
    expect(squares[1]).toBeLessThan(0.3);
    const critic = drawn('wgan');
    expect(labels(critic)).toContain('critic D(x)');
    expect(labels(critic)).not.toContain(ideal);
    expect(critic.options?.scales?.discriminator).toMatchObject({ title: { text: ['output D(x)', 'of the critic'] } });
  });

  it('shows held-out data as a grey histogram', () => {
    const held = Float64Array.of(-1.5, -0.5, 0.5, 0.5);
    const reference = { cdf: (x: number) => held.filter((value) => value <= x).length / 4 };
    const law = { dimension: 1, density: undefined, reference } as unknown as Parameters<typeof targetShape>[0];
    const data = recorded1D({ target: targetShape(law, LINE, 8, randomStream(1, 'figure')) });
    const figure = distributionFigure(data);
    const target = dataset(figure, 'target data');
    expect(target.borderColor).toBe(LIGHT.target);
    expect(coordinates(figure, 'target data').filter(({ y }) => !Number.isNaN(y))).toEqual([
      { x: -2, y: 0 },
      { x: -2, y: 0.25 },
      { x: -1, y: 0.25 },
      { x: 0, y: 0.5 },
      { x: 1, y: 0 },
    ]);
  });
});

describe('the distribution figure in the plane', () => {
  it('shows the points in blue over the density in grey', () => {
    const figure = distributionFigure(recorded2D());
    expect(figure.type).toBe('scatter');
    expect(labels(figure)).toEqual(['generator', 'target density']);
    const points = dataset(figure, 'generator');
    expect(points.data).toHaveLength(1000);
    expect(points.backgroundColor).toContain(LIGHT.generator);
    expect(figure.options?.plugins?.densityHeat).toMatchObject({ colour: LIGHT.target });
    expect(figure.options?.plugins?.title?.text).toBe('ring · seed 1 · epoch 400 · sliced W1 0.0235 · 8 modes covered');
    expect(figure.options?.plugins?.subtitle?.text).toBe('1 of 2000 samples lies outside the axes');
  });

  it('has a grid whose cells hold the density of the target', () => {
    const shape = targetShape(ringLaw(), PLANE, 60, randomStream(1, 'figure'));
    if (shape.kind !== 'grid') throw new Error('a ring has a density');
    const cell = (5.2 / shape.columns) * (5.2 / shape.rows);
    // Each Gaussian's centre lies 3 standard deviations from the axes' ends in one coordinate at most: 4 × 0.13 % of an eighth is lost.
    expect(shape.density.reduce((sum, density) => sum + density * cell, 0)).toBeCloseTo(1 - (4 * 0.00135) / 8, 3);
    const column = Math.floor(((2 + 2.6) / 5.2) * shape.columns);
    const row = Math.floor(shape.rows / 2);
    const peak = 1 / (8 * 2 * Math.PI * 0.2 * 0.2);
    expect(shape.density[row * shape.columns + column] / peak).toBeGreaterThan(0.98);
  });

  it('shows points of the target where only data is known', () => {
    const law = { ...ringLaw(), density: undefined };
    const shape = targetShape(law, PLANE, 60, randomStream(1, 'figure'));
    const figure = distributionFigure(recorded2D({ target: shape }));
    const target = dataset(figure, 'target data');
    expect(target.data).toHaveLength(1000);
    expect(target.backgroundColor).toContain(LIGHT.target);
    expect(figure.options?.plugins?.densityHeat).toBeUndefined();
    for (const { x, y } of coordinates(figure, 'target data'))
      expect(Math.abs(Math.sqrt(x * x + y * y) - 2)).toBeLessThan(1.2);
  });

  it('names the ends of the heat map of D where that is asked for', () => {
    const figure = distributionFigure(recorded2D({ discriminator: true }));
    expect(labels(figure)).toEqual(['generator', 'target density', 'D(x) near 1', 'D(x) near 0']);
    expect(dataset(figure, 'D(x) near 1').backgroundColor).toContain(LIGHT.discriminatorReal);
    expect(dataset(figure, 'D(x) near 0').backgroundColor).toContain(LIGHT.discriminatorFake);
    const run = figureRun('ring', { target: 'ring', generator: { latent_dimension: 2 }, loss: 'wgan' });
    const data = recorded2D({ discriminator: true, run });
    const outputs = new Float32Array(48 * 48).fill(-7).fill(12.5, 0, 9);
    const frame = { ...data.snapshot.frame, discriminator: outputs };
    const critic = distributionFigure({ ...data, snapshot: { ...data.snapshot, frame } });
    expect(labels(critic).slice(-2)).toEqual(['D(x) near 12.5', 'D(x) near −7']);
    expect(critic.options?.plugins).toMatchObject({ discriminatorHeat: { outputs, range: { low: -7, high: 12.5 } } });
  });

  it('draws the latent grid faintly under the samples, each of its lines by itself, and names its epoch', () => {
    const images = Float32Array.from({ length: 2 * 30 * 141 }, (_, at) => (at % 2 === 0 ? at / 8460 : 0.5));
    const figure = distributionFigure(recorded2D({ latentGrid: { epoch: 360, dimension: 2, images } }));
    expect(labels(figure)).toEqual(['generator', 'target density', 'latent grid']);
    const [grid, samples] = ['latent grid', 'generator'].map((name) => dataset(figure, name));
    expect(figure.options?.plugins?.subtitle?.text).toBe(
      'latent grid at epoch 360 · 1 of 2000 samples lies outside the axes',
    );
    expect(grid.order).toBeGreaterThan(samples.order ?? 0);
    expect(grid.borderColor).toMatch(new RegExp(`^${LIGHT.generator}[0-9a-f]{2}$`));
    expect(grid.data).toHaveLength(30 * 141 + 29);
    expect(grid.data.filter(({ x }) => Number.isNaN(x))).toHaveLength(29);
    const curve = { epoch: 400, dimension: 1, images: images.subarray(0, 2 * 491) };
    expect(legendEntries(distributionFigure(recorded2D({ latentGrid: curve }))).map(({ name }) => name)).toEqual([
      'generator',
      'target density',
      'curve G(z)',
    ]);
  });

  it('refuses a target of another dimension', () => {
    const mixed = { ...recorded2D(), target: recorded1D().target };
    expect(() => distributionFigure(mixed)).toThrow('The snapshot has dimension 2, its target 1');
  });
});

describe('every distribution figure', () => {
  it('is the same for the same data, and takes its colours from the palette', () => {
    for (const recorded of [recorded1D, recorded2D]) {
      expect(distributionFigure(recorded())).toEqual(distributionFigure(recorded()));
      const dark = JSON.stringify(distributionFigure(recorded(), DARK));
      for (const colour of [LIGHT.generator, LIGHT.text, LIGHT.grid, LIGHT.target]) expect(dark).not.toContain(colour);
    }
  });
});
