import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { parseConfig } from '../../src/shared/config/parse.ts';
import { equilibrium } from '../../src/shared/equilibrium.ts';
import type { LossConfig } from '../../src/shared/config/schema.ts';
import { formulaFault, isShiftInvariant, settledFormula } from '../../src/shared/formula-loss.ts';
import { Formula } from '../../src/shared/formula/formula.ts';

type FormulaLossConfig = Extract<LossConfig, { readonly name: 'formula' }>;

function loss(formulas: Partial<FormulaLossConfig>): FormulaLossConfig {
  const parsed = parseConfig({ loss: { name: 'formula', ...formulas } });
  if (!parsed.ok || parsed.config.loss.name !== 'formula') throw new Error('a formula was refused');
  return parsed.config.loss;
}

function refusals(formulas: Partial<FormulaLossConfig>): readonly string[] {
  const parsed = parseConfig({ loss: { name: 'formula', ...formulas } });
  return parsed.ok ? [] : parsed.refusals.map(({ message }) => message);
}

describe('a loss of your own', () => {
  it('says where a formula cannot be read, and what would be right', () => {
    expect(refusals({ real: 'softplus(-logit' })).toEqual([
      expect.stringMatching(
        /^loss.real: "softplus\(-logit" cannot be read at character 16: a closing bracket is missing. the bracket opened at character 9 /,
      ),
    ]);
    expect(refusals({ fake: 'softplus(logits)' })[0]).toMatch(/did you mean logit/);
  });

  it('is refused where it is not finite, cannot be differentiated, or depends on nothing that is trained', () => {
    expect(refusals({ real: 'log(logit)' })).toEqual([
      'loss.real: "log(logit)" is not a finite number at a logit of -20; use one that is finite everywhere',
    ]);
    expect(refusals({ fake: 'sqrt(abs(logit))' })[0]).toMatch(/^loss.fake: .* has no finite slope at a logit of 0;/);
    expect(refusals({ generator: 'softplus(real_logit)' })[0]).toMatch(/^loss.generator: .* has no slope/);
  });

  it('keeps one text for a formula however it is written, and so one group', () => {
    expect(loss({ real: ' softplus( -logit ) ' })).toEqual(loss({ real: 'softplus(-logit)' }));
  });

  it.each([
    ['bce', loss({}), Math.LN2, Math.LN2, Math.LN2],
    ['lsgan', loss({ real: '(logit-1)^2/2', fake: 'logit^2/2', generator: '(logit-1)^2/2' }), 0.125, 0.125, 0.125],
    [
      'relativistic',
      loss({
        real: 'softplus(fake_logit - real_logit) / 2',
        fake: 'softplus(fake_logit - real_logit) / 2',
        generator: 'softplus(real_logit - fake_logit)',
      }),
      Math.LN2,
      Math.LN2 / 2,
      Math.LN2 / 2,
    ],
  ])('settles where the same loss of the program does: %s', (_, config, generator, real, fake) => {
    const { losses, note } = equilibrium(config);
    expect(losses.loss_generator).toBeCloseTo(generator, 5);
    expect(losses.loss_real).toBeCloseTo(real, 5);
    expect(losses.loss_fake).toBeCloseTo(fake, 5);
    expect(note).toBeUndefined();
  });

  it('says that it settles at several outputs, or at none', () => {
    const hinge = equilibrium(loss({ real: 'relu(1 - logit)', fake: 'relu(1 + logit)', generator: '-logit' }));
    expect(hinge.discriminator).toBeCloseTo(1, 9);
    expect(hinge.note).toMatch(/the same mean of real and fake/);
    const none = equilibrium(loss({ real: '-logit', fake: '-logit' }));
    expect(none).toMatchObject({ discriminator: undefined, note: expect.stringMatching(/no best constant/) as string });
  });

  it('is tried and settled once, however often a figure or a stored config asks', () => {
    // Whoever evaluates a formula of a loss takes its slopes first.
    const slopes = vi.spyOn(Formula.prototype, 'slope');
    onTestFinished(() => slopes.mockRestore());
    const own = { real: 'softplus(0.321 - logit)', fake: 'softplus(logit)', generator: '-logit' };
    const config: FormulaLossConfig = { name: 'formula', ...own, discriminator_scale: 1 };
    const ask = () => ({
      fault: formulaFault(own.real, 'real'),
      refused: formulaFault('log(logit) + 0.321', 'real'),
      settled: settledFormula(config),
      none: settledFormula({ ...config, real: '-logit', fake: '-logit' }),
    });
    const first = ask();
    expect(slopes.mock.calls.length).toBeGreaterThan(0);
    slopes.mockClear();
    expect(ask()).toEqual(first);
    expect(slopes).not.toHaveBeenCalled();
    expect(first).toMatchObject({ fault: undefined, refused: expect.stringMatching(/no.* finite/) as string });
    expect(first.settled?.constant).toBeDefined();
    expect(first.none).toBeUndefined();
    expect(formulaFault(own.real, 'generator')).toBeUndefined();
    expect(settledFormula({ ...config, real: 'softplus(1 - logit)' })?.real).not.toBe(first.settled?.real);
  });

  it('tells whether a constant added to every logit changes it', () => {
    expect(isShiftInvariant(loss({ real: '-logit', fake: 'logit' }))).toBe(true);
    expect(
      isShiftInvariant(loss({ real: 'softplus(mean_fake_logit - logit)', fake: 'softplus(logit - mean_real_logit)' })),
    ).toBe(true);
    expect(isShiftInvariant(loss({}))).toBe(false);
  });
});
