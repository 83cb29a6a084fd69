import { expect, test } from 'vitest';
import { changesBetween, presetConfig } from '../../../src/shared/config/changes.ts';
import { CONFIG_OUTLINE } from '../../../src/shared/config/outline.ts';
import { parseConfig } from '../../../src/shared/config/parse.ts';
import { PRESET_NAMES } from '../../../src/shared/config/presets.ts';
import type { RunConfigInput } from '../../../src/shared/config/schema.ts';
import { questionAbout, QUESTIONS, questionsAbout, refusedQuestions } from '../../../src/shared/questions/questions.ts';

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
    // Asked by its id, each is the same; what is not among them is not asked.
    const ids = QUESTIONS.map(({ id }) => id);
    expect(ids.flatMap((id) => questionAbout(base, id) ?? [])).toEqual(questions);
    expect(questionAbout(base, 'none')).toBeUndefined();
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

test('every loss of the schema but a formula is asked about, with the settings that both losses have', () => {
  const outline = CONFIG_OUTLINE.fields.get('loss')?.outline;
  if (outline?.kind !== 'choice') throw new Error('no choice of a loss');
  const ids = new Set(QUESTIONS.map(({ id }) => id));
  for (const name of outline.options.keys()) expect(ids.has(`${name}_loss`)).toBe(name !== 'formula');
  expect(changesOf('minimax_loss', { loss: { name: 'bce', real_label: 0.9 } })).toEqual({ 'loss.name': 'minimax' });
});

test('penalties, packing, normalisation, dropout, clipping, decay, schedules and instance noise are asked about', () => {
  const cases: [string, Record<string, unknown>][] = [
    ['r1', { penalties: [{ at: 'real', target: 0, weight: 1 }] }],
    ['gradient_penalty', { penalties: [{ at: 'between', target: 1, weight: 10 }] }],
    ['packing', { 'discriminator.packing': 2 }],
    ['weight_clipping', { 'discriminator.weight_clip': 0.01 }],
    ['gradient_clipping', { gradient_clip: 1 }],
    ['instance_noise', { 'instance_noise.standard_deviation': 0.1, 'instance_noise.epochs': 600 }],
    ['warm_up', { 'schedule.warm_up': 30 }],
    [
      'xavier_initialization',
      { 'generator.initialization.name': 'xavier', 'discriminator.initialization.name': 'xavier' },
    ],
  ];
  for (const [id, changes] of cases) expect(changesOf(id, {}), id).toEqual(changes);
  expect(changesOf('cosine_schedule', {})).toMatchObject({ 'schedule.name': 'cosine', 'schedule.epochs': 600 });
  expect(changesOf('weight_decay', {})).toMatchObject({
    'optimizer.generator.name': 'adamw',
    'optimizer.discriminator.weight_decay': 0.01,
  });
  expect(changesOf('wgan_loss', {})).toMatchObject({
    'loss.name': 'wgan',
    penalties: [{ at: 'between', target: 1, weight: 10 }],
  });
  expect(changesOf('wgan_loss', { discriminator: { weight_clip: 0.1 } })).not.toHaveProperty('penalties');
});

test('layers that a question adds stand among those of the short form, which compute what they did', () => {
  const leaky = { layer: 'leaky_relu', slope: 0.01 };
  const linear = (width: number, spectral = false) => ({ layer: 'linear', width, bias: true, spectral });
  expect(changesOf('batch_norm', {})).toEqual({
    'generator.layers': [64, 32].flatMap((width) => [
      linear(width),
      { layer: 'batch_norm', momentum: 0.1, epsilon: 1e-5 },
      leaky,
    ]),
  });
  expect(changesOf('spectral_norm', {})).toEqual({
    'discriminator.layers': [linear(64, true), leaky, linear(32, true), leaky],
    'discriminator.output_spectral': true,
  });
  const dropped = { layer: 'dropout', rate: 0.3 };
  expect(changesOf('dropout', { discriminator: { hidden_widths: [8], activation: 'tanh' } })).toEqual({
    'discriminator.layers': [linear(8), { layer: 'tanh' }, dropped],
  });
});

test('where a run has them, it is asked what becomes of it without', () => {
  const all: RunConfigInput = {
    penalties: [{ at: 'real', target: 0, weight: 2 }],
    generator: { layers: [{ layer: 'linear', width: 8 }, 'batch_norm', 'relu'] },
    discriminator: {
      layers: [{ layer: 'linear', width: 8, spectral: true }, 'relu', 'dropout'],
      packing: 3,
      weight_clip: 0.1,
    },
    optimizer: { generator: 'adamw', discriminator: { name: 'sgd', weight_decay: 0.1 } },
    gradient_clip: 2,
    schedule: { name: 'linear', warm_up: 3 },
    instance_noise: { standard_deviation: 0.5 },
  };
  const ids = idsAbout(all);
  for (const one of [
    'penalties',
    'batch_norm',
    'spectral_norm',
    'dropout',
    'packing',
    'weight_clipping',
    'gradient_clipping',
    'weight_decay',
    'instance_noise',
  ]) {
    expect(ids).toContain(`no_${one}`);
    expect(ids).not.toContain(one);
  }
  expect(ids).toContain('constant_schedule');
  expect(ids).not.toContain('r1');
  expect(changesOf('stronger_penalties', all)).toEqual({ penalties: [{ at: 'real', target: 0, weight: 20 }] });
  expect(changesOf('no_weight_decay', all)).toMatchObject({
    'optimizer.generator.name': 'adam',
    'optimizer.discriminator.weight_decay': 0,
  });
  for (const one of questionsAbout(configOf(all))) {
    expect(one.label).toMatch(/^\S.{3,70}\?$/);
    expect(one.about).toMatch(/^[A-Z].{20,200}\.$/);
  }
});

test('a question that the config refuses is told with the reason, and not asked', () => {
  const normalised: RunConfigInput = {
    discriminator: { layers: [{ layer: 'linear', width: 8 }, 'batch_norm', 'relu'] },
  };
  expect(idsAbout(normalised)).not.toContain('r1');
  const refused = refusedQuestions(configOf(normalised));
  expect(refused.map(({ id }) => id)).toEqual(['wgan_loss', 'r1', 'r2', 'gradient_penalty']);
  expect(refused[1]).toEqual({
    id: 'r1',
    label: 'R1 penalty of weight 1?',
    reason: expect.stringContaining('have no meaning with batch_norm in discriminator.layers') as string,
  });
  expect(refusedQuestions(configOf({}))).toEqual([]);
});
