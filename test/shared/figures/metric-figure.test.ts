import { createCanvas } from '@napi-rs/canvas';
import { Chart } from 'chart.js';
import { describe, expect, it } from 'vitest';
import { comparedFigure } from '../../../src/shared/figures/compared-figure.ts';
import { FIGURE_COMPONENTS } from '../../../src/shared/figures/components.ts';
import { metricFigure, type MetricFigureData } from '../../../src/shared/figures/metric-figure.ts';
import { pictureOf } from '../../../src/shared/figures/picture.ts';
import { referenceLinesOf } from '../../../src/shared/figures/reference-lines.ts';
import { WHOLE_VIEW } from '../../../src/shared/figures/series-line.ts';
import { suitsLogAxis } from '../../../src/shared/figures/series-text.ts';
import type { MetricKey } from '../../../src/shared/metrics.ts';
import { Series } from '../../../src/shared/series/series.ts';
import { figureRun } from './recorded.ts';

/** Of a law that has no moments. */
const CAUCHY = figureRun('cauchy', { target: { law: 'student_t', degrees_of_freedom: 1 } });

const LOGARITHMIC = { ...WHOLE_VIEW, logarithmic: true };

function data(metric: MetricKey, values: readonly number[], capacity = 1000): MetricFigureData {
  const [metrics, losses] = [new Series(capacity), new Series(capacity)];
  values.forEach((value, index) => {
    metrics.append(index + 1, { [metric]: value });
    losses.append(index + 1, { seconds: index });
  });
  return {
    run: figureRun(),
    metric,
    metrics: metrics.chunk(),
    losses: losses.chunk(),
    floor: undefined,
    view: LOGARITHMIC,
  };
}

const subtitleOf = (figure: ReturnType<typeof metricFigure>) => String(figure.options?.plugins?.subtitle?.text);

/** Skewness of 200 snapshots, of which 30 are above 0. */
const SKEWNESS = Array.from({ length: 200 }, (_, index) => (index < 30 ? 0.1 + index / 100 : -0.2));
/** A metric that is above 0 at every other snapshot alone. */
const MODES = [0, 3, 0, 4, 0, 8, 8, 0, 1];

describe('a mean or standard deviation beside its noise floor', () => {
  const run = { ...figureRun(), targetScale: [{ mean: 0, standardDeviation: 1 }] };
  const floor = { metric: 'std', samples: 2000, draws: 400, mean: 0.013, bound95: 0.03 } as const;

  it('is drawn as how far it is from the target’s own, since the floor is one of that', () => {
    const figure = metricFigure({ ...data('std', [1.2, 0.9, 1]), run, floor, view: WHOLE_VIEW });
    const [line] = figure.data.datasets;
    const level = referenceLinesOf(figure.options?.plugins).find(({ id }) => id === 'noise floor');
    expect(line.data.map(({ y }) => y)).toEqual([expect.closeTo(0.2, 12), expect.closeTo(0.1, 12), 0]);
    expect([level?.yMin, level?.yMax]).toEqual([0.013, 0.013]);
    expect(line.label).toBe('|s.d. − target’s|');
    expect(figure.options?.scales?.['y']).toMatchObject({ title: { text: '|s.d. − target’s|' } });
  });

  it('has an axis that begins at 0, below which no distance lies', () => {
    Chart.register(...FIGURE_COMPONENTS);
    const values = Array.from({ length: 60 }, (_, index) => 1 + 0.35 * Math.abs(((index * 7) % 20) / 10 - 1) + 0.0005);
    const figure = metricFigure({ ...data('std', values), run, floor, view: WHOLE_VIEW });
    const picture = pictureOf(figure, { scale: 1, background: undefined });
    const chart = new Chart(createCanvas(800, 240), picture);
    expect(chart.scales.y.min).toBe(0);
    expect(chart.scales.y.ticks.map(({ value }) => value).every((value) => value >= 0)).toBe(true);
    chart.destroy();
  });

  it('is drawn as it is where the target has none, and where that of a table is not recorded', () => {
    const table = figureRun('table', { target: { law: 'csv', file: 'a.csv', columns: ['a'] } });
    for (const unknown of [CAUCHY, table]) {
      const [line] = metricFigure({ ...data('std', [1.2, 0.9]), run: unknown, view: WHOLE_VIEW }).data.datasets;
      expect(line.data.map(({ y }) => y)).toEqual([1.2, 0.9]);
      expect(line.label).toBe('standard deviation');
    }
  });
});

