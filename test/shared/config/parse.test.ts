import { expect, test } from 'vitest';
import { parseConfig } from '../../../src/shared/config/parse.ts';
import { refusalsOf } from './refusals.ts';

/** [what is written, what is answered] */
const ANSWERS: readonly (readonly [unknown, string])[] = [
  [{ generator: { hidden_widths: [64, 0] } }, 'generator.hidden_widths[1]: 0 must be a whole number from 1 to 16384'],
  [{ bach_size: 3 }, 'bach_size: is not a setting; did you mean batch_size?'],
  [{ batch_size: 0 }, 'batch_size: 0 must be a whole number from 1 to 65536'],
  [{ batch_size: '12' }, 'batch_size: "12" (text) must be a whole number from 1 to 65536'],
  [{ batch_size: NaN }, 'batch_size: NaN must be a whole number from 1 to 65536'],
  [{ batch_size: true }, 'batch_size: true (yes or no) must be a whole number from 1 to 65536'],
  [{ epochs: 1.5 }, 'epochs: 1.5 must be a whole number from 1 to 10000000'],
  [{ epochs: null }, 'epochs: null must be a whole number from 1 to 10000000'],
  [{ seed: -1 }, 'seed: -1 must be a whole number from 0 to 9007199254740991'],
  [{ seed: 2 ** 53 }, 'seed: 9007199254740992 must be a whole number from 0 to 9007199254740991'],
  [{ ema_decay: Infinity }, 'ema_decay: Infinity must be 0 or more and less than 1'],
  [{ ema_decay: 1 }, 'ema_decay: 1 must be 0 or more and less than 1'],
  [{ generator: { slope: NaN } }, 'generator.slope: NaN must be a number from 0 to 1'],
  [{ generator: 5 }, 'generator: 5 is not a group of settings; use an object such as {"hidden_widths": …}'],
  [
    { engine: 'fusd' },
    'engine: "fusd" is not an engine; did you mean fused? known: auto, fused, tensorflow, reference',
  ],
  [
    { optimizer: { discriminator: 'rmsporp' } },
    'optimizer.discriminator: "rmsporp" is not an optimizer; did you mean rmsprop? known: adam, adamw, sgd, rmsprop',
  ],
  [
    { loss: { name: 'divergence' } },
    'loss.name: "divergence" is not a loss; known: bce, minimax, lsgan, hinge, wgan, relativistic, relativistic_average, formula',
  ],
  [
    { epochs: 20, schedule: { name: 'linear', warm_up: 20 } },
    'schedule.warm_up: 20 leaves nothing of the schedule, which ends after 20 epochs; use less than 20',
  ],
  [
    { optimizer: { generator: 'sdg' } },
    'optimizer.generator: "sdg" is not an optimizer; did you mean sgd? known: adam, adamw, sgd, rmsprop',
  ],
  [
    { loss: { name: 5 } },
    'loss.name: 5 is not a loss; use one of bce, minimax, lsgan, hinge, wgan, relativistic, relativistic_average, formula',
  ],
  [{ noise: NaN }, 'noise: NaN is not a law; use a name such as "uniform", or an object with a law'],
  [{ target: { radius: 3 } }, 'target.radius: is not a setting of normal; it belongs to ring, spiral, swiss_roll'],
  [{ target: { sigma: 3 } }, 'target.sigma: is not a setting of normal; did you mean standard_deviation?'],
  [
    { lr: 1 },
    'lr: is not a setting; there is optimizer.generator.learning_rate, optimizer.discriminator.learning_rate',
  ],
  [{ generator: { batch_size: 8 } }, 'generator.batch_size: is not a setting; there is batch_size'],
  [{ noise: { law: 'module' } }, 'noise.file: is missing; use the path of a JavaScript module'],
  [{ noise: { low: 2 } }, 'noise.high: 1 must be greater than low, which is 2'],
  [
    { target: { law: 'uniform', low: 1, high: 1 + 1e-12 } },
    'target.high: 1.000000000001 equals low in float32; use a larger number than 1',
  ],
  [
    { target: { law: 'mixture', weights: [1, 1, 1], means: [1, 2, 3] } },
    'target.standard_deviations: [0.5, 0.5] has 2 entries but weights and means have 3; give one for each component',
  ],
  [
    { target: { law: 'mixture', weights: [1, 1, 1] } },
    'target.weights: [1, 1, 1] has 3 entries but means and standard_deviations have 2; give one for each component',
  ],
  [
    { target: { law: 'csv', file: 'a.csv', columns: ['x', 'y', 'z'] } },
    'target.columns: ["x", "y", "z"] is not a list of columns; use a list of 1 to 2',
  ],
  [
    { target: { law: 'csv', file: 'a.csv', columns: [1, 1] } },
    'target.columns: [1, 1] names one column twice; use two different ones',
  ],
  [
    { target: { law: 'module', file: 'laws.mjs', dimension: 3 } },
    'target.dimension: 3 must be a whole number from 1 to 2',
  ],
  [
    { noise: { law: 'module', file: 'laws.mjs', dimension: 3 } },
    'noise.dimension: 3 must equal generator.latent_dimension, which is 1',
  ],
  [{ target: { mean: 1e31 } }, 'target.mean: 1e+31 is too large for float32; use a magnitude of 1e+30 or less'],
  [
    { optimizer: { generator: { learning_rate: 1e-40 } } },
    'optimizer.generator.learning_rate: 1e-40 is too close to 0 for float32; use a magnitude of 1e-30 or more',
  ],
  [
    { target: { law: 'log_normal', log_mean: 80 } },
    'target.log_mean: 80 makes draws too large for float32; keep log_mean + 8.3 · log_standard_deviation below 69',
  ],
  [
    { target: { law: 'student_t', degrees_of_freedom: 0.5, scale: 1e8 } },
    'target.scale: 100000000 makes draws of 0.5 degrees of freedom too large for float32; use a smaller one',
  ],
  [null, 'config: null is not a group of settings; use an object such as {"seed": …}'],
  [undefined, 'config: is missing; use an object such as {"seed": …}'],
  [[], 'config: [] is not a group of settings; use an object such as {"seed": …}'],
  [
    { version: 2 },
    'version: 2 is newer than this program, which supports config versions up to 1; use a newer program',
  ],
];

