import { describe, expect, it } from 'vitest';
import { batchLossOf } from '../../src/main/training/model/batch-loss.ts';
import { lossOf } from '../../src/main/training/model/losses.ts';
import type { LossConfig } from '../../src/shared/config/schema.ts';
import { LIGHT } from '../../src/shared/figures/palette.ts';
import { lossCurvesFigure } from '../../src/shared/figures/loss-curves-figure.ts';
import type { LossFormulas } from '../../src/shared/formula-loss.ts';
import { lossCurves, lossTexts } from '../../src/shared/loss-curves.ts';

const BUILT_IN: readonly LossConfig[] = [
  { name: 'bce', real_label: 1 },
  { name: 'bce', real_label: 0.9 },
  { name: 'minimax', real_label: 1 },
  { name: 'lsgan' },
  { name: 'hinge' },
  { name: 'wgan' },
  { name: 'relativistic' },
  { name: 'relativistic_average' },
];

const BCE = lossTexts({ name: 'bce', real_label: 1 });
const curvesOf = (texts: Partial<LossFormulas>) => lossCurves({ ...BCE, ...texts }, 6);

describe('the formulas of the program’s losses', () => {
  it.each(BUILT_IN)('give the losses and slopes that $name is trained with', (config) => {
    const real = Float64Array.of(-3.1, 0.4, 1.7, -0.2, 5.5);
    const fake = Float64Array.of(2.2, -0.6, 0.3, -4.4, 0.9);
    const own = batchLossOf(lossOf(config));
    const loss = { name: 'formula', ...lossTexts(config), discriminator_scale: 1 } as const;
    const written = batchLossOf(lossOf(loss));
    const slopes = () => ({ real: new Float64Array(5), fake: new Float64Array(5) });
    const [given, got] = [slopes(), slopes()];
    const [a, b] = [own.discriminator(real, fake, given), written.discriminator(real, fake, got)];
    expect([b.real, b.fake]).toEqual([expect.closeTo(a.real, 12), expect.closeTo(a.fake, 12)]);
    const scale = ['bce', 'minimax'].includes(config.name) ? 0.5 : 1;
    got.real.forEach((slope, index) => expect(scale * slope).toBeCloseTo(given.real[index], 12));
    got.fake.forEach((slope, index) => expect(scale * slope).toBeCloseTo(given.fake[index], 12));
    expect(written.generator(fake, real, got.fake)).toBeCloseTo(own.generator(fake, real, given.fake), 12);
    got.fake.forEach((slope, index) => expect(slope).toBeCloseTo(given.fake[index], 12));
  });

  it.each([
    [
      0,
      'At equilibrium (logit 0), the losses are 0.6931 (D real), 0.6931 (D fake) and 0.6931 (generator). Their slopes are −0.5 (D real), 0.5 (D fake) and −0.5 (generator).',
    ],
    [
      3,
      'At equilibrium (logit 0.5), the losses are 0.125 (D real), 0.125 (D fake) and 0.125 (generator). Their slopes are −0.5 (D real), 0.5 (D fake) and −0.5 (generator).',
    ],
    [
      5,
      'At equilibrium (logit 0), the losses are 0 (D real), 0 (D fake) and 0 (generator). Their slopes are −1 (D real), 1 (D fake) and −1 (generator). Other constant outputs give the same sum, but not the same values.',
    ],
    [
      6,
      'At equilibrium (difference 0), the losses are 0.3466 (D real), 0.3466 (D fake) and 0.6931 (generator). Their slopes are −0.25 (D real), −0.25 (D fake) and 0.5 (generator).',
    ],
  ])('say where loss %i settles, and how steep it is there', (which, sentence) => {
    expect(lossCurves(lossTexts(BUILT_IN[which]), 6).equilibrium).toBe(sentence);
  });

  it.each(BUILT_IN)('have nothing wrong: $name', (config) => {
    const { notes } = lossCurves(lossTexts(config), 6);
    expect(notes.filter((note) => !note.includes('has a corner'))).toEqual([]);
  });

  it('have corners where hinge has them, with the slopes that training takes', () => {
    expect(lossCurves(lossTexts({ name: 'hinge' }), 6).notes).toEqual([
      'The loss of a real sample has a corner at a logit of 1: its slope goes from −1 to 0, and training takes 0 there.',
      'The loss of a generated sample has a corner at a logit of −1: its slope goes from 0 to 1, and training takes 0 there.',
    ]);
  });
});

