import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { architectureFigure } from '../../../src/shared/figures/architecture-figure.ts';
import { distributionFigure } from '../../../src/shared/figures/distribution-figure.ts';
import { figureCsv } from '../../../src/shared/figures/figure-csv.ts';
import { lossesFigure } from '../../../src/shared/figures/losses-figure.ts';
import { metricFigure } from '../../../src/shared/figures/metric-figure.ts';
import { WHOLE_VIEW } from '../../../src/shared/figures/series-line.ts';
import { Series } from '../../../src/shared/series/series.ts';
import { figureRun, lossSeries, recorded1D, recorded2D, recordedLosses, settlingLosses } from './recorded.ts';

/** A law that has no moments, from which values could be distances. */
const CAUCHY = figureRun('cauchy', { target: { law: 'student_t', degrees_of_freedom: 1 } });

/** The cells of a line. */
function parsed(line: string): string[] {
  return parse(line)[0];
}

function rowsOf(csv: string, series: string): number[][] {
  return csv
    .trim()
    .split('\n')
    .map((line) => line.split(','))
    .filter(([name]) => name === series)
    .map(([, ...cells]) => cells.map(Number));
}

it('gives the points of a plane, the density under them and D where it was evaluated', () => {
  const data = recorded2D();
  const csv = figureCsv(distributionFigure({ ...data, discriminator: true }));
  expect(csv.split('\n')[0]).toBe('series,x,y,value');
  const frame = data.snapshot.frame;
  if (frame.dimension !== 2) throw new Error('not in the plane');
  expect(rowsOf(csv, 'generator')).toHaveLength(frame.points.length / 2);
  const density = rowsOf(csv, 'target density');
  const [x] = data.axes.data;
  const cell = ((x.high - x.low) / 160) ** 2;
  expect(density).toHaveLength(160 * 160);
  // All of the law lies within the axes.
  expect(density.reduce((sum, [, , value]) => sum + value * cell, 0)).toBeCloseTo(1, 2);
  const discriminator = rowsOf(csv, 'D(x)');
  expect(discriminator).toHaveLength(48 * 48);
  expect(discriminator[0].slice(0, 2)).toEqual([x.low, x.low]);
  expect(discriminator.at(-1)?.slice(0, 2)).toEqual([x.high, x.high]);
  expect(discriminator.map(([, , value]) => value)).toEqual([...frame.discriminator]);
});

it('gives three columns where nothing is drawn as heat', () => {
  const csv = figureCsv(distributionFigure(recorded1D()));
  expect(csv.split('\n')[0]).toBe('series,x,density');
  expect(rowsOf(csv, 'target density').length).toBeGreaterThan(100);
});

it('gives what stands on another axis a column of its own, by that name', () => {
  const [head, ...rows] = figureCsv(distributionFigure(recorded1D({ discriminator: true })))
    .trim()
    .split('\n');
  expect(head).toBe('series,x,density,D(x)');
  const discriminator = rows.filter((row) => row.startsWith('discriminator D(x),')).map((row) => row.split(','));
  expect(discriminator).toHaveLength(201);
  expect(discriminator.map(([, , density]) => density)).toEqual(discriminator.map(() => ''));
  expect(Number(discriminator[200][3])).toBe(1);
});

describe('the table of losses', () => {
  const view = { ...WHOLE_VIEW, smoothing: 0.9, logarithmic: true, horizontal: 'time' } as const;
  const epochs = settlingLosses(300).map((one) => ({
    ...one,
    lossGenerator: one.epoch === 5 ? -1 : one.epoch === 6 ? NaN : one.lossGenerator,
    seconds: one.epoch / 4,
  }));
  const data = { ...recordedLosses(300), losses: lossSeries(epochs), view };
  const [heads, ...rows] = figureCsv(lossesFigure(data))
    .trim()
    .split('\n')
    .map((line) => parsed(line));
  const generator = rows.filter(([name]) => name === 'generator');

  it('has every epoch as it was recorded, and beside it what smoothing makes of it', () => {
    expect(heads).toEqual(['series', 'epoch', 'seconds of training', 'loss (nats)', 'loss (nats), smoothed by 0.9']);
    expect(generator.map(([, epoch]) => Number(epoch))).toEqual(epochs.map(({ epoch }) => epoch));
    expect(generator.map(([, , , value]) => Number(value))).toEqual(epochs.map(({ lossGenerator }) => lossGenerator));
    // The first is what it was; after the gap the average goes on from what it had been.
    expect(Number(generator[0][4])).toBeCloseTo(epochs[0].lossGenerator, 12);
    expect(Number(generator[1][4])).toBeCloseTo(
      (0.09 * epochs[0].lossGenerator + 0.1 * epochs[1].lossGenerator) / 0.19,
      12,
    );
  });

  it('has values of 0 or less where the figure has a log axis, says the seconds, and where each loss settles', () => {
    expect(generator[4].slice(1, 4)).toEqual(['5', '1.25', '-1']);
    expect(generator[5][3]).toBe('NaN');
    expect(rows.find(([name]) => name.startsWith('equilibrium'))?.[3]).toBe(String(Math.LN2));
  });

  it('says of decimated losses which stretch of epochs a mean is of', () => {
    const [head, first] = figureCsv(lossesFigure({ ...recordedLosses(600), losses: lossSeries(epochs, 100) }))
      .split('\n')
      .map((line) => parsed(line));
    expect(head).toEqual([
      'series',
      'epoch',
      'last_epoch',
      'loss (nats), mean',
      'loss (nats), least',
      'loss (nats), largest',
    ]);
    expect(first.slice(1, 3)).toEqual(['1', '2']);
  });
});

it('gives a metric with its noise floor, whatever has a place on the axis', () => {
  const metrics = new Series(100);
  [0.5, -0.25, 0.125].forEach((value, index) =>
    metrics.append(2 * index + 2, { skewness: value, ema_skewness: value / 2 }),
  );
  const chunk = metrics.chunk();
  const view = { ...WHOLE_VIEW, logarithmic: true, horizontal: 'step' } as const;
  const floor = { metric: 'ks', samples: 10, draws: 10, mean: 0.01, bound95: 0.02 } as const;
  const csv = figureCsv(metricFigure({ run: CAUCHY, metric: 'skewness', metrics: chunk, losses: chunk, floor, view }));
  expect(csv.split('\n').slice(0, 3)).toEqual([
    'series,epoch,train step,skewness',
    'skewness,2,20,0.5',
    'skewness,4,40,-0.25',
  ]);
  expect(csv).toContain('"skewness, averaged generator",6,60,0.0625');
  expect(csv).toContain('noise floor,,,0.01');
});

it('gives the layers of drawn networks', () => {
  const csv = figureCsv(architectureFigure(figureRun('deep', { generator: { hidden_widths: [7, 9] } })));
  expect(csv.split('\n').slice(0, 5)).toEqual([
    'network,layer,width,what',
    'Generator G,0,1,z',
    'Generator G,1,7,leaky_relu',
    'Generator G,2,9,leaky_relu',
    'Generator G,3,1,identity',
  ]);
});
