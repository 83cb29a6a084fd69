import { expect, it } from 'vitest';
import { architectureFigure } from '../../../src/shared/figures/architecture-figure.ts';
import { distributionFigure } from '../../../src/shared/figures/distribution-figure.ts';
import { figureCsv } from '../../../src/shared/figures/figure-csv.ts';
import { figureRun, recorded1D, recorded2D } from './recorded.ts';

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
  expect(csv.split('\n')[0]).toBe('series,x,y');
  expect(rowsOf(csv, 'target density').length).toBeGreaterThan(100);
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
