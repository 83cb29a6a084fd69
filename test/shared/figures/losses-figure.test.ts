import { describe, expect, it } from 'vitest';
import { figureCsv } from '../../../src/shared/figures/figure-csv.ts';
import { lossesDifference } from '../../../src/shared/figures/losses-difference.ts';
import { lossesFigure } from '../../../src/shared/figures/losses-figure.ts';
import { DARK, LIGHT } from '../../../src/shared/figures/palette.ts';
import type { RunConfigInput } from '../../../src/shared/config/schema.ts';
import { WHOLE_VIEW, type SeriesView } from '../../../src/shared/figures/series-line.ts';
import { referenceLinesOf } from '../../../src/shared/figures/reference-lines.ts';
import { Series } from '../../../src/shared/series/series.ts';
import { figureRun, lossSeries, recordedLosses, settlingLosses } from './recorded.ts';

const labels = (figure: ReturnType<typeof lossesFigure>) =>
  figure.data.datasets.map((dataset) => String(dataset.label));

function dashedLines(loss: RunConfigInput['loss']) {
  const figure = lossesFigure({ ...recordedLosses(), run: figureRun('vanilla', { loss }) });
  return referenceLinesOf(figure.options?.plugins).flatMap((line) =>
    line.type === 'line' && line.borderDash.length > 0
      ? [{ label: line.id, low: line.yMin, high: line.yMax, colour: line.borderColor }]
      : [],
  );
}

