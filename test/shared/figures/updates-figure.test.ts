import { describe, expect, it } from 'vitest';
import { figureCsv } from '../../../src/shared/figures/figure-csv.ts';
import { LIGHT } from '../../../src/shared/figures/palette.ts';
import { referenceLinesOf } from '../../../src/shared/figures/reference-lines.ts';
import { WHOLE_VIEW } from '../../../src/shared/figures/series-line.ts';
import { hasUpdates, updatesFigure } from '../../../src/shared/figures/updates-figure.ts';
import { Series } from '../../../src/shared/series/series.ts';
import { epochValues } from '../../../src/shared/series/values.ts';
import type { EpochRecord } from '../../../src/shared/run.ts';
import { figureRun, settlingLosses } from './recorded.ts';

const recorded = (epochs: readonly EpochRecord[]) => {
  const series = new Series(10_000);
  for (const record of epochs) series.append(record.epoch, epochValues(record));
  return series.chunk();
};

/** Of ten epochs the first three as an earlier program recorded them. */
const TEN = recorded(
  settlingLosses(10).map((record) =>
    record.epoch <= 3
      ? record
      : { ...record, gradientNormGenerator: 1 / record.epoch, gradientNormDiscriminator: record.epoch, penalty: 2 },
  ),
);

describe('the figure of gradient norms', () => {
  it('draws the norms of both networks in the colours of the networks, and a gap where none was recorded', () => {
    const figure = updatesFigure({ run: figureRun(), shows: 'gradient_norms', losses: TEN });
    const [generator, discriminator] = figure.data.datasets;
    expect(figure.data.datasets.map(({ label }) => label)).toEqual(['generator', 'discriminator']);
    expect(generator.data.map(({ y }) => y)).toEqual([NaN, NaN, NaN, ...[4, 5, 6, 7, 8, 9, 10].map((one) => 1 / one)]);
    expect(discriminator.data.at(-1)).toEqual({ x: 10, y: 10 });
    expect(String(generator.borderColor).startsWith(LIGHT.generator)).toBe(true);
    expect(String(discriminator.borderColor).startsWith(LIGHT.discriminator)).toBe(true);
    expect(figure.options?.plugins?.subtitle?.text).toBe(
      'all layers together · gaps: a value is not finite in 3 epochs',
    );
  });

  it('has a dashed line at the norm to which gradients are clipped, and says so', () => {
    const run = figureRun('clipped', { gradient_clip: 0.5 });
    const figure = updatesFigure({ run, shows: 'gradient_norms', losses: TEN });
    expect(referenceLinesOf(figure.options?.plugins)).toMatchObject([{ yMin: 0.5, yMax: 0.5 }]);
    expect(figure.options?.plugins?.subtitle?.text).toContain('before clipping to 0.500 (dashed)');
    const penalty = updatesFigure({ run, shows: 'penalty', losses: TEN });
    expect(referenceLinesOf(penalty.options?.plugins)).toEqual([]);
  });

  it('is drawn on a log axis and over train steps, and gives all of its values as a table', () => {
    const view = { ...WHOLE_VIEW, logarithmic: true, horizontal: 'step' } as const;
    const figure = updatesFigure({ run: figureRun(), shows: 'gradient_norms', losses: TEN, view });
    expect(figure.options?.scales?.y?.type).toBe('logarithmic');
    expect(figure.data.datasets[1].data.at(-1)).toEqual({ x: 100, y: 10 });
    const lines = figureCsv(figure).trim().split('\n');
    expect(lines[0]).toBe('series,epoch,train step,gradient norm');
    expect(lines.at(-1)).toBe('discriminator,10,100,10');
  });
});

it('the figure of the penalty is in the unit of the loss, and there only where a run has penalties', () => {
  const figure = updatesFigure({ run: figureRun(), shows: 'penalty', losses: TEN });
  expect(figureCsv(figure).split('\n')[0]).toBe('series,epoch,penalty (nats)');
  const critic = updatesFigure({ run: figureRun('critic', { loss: 'wgan' }), shows: 'penalty', losses: TEN });
  expect(figureCsv(critic).split('\n')[0]).toBe('series,epoch,penalty');
  const earlier = recorded(settlingLosses(3));
  expect(hasUpdates(TEN, 'penalty')).toBe(true);
  expect([hasUpdates(earlier, 'penalty'), hasUpdates(earlier, 'gradient_norms')]).toEqual([false, false]);
});
