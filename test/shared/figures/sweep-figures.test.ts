import { describe, expect, it } from 'vitest';
import { renderPixels } from '../../../src/main/files/figures/render.ts';
import { figureCsv } from '../../../src/shared/figures/figure-csv.ts';
import { LIGHT } from '../../../src/shared/figures/palette.ts';
import { sweepHeatFigure } from '../../../src/shared/figures/sweep-heat-figure.ts';
import { brushedArms, sweepParallelFigure } from '../../../src/shared/figures/sweep-parallel-figure.ts';
import { sweepScatterFigure } from '../../../src/shared/figures/sweep-scatter-figure.ts';
import type { SweptArms } from '../../../src/shared/figures/swept-arms.ts';
import { readableOn } from '../../../src/shared/figures/value-heat.ts';
import { armsOf, scored } from '../../../src/shared/sweep/outcome.ts';
import { row, summary } from '../run-rows.ts';

const RATE = 'optimizer.generator.learning_rate';
const LOSS = 'loss.name';
const RATES = [1e-4, 1e-3];
const LOSSES = ['bce', 'minimax'] as const;
/** Of the arm of the first rate and loss the tail means are 0.01, 0.02, 0.06; of each next arm 0.1 more. */
const SEEDS = [0.01, 0.02, 0.06];

const rows = RATES.flatMap((learning_rate, across) =>
  LOSSES.flatMap((loss, up) =>
    SEEDS.map((value, seed) => {
      const place = across * LOSSES.length + up;
      const recorded = row({
        seed: seed + 1,
        group: String(place).repeat(64),
        name: `arm ${place}`,
        config: { loss, optimizer: { generator: { learning_rate } } },
        status: place === 3 && seed === 2 ? 'failed' : 'finished',
        summaries: [summary('wasserstein_1', place / 10 + value)],
      });
      return { ...recorded, run: { ...recorded.run, sweep: 's', colour: place } };
    }),
  ),
);
const swept: SweptArms = {
  name: 'lr_g × loss',
  arms: scored(armsOf({ id: 's', paths: [RATE, LOSS], groups: [] }, rows, false), 'wasserstein_1', 'tail', false).arms,
  metric: 'wasserstein_1',
  measure: 'tail',
};

function lines(csv: string): string[][] {
  return csv
    .trim()
    .split('\n')
    .map((line) => line.split(','));
}

describe('a setting against a metric', () => {
  const figure = sweepScatterFigure({ ...swept, path: RATE, band: 'standard_error', logarithmic: false });

  it('cuts a bar at 0 that would reach below, where the metric cannot be there, and says so', () => {
    const intervals = sweepScatterFigure({ ...swept, path: RATE, band: 'interval_95', logarithmic: false });
    // 0.03 ± 4.303 · 0.0264575 / √3.
    const [first, second] = intervals.options?.plugins?.meanBars?.bars ?? [];
    expect([first?.low, first?.high]).toEqual([0, expect.closeTo(0.095724, 6)]);
    expect(second?.low).toBeCloseTo(0.064276, 6);
    expect(intervals.options?.plugins?.subtitle?.text).toContain('(Student’s t), cut at 0');
    expect(figure.options?.plugins?.subtitle?.text).not.toContain('cut');
  });

  it('shows every run that counts as a dot of its arm’s colour, and says how many do and what the bars are', () => {
    expect(figure.data.datasets.map(({ data }) => data.map(({ y }) => y))).toEqual(
      [
        [0.01, 0.02, 0.06],
        [0.11, 0.12, 0.16],
        [0.21, 0.22, 0.26],
        [0.31, 0.32],
      ].map((values) => values.map((value) => expect.closeTo(value, 12) as number)),
    );
    expect(figure.data.datasets.map(({ label }) => label)).toEqual([
      'lr_g 1e−4 · loss bce · 3 seeds',
      'lr_g 1e−4 · loss minimax · 3 seeds',
      'lr_g 1e−3 · loss bce · 3 seeds',
      'lr_g 1e−3 · loss minimax · 2 of 3, 1 failed',
    ]);
    expect(figure.options?.plugins?.subtitle?.text).toBe(
      'one dot per run, 11 of 12 runs, 1 failed · bars: mean ± s.e. · arms with the same generator learning rate are next to each other',
    );
  });

  it('has its bars around the mean, and powers of ten across where the values span a decade', () => {
    const bars = figure.options?.plugins?.meanBars?.bars ?? [];
    expect(bars).toHaveLength(4);
    expect(bars[0]?.centre).toBeCloseTo(0.03, 12);
    // s.d. of 0.01, 0.02, 0.06 is √(0.0014 / 2).
    expect((bars[0]?.high ?? 0) - (bars[0]?.centre ?? 0)).toBeCloseTo(Math.sqrt(0.0014 / 2 / 3), 12);
    expect(figure.options?.scales?.x?.type).toBe('logarithmic');
  });

  it('is exported with the run, seed and settings of every dot', () => {
    const [head, first, ...others] = lines(figureCsv(figure));
    expect(head).toEqual(['arm', 'run', 'seed', RATE, LOSS, 'wasserstein_1 tail mean']);
    expect(first).toEqual(['arm 0', 'arm 0-1-0', '1', '0.0001', 'bce', '0.01']);
    expect(others).toHaveLength(10);
  });
});

