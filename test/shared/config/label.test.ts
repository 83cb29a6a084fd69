import { describe, expect, it } from 'vitest';
import { changesBetween, changesFromPreset, nearestPreset, presetConfig } from '../../../src/shared/config/changes.ts';
import { labelOf, shortValue } from '../../../src/shared/config/label.ts';
import { PRESET_NAMES } from '../../../src/shared/config/presets.ts';
import { runConfigSchema, type RunConfigInput } from '../../../src/shared/config/schema.ts';

const config = (input: RunConfigInput) => runConfigSchema.parse(input);

describe('a run without a name', () => {
  it.each(PRESET_NAMES)('is called %s where it is that preset, whatever its seed', (name) => {
    expect(labelOf({ ...presetConfig(name), seed: 77 })).toBe(name);
  });

  it('is called by what differs', () => {
    expect(
      labelOf(config({ optimizer: { generator: { learning_rate: 3e-4 } }, generator: { hidden_widths: [128, 128] } })),
    ).toBe('vanilla · widths_g 128-128 · lr_g 3e-4');
    expect(labelOf(config({ generator: { hidden_widths: [] } }))).toBe('vanilla · widths_g none');
  });

  it('is called by its own file, whatever is said of that', () => {
    const penguins: RunConfigInput['target'] & object = {
      law: 'csv',
      file: '/home/me/penguins.csv',
      columns: ['body mass (g)'],
      invalid_rows: 'skip',
    };
    expect(labelOf(config({ target: { ...penguins, digest: 'a'.repeat(64) }, epochs: 1200 }))).toBe(
      'vanilla · penguins.csv body mass (g) · epochs 1200',
    );
    expect(labelOf(config({ target: { law: 'csv', file: 'C:\\data\\two.csv', columns: [0, 2] } }))).toBe(
      'vanilla · two.csv column 0, column 2',
    );
    expect(labelOf(config({ target: { ...penguins, standardize: true } }))).toBe(
      'vanilla · penguins.csv body mass (g) standardized',
    );
    const laws = { law: 'module', file: 'my-laws.mjs' } as const;
    expect(labelOf(config({ target: { ...laws, export: 'data', dimension: 1 }, noise: laws }))).toBe(
      'vanilla · my-laws.mjs data · my-laws.mjs',
    );
  });

  it('shows a list of numbers so that a sign is no hyphen', () => {
    expect([[-2, 2], [0.5, 1.5], [128, 64], [], ['x', 'y'], [3e-4, 1e-3]].map(shortValue)).toEqual([
      '[-2, 2]',
      '[0.5, 1.5]',
      '128-64',
      'none',
      'x-y',
      '[3e-4, 1e-3]',
    ]);
  });

  it('keeps a label short', () => {
    const different = config({
      epochs: 5000,
      batch_size: 999,
      generator: { hidden_widths: [16, 16, 16, 16, 16, 16] },
      discriminator: { hidden_widths: [16, 16, 16, 16, 16] },
      ema_decay: 0.5,
    });
    expect(labelOf(different).length).toBeLessThanOrEqual(70);
    expect(labelOf(different)).toMatch(/ · \d more$/);
  });
});

describe('the changes between two configs', () => {
  it('are the fields that differ, and those that only one of them has', () => {
    const base = presetConfig('vanilla');
    expect(changesBetween(base, { ...base, seed: 9 })).toEqual([]);
    expect(changesBetween(base, config({ optimizer: { generator: { name: 'sgd', learning_rate: 2e-4 } } }))).toEqual([
      { path: 'optimizer.generator.name', from: 'adam', to: 'sgd' },
      { path: 'optimizer.generator.momentum', from: undefined, to: 0 },
      { path: 'optimizer.generator.weight_decay', from: undefined, to: 0 },
      { path: 'optimizer.generator.beta_1', from: 0.5, to: undefined },
      { path: 'optimizer.generator.beta_2', from: 0.999, to: undefined },
      { path: 'optimizer.generator.epsilon', from: 1e-8, to: undefined },
    ]);
  });

  it('from a preset leave out what another law, loss or optimizer does not have', () => {
    const uniform = config({ target: { law: 'uniform', low: 0, high: 1 }, optimizer: { generator: { name: 'sgd' } } });
    const changes = changesFromPreset('vanilla', uniform);
    expect(changes.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['target.law', 'target.low', 'target.high']),
    );
    expect(changes.filter(({ to }) => to === undefined)).toEqual([]);
    expect(labelOf(uniform)).not.toContain('none');
  });

  it('name the preset that is nearest', () => {
    expect(nearestPreset(config({ target: 'ring' }))).not.toBe('ring');
    expect(nearestPreset({ ...presetConfig('ring'), batch_size: 65 })).toBe('ring');
  });
});