test.each(ANSWERS)('answers %j with one sentence', (input, answer) => {
  expect(refusalsOf(input).map(({ message }) => message)).toEqual([answer]);
});

test('takes an empty config for the first experiment', () => {
  const parsed = parseConfig({});
  expect(parsed.ok && parsed.config).toMatchObject({
    seed: 1,
    epochs: 600,
    batches_per_epoch: 10,
    batch_size: 32,
    discriminator_updates: 1,
    generator: { latent_dimension: 1, hidden_widths: [64, 32], activation: 'leaky_relu', slope: 0.01 },
    discriminator: { hidden_widths: [64, 32], activation: 'leaky_relu', slope: 0.01 },
    loss: { name: 'bce', real_label: 1 },
    optimizer: {
      generator: { name: 'adam', learning_rate: 2e-4, beta_1: 0.5, beta_2: 0.999, epsilon: 1e-8 },
      discriminator: { name: 'adam', learning_rate: 1e-3, beta_1: 0.5, beta_2: 0.999, epsilon: 1e-8 },
    },
    noise: { law: 'uniform', low: 0, high: 1 },
    target: { law: 'normal', mean: 0, standard_deviation: 1 },
    ema_decay: 0,
  });
});

test('takes a bare name for a law, a loss or an optimizer', () => {
  const parsed = parseConfig({ target: 'laplace', loss: 'minimax', optimizer: { generator: 'sgd' }, noise: 'normal' });
  expect(parsed.ok && parsed.config).toMatchObject({
    target: { law: 'laplace', location: 0, scale: 1 },
    loss: { name: 'minimax', real_label: 1 },
    optimizer: { generator: { name: 'sgd', learning_rate: 2e-4, momentum: 0 } },
    noise: { law: 'normal', mean: 0, standard_deviation: 1 },
  });
});

test('takes settings without a name for those of the default', () => {
  const parsed = parseConfig({ optimizer: { discriminator: { beta_1: 0 } }, target: { mean: 4 } });
  expect(parsed.ok && parsed.config).toMatchObject({
    optimizer: { discriminator: { name: 'adam', learning_rate: 1e-3, beta_1: 0 } },
    target: { law: 'normal', mean: 4 },
  });
});