describe('the curves of a loss of one’s own', () => {
  it('are the formulas and their slopes over logits, and over differences where pairs are compared', () => {
    const { over, places, curves } = curvesOf({ real: '(logit - 1)^2 / 2' });
    expect([over, places[0], places[240], curves.length]).toEqual(['logit', -6, 6, 3]);
    expect([curves[0].values[0], curves[0].slopes[0]]).toEqual([24.5, -7]);
    const pairs = curvesOf({
      real: 'softplus(fake_logit - logit)',
      fake: 'softplus(logit - real_logit)',
      generator: 'softplus(real_logit - logit)',
    });
    expect(pairs.over).toBe('difference');
    expect(pairs.curves[0].slopes[120]).toBeCloseTo(-0.5, 12);
    expect(pairs.curves[2].slopes[120]).toBeCloseTo(0.5, 12);
  });

  it.each<[string, Partial<LossFormulas>, string | RegExp]>([
    [
      'a generator that learns nothing',
      { generator: 'step(logit) * 0 + 1' },
      'The generator would not learn: the slope of this loss is 0 everywhere.',
    ],
    [
      'logits where a formula is not finite',
      { real: 'log(logit)' },
      'The loss of a real sample, or its slope, is not a finite number at logits from −6 to 0: training would break there.',
    ],
    [
      'a discriminator that cannot tell the two apart',
      { fake: 'softplus(-logit)', generator: 'logit' },
      'Real and generated samples pull the logit in the same direction everywhere: the discriminator cannot tell them apart.',
    ],
    [
      'pairs whose difference makes no difference',
      { real: 'logit - fake_logit', fake: 'real_logit * 0 + logit - real_logit' },
      /^The discriminator’s losses do not depend on the difference/,
    ],
    ['a generator that helps the discriminator', { generator: 'softplus(logit)' }, /the two do not compete/],
    [
      'a corner, with the slope that training takes',
      { generator: 'abs(logit - 0.3) - logit' },
      'The loss of the generator has a corner at a logit of 0.3: its slope goes from −2 to 0, and training takes −1 there.',
    ],
    [
      'a jump',
      { generator: 'step(logit) - logit' },
      'The loss of the generator jumps at a logit of 0 from 0 to 1; training gets no slope from a jump.',
    ],
    ['many corners', { generator: 'abs(sin(3 * logit)) - logit' }, 'The loss of the generator has 8 more corners.'],
  ])('tell of %s', (_, texts, note) => {
    expect(curvesOf(texts).notes).toContainEqual(typeof note === 'string' ? note : expect.stringMatching(note));
  });

  it('tell of no corner where a formula is only steep', () => {
    expect(curvesOf({ generator: 'softplus(-20 * logit)' }).notes).toEqual([]);
    expect(curvesOf({ generator: 'exp(-logit)' }).notes).toEqual([]);
  });

  it('say that nothing settles, or that it is not known yet', () => {
    expect(curvesOf({ real: '-logit' }).equilibrium).toMatch(/^There is no equilibrium|^At equilibrium/);
    expect(curvesOf({ real: '-2 * logit', fake: 'logit' }).equilibrium).toBe(
      'There is no equilibrium: the discriminator’s losses fall without limit as its output grows.',
    );
    const unread = curvesOf({ real: 'softplus(-logit' });
    expect(unread.equilibrium).toBe('The equilibrium is shown once all three formulas are valid.');
    expect(unread.curves.map(({ term }) => term)).toEqual(['fake', 'generator']);
  });

  it('are drawn with a dashed slope each, and gaps where they are not finite', () => {
    const { data } = lossCurvesFigure(curvesOf({ real: 'log(logit)' }), LIGHT);
    expect(data.datasets.map(({ label }) => label)).toEqual([
      ...['D real', 'D fake', 'generator', 'slopes'],
      ...['slope of D real', 'slope of D fake', 'slope of generator'],
    ]);
    expect(data.datasets[0].data[0]).toEqual({ x: -6, y: NaN });
    expect(data.datasets[0].data[240].y).toBeCloseTo(Math.log(6), 12);
    const dashes = data.datasets.map((set) => ('borderDash' in set ? set.borderDash : undefined));
    expect([dashes[0], dashes[4]]).toEqual([undefined, [5, 4]]);
  });
});
