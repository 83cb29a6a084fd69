import { expect, test } from 'vitest';
import { changesBetween, presetConfig } from '../../../src/shared/config/changes.ts';
import { CONFIG_OUTLINE } from '../../../src/shared/config/outline.ts';
import { parseConfig } from '../../../src/shared/config/parse.ts';
import { PRESET_NAMES } from '../../../src/shared/config/presets.ts';
import type { RunConfigInput } from '../../../src/shared/config/schema.ts';
import { QUESTIONS, questionsAbout } from '../../../src/shared/questions/questions.ts';

function configOf(input: RunConfigInput) {
  const parsed = parseConfig(input);
  if (!parsed.ok) throw new Error(parsed.refusals.map(({ message }) => message).join('\n'));
  return parsed.config;
}

const idsAbout = (input: RunConfigInput) => questionsAbout(configOf(input)).map(({ id }) => id);

/** The paths that the question changes, with what they become. */
function changesOf(id: string, input: RunConfigInput): Record<string, unknown> {
  const base = configOf(input);
  const asked = questionsAbout(base).find((question) => question.id === id);
  if (!asked) throw new Error(`${id} is not asked`);
  return Object.fromEntries(changesBetween(base, asked.config).map(({ path, to }) => [path, to]));
}

test.each(PRESET_NAMES)(
  'every question about %s can be trained, changes something and says what in a sentence',
  (name) => {
    const base = presetConfig(name);
    const questions = questionsAbout(base);
    expect(questions.length).toBeGreaterThan(5);
    for (const { config, label, about } of questions) {
      expect(parseConfig(JSON.parse(JSON.stringify(config)))).toEqual({ ok: true, config });
      expect(changesBetween(base, config)).not.toEqual([]);
      expect(config.seed).toBe(base.seed);
      expect(label).toMatch(/^\S.{3,70}\?$/);
      expect(about).toMatch(/^[A-Z].{20,200}\.$/);
    }
    expect(new Set(questions.map(({ config }) => JSON.stringify(config))).size).toBe(questions.length);
  },
);

test('the experiment’s closing line can be asked of the first experiment, and each question changes just that', () => {
  const cases: [string, Record<string, unknown>][] = [
    ['averaged_generator', { ema_decay: 0.999 }],
    ['slow_momentum', { 'optimizer.generator.beta_1': 0.9, 'optimizer.discriminator.beta_1': 0.9 }],
    ['equal_learning_rates', { 'optimizer.generator.learning_rate': 1e-3 }],
    ['minimax_loss', { 'loss.name': 'minimax' }],
    ['wider_networks', { 'generator.hidden_widths': [128, 64], 'discriminator.hidden_widths': [128, 64] }],
    ['narrower_networks', { 'generator.hidden_widths': [32, 16], 'discriminator.hidden_widths': [32, 16] }],
  ];
  for (const [id, changes] of cases) expect(changesOf(id, {})).toEqual(changes);
  expect(changesOf('normal_noise', {})).toMatchObject({ 'noise.law': 'normal', 'noise.standard_deviation': 1 });
});

test('where it is so already, the reverse is asked', () => {
  expect(idsAbout({})).not.toContain('plain_generator');
  expect(idsAbout({})).not.toContain('uniform_noise');
  expect(idsAbout({ ema_decay: 0.99 })).toContain('plain_generator');
  expect(idsAbout({ ema_decay: 0.99 })).not.toContain('averaged_generator');
  expect(changesOf('uniform_noise', { noise: 'normal' })).toMatchObject({ 'noise.law': 'uniform', 'noise.high': 1 });
  const slow = { optimizer: { generator: { beta_1: 0.9 }, discriminator: { beta_1: 0.9 } } };
  expect(idsAbout(slow)).not.toContain('slow_momentum');
  expect(changesOf('fast_momentum', slow)).toMatchObject({ 'optimizer.generator.beta_1': 0.5 });
  const equal = { optimizer: { generator: { learning_rate: 3e-4 }, discriminator: { learning_rate: 3e-4 } } };
  expect(idsAbout(equal)).not.toContain('equal_learning_rates');
  expect(changesOf('faster_discriminator', equal)).toEqual({ 'optimizer.discriminator.learning_rate': 1.5e-3 });
});

test('what makes no sense of a run is not asked', () => {
  const mixed = { optimizer: { generator: { name: 'sgd' as const }, discriminator: { name: 'adam' as const } } };
  expect(idsAbout(mixed)).not.toContain('equal_learning_rates');
  expect(changesOf('slow_momentum', mixed)).toEqual({ 'optimizer.discriminator.beta_1': 0.9 });
  const plain = { optimizer: { generator: { name: 'sgd' as const }, discriminator: { name: 'sgd' as const } } };
  expect(idsAbout(plain)).not.toContain('slow_momentum');
  const linear = { generator: { hidden_widths: [] }, discriminator: { hidden_widths: [] } };
  expect(idsAbout(linear)).not.toContain('wider_networks');
  expect(idsAbout(linear)).not.toContain('narrower_networks');
  expect(idsAbout({ generator: { hidden_widths: [10_000] } })).not.toContain('wider_networks');
});

test('every loss of the schema is asked about, with the settings that both losses have', () => {
  const outline = CONFIG_OUTLINE.fields.get('loss')?.outline;
  if (outline?.kind !== 'choice') throw new Error('no choice of a loss');
  const ids = new Set(QUESTIONS.map(({ id }) => id));
  for (const name of outline.options.keys()) expect(ids).toContain(`${name}_loss`);
  expect(changesOf('minimax_loss', { loss: { name: 'bce', real_label: 0.9 } })).toEqual({ 'loss.name': 'minimax' });
});
