import { expect, test } from 'vitest';
import { randomStream } from '../../../src/main/training/random.ts';
import { configDiff } from '../../../src/shared/comparison/config-diff.ts';
import { changesBetween } from '../../../src/shared/config/changes.ts';
import { shortValue } from '../../../src/shared/config/label.ts';
import { parseConfig } from '../../../src/shared/config/parse.ts';
import type { RunConfig } from '../../../src/shared/config/schema.ts';
import { settingName } from '../../../src/shared/config/setting-names.ts';
import { matches } from '../../../src/shared/filter/expression.ts';
import { parseFilter } from '../../../src/shared/filter/parse.ts';
import { RUN_FIELDS, runFields } from '../../../src/shared/filter/run-fields.ts';
import { expandSweep } from '../../../src/shared/sweep/expand.ts';
import { parseSweep } from '../../../src/shared/sweep/parse.ts';
import { row } from '../run-rows.ts';

function configOf(input: unknown): RunConfig {
  const parsed = parseConfig(input);
  if (!parsed.ok) throw new Error(parsed.refusals[0].message);
  return parsed.config;
}

/** The config of the one arm of a sweep over one setting, and what the arm is called. */
function swept(path: string, value: unknown) {
  const parsed = parseSweep({ grid: { [path]: [value] } });
  if (!parsed.ok) throw new Error(parsed.refusals[0].message);
  const found = expandSweep(parsed.definition, randomStream);
  if (!found.ok) throw new Error(found.refusals[0].message);
  const [{ config, name }] = found.arms;
  return { config: configOf(config), name };
}

function holds(text: string, config: RunConfig): boolean {
  const parsed = parseFilter(text, RUN_FIELDS);
  if (!parsed.ok) throw new Error(parsed.message);
  return matches(parsed.expression, runFields(row({ seed: 1, config }).run, []));
}

const LAYERS = [{ layer: 'linear', width: 8 }, 'batch_norm', 'silu', { layer: 'dropout', rate: 0.2 }];

/** What a sweep varies, a filter that finds it, and how names and differences write it. */
const CASES: readonly (readonly [path: string, value: unknown, filter: string, written: string])[] = [
  ['generator.layers', LAYERS, 'generator.layers ~ batch_norm', '[linear 8, batch norm, silu, dropout 0.2]'],
  ['discriminator.layers', [{ layer: 'maxout', width: 6 }], 'discriminator.layers ~ maxout', 'maxout 6'],
  ['penalties', [{ at: 'real', target: 0, weight: 2 }], 'penalties ~ R1', 'R1 2'],
  ['penalties', [{}, { at: 'fake', target: 0 }], 'penalties ~ gradient', 'gradient penalty 10 + R2 10'],
  ['discriminator.packing', 3, 'discriminator.packing = 3', '3'],
  ['discriminator.weight_clip', 0.01, 'weight_clip > 0', '0.01'],
  ['generator.output_spectral', true, 'generator.output_spectral = true', 'true'],
  ['generator.initialization.name', 'xavier', 'generator.initialization = xavier', 'xavier'],
  ['schedule.name', 'cosine', 'schedule = cosine', 'cosine'],
  ['schedule.warm_up', 5, 'schedule.warm_up >= 5', '5'],
  ['instance_noise.standard_deviation', 0.3, 'instance_noise > 0.2', '0.3'],
  ['gradient_clip', 2, 'gradient_clip = 2', '2'],
  ['optimizer.generator.name', 'adamw', 'optimizer_g = adamw and decay_g > 0', 'adamw'],
  ['loss.name', 'relativistic_average', 'loss = relativistic_average', 'relativistic_average'],
  ['target.law', 'drawn', 'target = drawn', 'drawn'],
];

test.each(CASES)(
  '%s can be swept, is found by a filter and is named where it differs: %o',
  (path, value, filter, written) => {
    const { config, name } = swept(path, value);
    const base = configOf({});
    expect(changesBetween(base, config).map((change) => change.path)).toContain(path);
    expect(name).toContain(written === 'maxout 6' ? '[maxout 6]' : written);
    expect(name).not.toMatch(/[{}"]/);
    expect([holds(filter, config), holds(filter, base)]).toEqual([true, false]);
    const sides = [base, config].map((one, index) => ({ key: `run${index}`, name: `run ${index}`, config: one }));
    const row = configDiff(sides, 'run0', false).find((one) => one.path === path);
    expect(row?.isChanged).toEqual([false, true]);
    expect(shortValue(row?.values[1])).toContain(written);
    expect(settingName(path)).toMatch(/^[A-Z][\w’ -]+$/);
  },
);

test('a loss and a density by formula are swept and found by what they say', () => {
  const { config, name } = swept('loss', { name: 'formula', real: 'relu(1 - logit)' });
  expect(holds('loss = formula and loss.real ~ relu', config)).toBe(true);
  expect(name).toContain('loss formula');
  const density = swept('target', { law: 'formula', density: 'exp(-x^4 / 4)' });
  expect(holds('target.density ~ exp', density.config)).toBe(true);
  expect(changesBetween(configOf({}), density.config).map(({ path }) => settingName(path))).toContain('Target density');
});