describe('a metric on a log axis', () => {
  it('says how many of its points have no place there', () => {
    const signed = { ...data('skewness', SKEWNESS), run: CAUCHY };
    expect(subtitleOf(metricFigure(signed))).toBe('values of 0 or less are not shown on a log axis: 170 of 200 points');
    expect(subtitleOf(metricFigure({ ...signed, view: WHOLE_VIEW }))).toBe('');
    expect(subtitleOf(metricFigure(data('ks', [0.5, 0.25])))).toBe('');
  });

  it('is offered where at least half of the values have a place there', () => {
    expect(suitsLogAxis([SKEWNESS])).toBe(false);
    expect(suitsLogAxis([[0.5, NaN, 0.25]])).toBe(true);
    expect(suitsLogAxis([MODES])).toBe(true);
    expect(
      suitsLogAxis([
        [1, 2],
        [-1, -2, -3],
      ]),
    ).toBe(false);
    expect(suitsLogAxis([])).toBe(true);
  });

  it('shows a point between two gaps as a dot, and no dot along a line', () => {
    const [{ data: points, pointRadius }] = metricFigure(data('modes_covered', MODES)).data.datasets;
    const radii = pointRadius as number[];
    expect(points.map(({ y }) => y)).toEqual([NaN, 3, NaN, 4, NaN, 8, 8, NaN, 1]);
    expect(radii.map((radius) => radius > 0)).toEqual([false, true, false, true, false, false, false, false, true]);
  });

  it('has its band end at the lowest point where it reaches 0, without a hole, and says so', () => {
    const values = Array.from({ length: 64 }, (_, index) => (index % 8 === 0 ? -0.1 : 1 + index));
    const figure = metricFigure(data('ks', values, 8));
    const [, least, largest] = figure.data.datasets;
    for (const { y } of [...least.data, ...largest.data]) expect(Number(y)).toBeGreaterThan(0);
    expect(subtitleOf(figure)).toContain('bands are cut where they reach 0');
    expect(subtitleOf(figure)).toContain('means of 4 snapshots, bands show their range');
  });
});

it('a comparison says of whom a log axis does not show all, and shows lone points', () => {
  const member = (values: readonly number[], seed: number) => {
    const { metrics, losses } = data('ks', values);
    const column = metrics.columns.ks;
    return { run: `run-${seed}`, seed, reason: undefined, chunk: metrics, column, losses, batchesPerEpoch: 10 };
  };
  const course = (name: string, values: readonly number[], seed: number) => ({
    ...{ key: name, name, kind: 'run' as const, seeds: `seed ${seed}`, colour: seed, dash: [] },
    members: [member(values, seed)],
  });
  const figure = comparedFigure({
    courses: [course('gaps', MODES, 1), course('whole', [1, 2, 3], 2)],
    quantity: { key: 'ks', label: 'Kolmogorov-Smirnov', unit: '', loss: undefined, rule: 1, notes: [] },
    band: 'quartiles',
    showsMembers: false,
    floor: undefined,
    equilibrium: -0.69,
    view: LOGARITHMIC,
  });
  const [gaps, whole] = figure.data.datasets;
  expect((gaps.pointRadius as number[]).filter((radius) => radius > 0)).toHaveLength(3);
  expect(whole.pointRadius).toBe(0);
  const subtitle = figure.options?.plugins?.subtitle?.text;
  expect(subtitle).toContain('values of 0 or less are not shown on a log axis: gaps (4 of 9 points)');
  expect(subtitle).toContain('equilibrium −0.690 is not shown on a log axis');
});