describe('two settings against a metric', () => {
  const figure = sweepHeatFigure({ ...swept, across: RATE, up: LOSS, centre: 'median' });

  it('shows the median of each cell and its number of runs', () => {
    const heat = figure.options?.plugins?.valueHeat;
    expect(heat?.values).toEqual([0.02, 0.22, 0.12, 0.315].map((value) => expect.closeTo(value, 12) as number));
    expect(heat?.notes).toEqual(['3 runs', '3 runs', '3 runs', '2 runs']);
    expect(lines(figureCsv(figure))[4]).toEqual(['0.001', 'minimax', '0.315', '2', '1']);
  });

  it('takes the runs of all arms of a cell together', () => {
    const pooled = sweepHeatFigure({ ...swept, across: RATE, up: 'epochs', centre: 'mean' });
    expect(pooled.options?.plugins?.valueHeat?.notes).toEqual(['6 runs', '5 runs']);
    expect(pooled.options?.plugins?.subtitle?.text).toContain('over all other settings');
  });

  it('fills its cells with the colours of their values', () => {
    const { data } = renderPixels(figure, { width: 500, height: 400, scale: 1, background: LIGHT.background });
    const pixelsOf = (colour: string) => {
      const channels = [1, 3, 5].map((start) => Number.parseInt(colour.slice(start, start + 2), 16));
      const places = Array.from({ length: data.length / 4 }, (_, pixel) => 4 * pixel);
      return places.filter((at) => channels.every((channel, index) => data[at + index] === channel)).length;
    };
    // The scale beside the plot has them too, but is narrow.
    for (const colour of [LIGHT.ramp[0], LIGHT.ramp[4]]) expect(pixelsOf(colour)).toBeGreaterThan(10_000);
  });

  it('writes dark on light cells and light on dark ones', () => {
    expect(readableOn('#e4effa')).toBe('#000000');
    expect(readableOn('#08306b')).toBe('#ffffff');
  });
});

describe('all settings side by side', () => {
  it('have a line an arm from its settings to its mean', () => {
    const figure = sweepParallelFigure({ ...swept, brushes: new Map() });
    expect(figure.data.datasets.map(({ data }) => data.map(({ y }) => y))[3]).toEqual([1, 1, 1]);
    expect(figure.data.datasets[0].data.at(-1)?.y).toBe(0);
    expect(lines(figureCsv(figure))).toHaveLength(5);
  });

  it('keep the arms that run through every brushed part', () => {
    const brushes = new Map([
      [0, { low: 0.5, high: 1 }],
      [1, { low: 0, high: 0.5 }],
    ]);
    expect(brushedArms({ ...swept, brushes }).map(({ name }) => name)).toEqual(['arm 2']);
  });
});

describe('arms by how far a moment is from the target’s own', () => {
  const distances: SweptArms = { ...swept, metric: 'mean', isDistance: true };
  const heads = (figure: Parameters<typeof figureCsv>[0]) => lines(figureCsv(figure))[0];

  it('say so at their axes and in their tables, and have no bar below 0', () => {
    const scatter = sweepScatterFigure({ ...distances, path: RATE, band: 'interval_95', logarithmic: false });
    expect(scatter.options?.plugins?.title?.text).toContain('|mean − target’s|, tail mean, by generator learning rate');
    expect(scatter.options?.plugins?.meanBars?.bars?.at(0)?.low).toBe(0);
    expect(heads(scatter).at(-1)).toBe('distance_mean tail mean');
    const heat = sweepHeatFigure({ ...distances, across: RATE, up: LOSS, centre: 'median' });
    expect(heads(heat)[2]).toBe('median of distance_mean');
    const parallel = sweepParallelFigure({ ...distances, brushes: new Map() });
    expect(parallel.options?.plugins?.parallelAxes?.axes?.at(-1)?.label).toBe('|mean − target’s|');
    expect(heads(parallel)).toContain('mean of distance_mean');
  });
});