test('names everything that is wrong at once, also what does not fit together', () => {
  const paths = refusalsOf({
    batch_size: 0,
    generator: { hidden_widths: [0, 64, 'a'] },
    target: { law: 'uniform', low: 3, high: 2 },
    nois: 'normal',
    epochs: 1e7,
  }).map(({ path }) => path);
  expect(paths.sort()).toEqual([
    'batch_size',
    'generator.hidden_widths[0]',
    'generator.hidden_widths[2]',
    'nois',
    'snapshots.every',
    'target.high',
  ]);
});

test('gives the value with the refusal', () => {
  expect(refusalsOf({ target: 'gausian', batch_size: '12' })).toMatchObject([
    { path: 'batch_size', value: '12' },
    { path: 'target', value: 'gausian' },
  ]);
});

test('refuses the keys of prototypes like any other unknown key, and stays clean', () => {
  const input: unknown = JSON.parse(
    '{"__proto__":{"epochs":1},"constructor":{},"generator":{"__proto__":1},"target":"__proto__"}',
  );
  expect(
    refusalsOf(input)
      .map(({ path }) => path)
      .sort(),
  ).toEqual(['__proto__', 'constructor', 'generator.__proto__', 'target']);
  expect(refusalsOf({ target: 'constructor', loss: 'toString' })).toHaveLength(2);
  expect(({} as Record<string, unknown>).epochs).toBeUndefined();
});

test('refuses nesting of any depth in a short sentence', () => {
  let deep: unknown = 1;
  for (let depth = 0; depth < 100_000; depth++) deep = depth % 2 ? [deep] : { generator: deep };
  for (const input of [deep, { generator: deep }, { epochs: deep }, { generator: { hidden_widths: [deep] } }]) {
    for (const { message } of refusalsOf(input)) expect(message.length).toBeLessThan(400);
  }
});

test('shows a long value or key shortened', () => {
  const [refusal] = refusalsOf({ ['k'.repeat(1e6)]: 1, engine: 'e'.repeat(1e6), seed: Array(1e6).fill(0) });
  expect(refusalsOf({ ['k'.repeat(1e6)]: 1, engine: 'e'.repeat(1e6) })).toHaveLength(2);
  for (const { message } of refusalsOf({ ['k'.repeat(1e6)]: 1, engine: 'e'.repeat(1e6) })) {
    expect(message.length).toBeLessThan(400);
  }
  expect(refusal.message).toContain('a list of 1000000');
});

test('a length that is left open is that of the run when it is parsed, and stays when the run gets longer', () => {
  const parsed = parseConfig({ epochs: 50, schedule: 'cosine', instance_noise: { standard_deviation: 0.1 } });
  if (!parsed.ok) throw new Error(parsed.refusals[0].message);
  expect(parsed.config).toMatchObject({ schedule: { epochs: 50 }, instance_noise: { epochs: 50 } });
  expect(parseConfig({ ...parsed.config, epochs: 80 })).toMatchObject({
    ok: true,
    config: { epochs: 80, schedule: { epochs: 50 }, instance_noise: { epochs: 50 } },
  });
  expect(parseConfig({ epochs: 50 })).toMatchObject({ ok: true, config: { instance_noise: { epochs: 0 } } });
});

test('refuses penalties where batch normalisation mixes the samples of a batch, and with no other layers', () => {
  const penalties = [{ at: 'real', target: 0, weight: 1 }];
  const layers = (...kinds: string[]) => [{ layer: 'linear', width: 8 }, ...kinds.map((layer) => ({ layer }))];
  const refused = parseConfig({ penalties, discriminator: { layers: layers('batch_norm', 'relu') } });
  expect(refused.ok ? [] : refused.refusals.map(({ path, message }) => [path, message])).toEqual([
    [
      'penalties',
      expect.stringMatching(
        /^penalties: .* have no meaning with batch_norm in discriminator.layers, where a logit depends on all samples of its batch; use layer_norm there, or no penalties$/,
      ),
    ],
  ]);
  for (const fits of [
    { penalties, discriminator: { layers: layers('layer_norm', 'dropout', 'gelu') } },
    { penalties, generator: { layers: layers('batch_norm', 'relu') } },
    { discriminator: { layers: layers('batch_norm', 'relu') } },
  ])
    expect(parseConfig(fits).ok).toBe(true);
});