describe('the losses figure', () => {
  it('draws every epoch of the three losses, and the ideal discriminator', () => {
    const data = recordedLosses();
    const { datasets } = lossesFigure(data).data;
    expect(labels(lossesFigure(data))).toEqual([
      'generator',
      'discriminator, real',
      'discriminator, fake',
      'ideal discriminator, mean of its losses on real and fake',
    ]);
    const points = (values: Float64Array) => Array.from(values, (y, index) => ({ x: index + 1, y }));
    const { loss_generator, loss_real, loss_fake } = data.losses.columns;
    expect(datasets[0].data).toEqual(points(loss_generator.mean));
    expect(datasets[1].data).toEqual(points(loss_real.mean));
    expect(datasets[2].data).toEqual(points(loss_fake.mean));
    expect(datasets[3].data).toEqual(points(data.metrics.columns.ideal_discriminator_loss.mean));
  });

  it('leaves out the ideal discriminator where no snapshot knows it', () => {
    const data = recordedLosses();
    const figure = lossesFigure({ ...data, metrics: new Series(10).chunk() });
    expect(labels(figure)).not.toContain('ideal discriminator, mean of its losses on real and fake');
  });

  it('shows one dashed line at ln 2 for plain binary cross-entropy', () => {
    expect(dashedLines('bce')).toEqual([
      {
        label: 'equilibrium, all losses',
        colour: LIGHT.equilibrium,
        low: Math.LN2,
        high: Math.LN2,
      },
    ]);
  });

  it('shows the minimax generator apart, in its own colour', () => {
    const lines = dashedLines('minimax');
    expect(lines.map(({ label }) => label)).toEqual([
      'equilibrium, generator',
      'equilibrium, discriminator, real and discriminator, fake',
    ]);
    expect(lines.map(({ low }) => low)).toEqual([-Math.LN2, Math.LN2]);
    expect(lines.map(({ colour }) => colour)).toEqual([LIGHT.generator, LIGHT.equilibrium]);
  });

  it('shows a line a loss with smoothed labels, and says the three values', () => {
    const loss = { name: 'bce', real_label: 0.9 } as const;
    expect(dashedLines(loss).map(({ colour }) => colour)).toEqual([
      LIGHT.generator,
      LIGHT.discriminatorReal,
      LIGHT.discriminatorFake,
    ]);
    const figure = lossesFigure({ ...recordedLosses(), run: figureRun('vanilla', { loss }) });
    expect(figure.options?.plugins?.subtitle?.text).toBe(
      'dashed line: equilibrium, generator 0.799; discriminator, real 0.778; discriminator, fake 0.598',
    );
  });

  it('shows no line for a critic, whose losses settle nowhere, and says why; and of others where theirs do', () => {
    const figureOf = (loss: RunConfigInput['loss']) =>
      lossesFigure({ ...recordedLosses(), run: figureRun('vanilla', loss ? { loss } : {}) });
    expect(dashedLines('wgan')).toEqual([]);
    expect(figureOf('wgan').options?.plugins?.subtitle?.text).toMatch(
      /^no equilibrium line: a critic’s output is known only up to a constant/,
    );
    expect(figureOf('wgan').options?.scales?.y).toMatchObject({ title: { text: 'loss' } });
    expect(dashedLines('lsgan').map(({ low }) => low)).toEqual([0.125]);
    expect(dashedLines('relativistic').map(({ low }) => low)).toEqual([Math.LN2, Math.LN2 / 2]);
    expect(figureOf('hinge').options?.plugins?.subtitle?.text).toMatch(
      /^dashed line: equilibrium, generator 0; .* 1 · for an output of 0; any other constant/,
    );
  });

  it('has no legend entry for the dashed lines', () => {
    const figure = lossesFigure(recordedLosses());
    const filter = figure.options?.plugins?.legend?.labels?.filter;
    const listed = labels(figure).filter((text) => filter?.({ text }, figure.data));
    expect(listed).toEqual([
      'generator',
      'discriminator, real',
      'discriminator, fake',
      'ideal discriminator, mean of its losses on real and fake',
    ]);
  });

  it('leaves a gap where a loss is not finite, and says how many', () => {
    const epochs = settlingLosses(5).map((record) =>
      record.epoch === 3 ? { ...record, lossGenerator: NaN, lossReal: Infinity } : record,
    );
    const figure = lossesFigure({ ...recordedLosses(5), losses: lossSeries(epochs) });
    expect(figure.data.datasets[0].data[2]).toEqual({ x: 3, y: NaN });
    expect(figure.data.datasets[1].data[2]).toEqual({ x: 3, y: NaN });
    expect(figure.data.datasets[2].data[2].y).toBe(epochs[2].lossFake);
    expect(figure.options?.plugins?.subtitle?.text).toContain('gaps: a loss is not finite in 1 epoch');
  });

  it('draws what has been decimated as means over their range, and says so', () => {
    const figure = lossesFigure({ ...recordedLosses(), losses: lossSeries(settlingLosses(600), 100) });
    const [mean, least, largest] = figure.data.datasets;
    expect(mean.data).toHaveLength(150);
    mean.data.forEach(({ y }, index) => {
      expect(Number(least.data[index].y)).toBeLessThanOrEqual(Number(y));
      expect(Number(largest.data[index].y)).toBeGreaterThanOrEqual(Number(y));
    });
    expect(figure.options?.plugins?.subtitle?.text).toContain('means of 4 epochs, bands show their range');
  });

  it('says of a stretch of epochs only that one of them has a loss that is not finite', () => {
    const epochs = settlingLosses(600).map((record) => (record.epoch === 300 ? { ...record, lossReal: NaN } : record));
    const figure = lossesFigure({ ...recordedLosses(), losses: lossSeries(epochs, 100) });
    expect(figure.options?.plugins?.subtitle?.text).toContain(
      'gaps: a loss is not finite in at least one epoch of an interval of 4 epochs',
    );
  });

  it('leaves what is not above zero off a log axis, and says what that is', () => {
    const data = recordedLosses(20);
    const losses = lossSeries(
      settlingLosses(20).map((record) => ({ ...record, lossGenerator: -record.lossGenerator })),
    );
    const run = figureRun('minimax', { loss: { name: 'minimax' } });
    const figure = lossesFigure({ ...data, run, losses, view: { ...WHOLE_VIEW, logarithmic: true } });
    expect(labels(figure)).not.toContain('generator');
    for (const { data: points } of figure.data.datasets) {
      for (const { y } of points) expect(Number.isNaN(y) || Number(y) > 0).toBe(true);
    }
    expect(figure.options?.plugins?.subtitle?.text).toMatch(
      /values of 0 or less are not shown on a log axis: generator$/,
    );
    const linear = lossesFigure({ ...data, run, losses });
    expect(labels(linear)).toContain('generator');
    expect(linear.options?.plugins?.subtitle?.text).not.toContain('log axis');
  });

  it('says what equilibrium is not on a log axis, also where all losses are', () => {
    const run = figureRun('minimax', { loss: { name: 'minimax' } });
    const losses = lossSeries(settlingLosses(20).map((record) => ({ ...record, lossGenerator: 1 })));
    const figure = lossesFigure({ ...recordedLosses(20), run, losses, view: { ...WHOLE_VIEW, logarithmic: true } });
    expect(figure.options?.plugins?.subtitle?.text).toMatch(
      / · the equilibrium of generator is not shown on a log axis$/,
    );
  });

  it('smooths a decimated history as it does the whole of it', () => {
    const epochs = settlingLosses(2048);
    const [whole, decimated] = [1200, 128].map((capacity) => {
      const losses = lossSeries(epochs, capacity);
      const figure = lossesFigure({ ...recordedLosses(), losses, view: { ...WHOLE_VIEW, smoothing: 0.98 } });
      return figure.data.datasets[0].data;
    });
    for (const { x, y } of decimated.slice(20)) {
      const distance = (point: (typeof whole)[number]) => Math.abs(Number(point.x) - Number(x));
      const near = whole.reduce((best, point) => (distance(point) < distance(best) ? point : best));
      expect(Math.abs(Number(y) - Number(near.y))).toBeLessThan(0.02);
    }
  });

  it('keeps the raw line faint under a smoothed one, and out of the legend', () => {
    const data = recordedLosses();
    const figure = lossesFigure({ ...data, view: { ...WHOLE_VIEW, smoothing: 0.9 } });
    const [smoothed, raw] = figure.data.datasets;
    expect(raw.data.map(({ y }) => y)).toEqual([...data.losses.columns.loss_generator.mean]);
    const jump = (points: typeof raw.data) =>
      points.reduce(
        (sum, { y }, index) => sum + (index === 0 ? 0 : Math.abs(Number(y) - Number(points[index - 1].y))),
        0,
      );
    expect(jump(smoothed.data)).toBeLessThan(jump(raw.data) / 5);
    expect(figure.options?.plugins?.legend?.labels?.filter?.({ text: String(raw.label) }, figure.data)).toBe(false);
  });

  it('counts train steps or seconds where it is asked to', () => {
    const data = recordedLosses();
    const steps = lossesFigure({ ...data, view: { ...WHOLE_VIEW, horizontal: 'step' } });
    expect(steps.options?.scales?.x).toMatchObject({ title: { text: 'train step' }, max: 6000 });
    const seconds = lossesFigure({ ...data, view: { ...WHOLE_VIEW, horizontal: 'time' } });
    expect(seconds.data.datasets[0].data[599].x).toBe(599);
  });

  it('shows the only epoch of a run as a point', () => {
    const figure = lossesFigure(recordedLosses(1));
    expect(figure.data.datasets[0].pointRadius).toBeGreaterThan(0);
    expect(lossesFigure(recordedLosses(2)).data.datasets[0].pointRadius).toBe(0);
  });

  it('names the run and its seed, the axes and their unit', () => {
    const { options } = lossesFigure({ ...recordedLosses(), run: figureRun('first try', { seed: 7 }) });
    expect(options?.plugins?.title?.text).toBe('first try · seed 7');
    expect(options?.scales?.x).toMatchObject({ title: { display: true, text: 'epoch' }, min: 0, max: 600 });
    expect(options?.scales?.y).toMatchObject({ title: { display: true, text: 'loss (nats)' } });
  });

  it('shortens a name that would not fit, keeping both ends', () => {
    const name = `${'a'.repeat(60)} σ = 0.5`;
    const { options } = lossesFigure({ ...recordedLosses(), run: figureRun(name) });
    const title = options?.plugins?.title?.text;
    expect(title).toMatch(/^a{23}…a+ σ = 0\.5 · seed 1$/);
  });

  it('is the same for the same data, and takes its colours from the palette', () => {
    expect(lossesFigure(recordedLosses())).toEqual(lossesFigure(recordedLosses()));
    const dark = JSON.stringify(lossesFigure(recordedLosses(), DARK));
    for (const colour of [LIGHT.generator, LIGHT.text, LIGHT.grid]) expect(dark).not.toContain(colour);
  });

  it('draws a run that has no epoch yet', () => {
    const figure = lossesFigure({ ...recordedLosses(), losses: lossSeries([]), metrics: lossSeries([]) });
    expect(figure.options?.scales?.x).toMatchObject({ min: 0, max: 1 });
  });

  describe('with another run laid over it', () => {
    const own = recordedLosses(200);
    const other = settlingLosses(600);
    const over = {
      run: figureRun('first', { seed: 3 }),
      losses: lossSeries(other),
      label: 'fused',
      difference: lossesDifference(own.losses, lossSeries(other)),
    };
    const overlaid = (view?: SeriesView) => lossesFigure({ ...own, over, ...(view && { view }) });
    const laidOver = (figure: ReturnType<typeof lossesFigure>) =>
      figure.data.datasets.filter(({ label }) => label?.endsWith(' · fused'));

    it('draws every epoch of both, the other one dashed and above, by its name in the legend', () => {
      const figure = overlaid();
      expect(laidOver(figure).map(({ label }) => label)).toEqual([
        'generator · fused',
        'discriminator, real · fused',
        'discriminator, fake · fused',
      ]);
      expect(laidOver(figure)[0].data).toEqual(
        other.map(({ epoch, lossGenerator }) => ({ x: epoch, y: lossGenerator })),
      );
      for (const { borderDash, order } of laidOver(figure)) {
        expect(borderDash).toBeDefined();
        expect(order).toBeLessThan(Number(figure.data.datasets[0].order));
      }
      expect(figure.data.datasets[0].data).toHaveLength(200);
    });

    it('shows the longer one whole, and by its own steps where they count', () => {
      const run = figureRun('first', { batches_per_epoch: 20 });
      expect(overlaid().options?.scales?.x).toMatchObject({ max: 600 });
      const view = { ...WHOLE_VIEW, horizontal: 'step' } as const;
      const figure = lossesFigure({ ...own, view, over: { ...over, run } });
      expect(figure.options?.scales?.x).toMatchObject({ max: 12_000 });
      expect(laidOver(figure)[0].data[0].x).toBe(20);
    });

    it('smooths both, and keeps to the range that is zoomed into', () => {
      const view = { ...WHOLE_VIEW, smoothing: 0.9, range: { low: 10, high: 20 } };
      expect(laidOver(overlaid(view))[0].data[100].y).not.toBe(other[100].lossGenerator);
      expect(overlaid(view).options?.scales?.x).toMatchObject({ min: 10, max: 20 });
    });

    it('says which run it is and how far they lie apart, in pictures and in tables', () => {
      expect(overlaid().options?.plugins?.subtitle?.text).toMatch(
        /short dashes: first \(fused\), seed 3 · largest difference .* up to epoch 200/,
      );
      const rows = figureCsv(overlaid()).split('\n');
      expect(rows.filter((row) => row.startsWith('generator,'))).toHaveLength(200);
      expect(rows.filter((row) => row.startsWith('generator · fused,'))).toHaveLength(600);
    });
  });
});
