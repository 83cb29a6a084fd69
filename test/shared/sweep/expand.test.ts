import { describe, expect, it, onTestFinished, test, vi } from 'vitest';
import { randomStream } from '../../../src/main/training/random.ts';
import { runConfigSchema } from '../../../src/shared/config/schema.ts';
import type { SweepInput } from '../../../src/shared/sweep/definition.ts';
import { drawSettings } from '../../../src/shared/sweep/draw.ts';
import { expandSweep, type ExpandedArm } from '../../../src/shared/sweep/expand.ts';
import { sweepName } from '../../../src/shared/sweep/names.ts';
import { parseSweep } from '../../../src/shared/sweep/parse.ts';
import { variedPaths } from '../../../src/shared/sweep/paths.ts';

function expanded(input: SweepInput): { arms: readonly ExpandedArm[]; repeated: number } {
  const parsed = parseSweep(input);
  if (!parsed.ok) throw new Error(parsed.refusals[0].message);
  const found = expandSweep(parsed.definition, randomStream);
  if (!found.ok) throw new Error(found.refusals[0].message);
  return found;
}

function refused(input: unknown): string[] {
  const parsed = parseSweep(input);
  if (!parsed.ok) return parsed.refusals.map(({ message }) => message);
  const found = expandSweep(parsed.definition, randomStream);
  return found.ok ? [] : found.refusals.map(({ message }) => message);
}

const names = (input: SweepInput) => expanded(input).arms.map(({ name }) => name);

describe('a grid', () => {
  it('trains every combination, by short names, full paths and bare choices', () => {
    const { arms, repeated } = expanded({
      config: { epochs: 10 },
      grid: {
        lr_g: [1e-4, 2e-4],
        'optimizer.discriminator': ['sgd'],
        loss: ['minimax', { name: 'bce', real_label: 0.9 }],
      },
    });
    expect(repeated).toBe(0);
    const config = (learningRate: number, loss: unknown) =>
      runConfigSchema.parse({
        epochs: 10,
        loss,
        optimizer: { generator: { name: 'adam', learning_rate: learningRate }, discriminator: 'sgd' },
      });
    const smooth = { name: 'bce', real_label: 0.9 };
    expect(arms.map((arm) => arm.config)).toEqual([
      config(1e-4, 'minimax'),
      config(1e-4, smooth),
      config(2e-4, 'minimax'),
      config(2e-4, smooth),
    ]);
    expect(arms[1].settings).toEqual({
      'optimizer.generator.learning_rate': 1e-4,
      'optimizer.discriminator.name': 'sgd',
      'loss.name': 'bce',
      'loss.real_label': 0.9,
    });
    expect(arms[1].name).toBe('vanilla · epochs 10 · lr_g 1e-4 · optimizer_d sgd · loss bce · real_label 0.9');
  });

  it('takes lists as values, a preset below, and the base config over it', () => {
    const { arms } = expanded({
      preset: 'ring',
      config: { target: { modes: 5 }, generator: { slope: 0.1 } },
      grid: { widths_g: [[64], [32, 32]] },
    });
    expect(arms.map(({ config }) => config.generator.hidden_widths)).toEqual([[64], [32, 32]]);
    expect(arms[0].config).toMatchObject({
      target: { law: 'ring', modes: 5 },
      generator: { latent_dimension: 2, slope: 0.1 },
      batch_size: 64,
    });
    expect(arms[1].name).toBe('ring · generator.slope 0.1 · target.modes 5 · widths_g 32-32');
  });

  it('trains a config once that it comes to twice, and counts the others', () => {
    const { arms, repeated } = expanded({
      grid: { loss: ['bce', { name: 'bce', real_label: 1 }], lr_g: [2e-4, 0.0002, 1] },
    });
    expect(arms).toHaveLength(2);
    expect(repeated).toBe(4);
  });

  it('does not mind the order of a law and a setting of it', () => {
    const { arms } = expanded({ grid: { 'target.modes': [5], target: ['ring'], latent: [2] } });
    expect(arms[0].config.target).toMatchObject({ law: 'ring', modes: 5 });
  });
});

test('a list trains the settings it gives, an empty one being the base config', () => {
  expect(names({ list: [{}, { lr_g: 1e-3, batch: 64 }, { 'generator.hidden_widths[1]': 8 }] })).toEqual([
    'vanilla',
    'vanilla · lr_g 1e-3 · batch 64',
    'vanilla · widths_g 64-8',
  ]);
});

describe('a random sweep', () => {
  const RANDOM = {
    lr_g: { log_uniform: [1e-5, 1e-2] },
    batch: { uniform: [16, 64] },
    loss: { choice: ['bce', 'minimax'] },
    epochs: { log_uniform: [10, 1000] },
  } satisfies NonNullable<SweepInput['random']>['settings'];
  const drawn = (random: NonNullable<SweepInput['random']>) =>
    expanded({ random }).arms.map(({ settings }) => Object.values(settings));

  it('draws the same settings from the same seed, on every machine', () => {
    // Computed by another program (Python's hashlib and math) from the definition of the generator.
    expect(drawn({ count: 4, seed: 1, settings: RANDOM })).toEqual([
      [0.001889, 43, 'minimax', 554],
      [0.00006412, 54, 'bce', 73],
      [0.00001744, 52, 'bce', 287],
      [0.002723, 27, 'bce', 339],
    ]);
  });

  it('begins alike whatever its count, and draws a setting alike whatever the others are', () => {
    const all = drawn({ count: 40, seed: 3, settings: RANDOM });
    expect(drawn({ count: 7, seed: 3, settings: RANDOM })).toEqual(all.slice(0, 7));
    const alone = drawn({ count: 40, seed: 3, settings: { lr_g: RANDOM.lr_g } });
    expect(alone).toEqual(all.map(([learningRate]) => [learningRate]));
    expect(drawn({ count: 7, seed: 4, settings: RANDOM })).not.toEqual(all.slice(0, 7));
  });

  it('spreads draws evenly: over decades where it is logarithmic, over whole numbers with both ends', () => {
    const count = 1000;
    const { arms } = expanded({
      random: {
        count,
        settings: { lr_g: { log_uniform: [1e-4, 1e-2] }, lr_d: { uniform: [1e-4, 3e-4] }, batch: { uniform: [1, 4] } },
      },
    });
    const share = (holds: (config: ExpandedArm['config']) => boolean) =>
      arms.filter(({ config }) => holds(config)).length / count;
    const shares = [
      [share(({ optimizer }) => optimizer.generator.learning_rate < 1e-3), 0.5],
      [share(({ optimizer }) => optimizer.discriminator.learning_rate < 2e-4), 0.5],
      ...[1, 2, 3, 4].map((size) => [share(({ batch_size }) => batch_size === size), 0.25]),
    ];
    // Five standard errors.
    for (const [found, expected] of shares)
      expect(Math.abs(found - expected)).toBeLessThan(5 * Math.sqrt(0.25 / count));
  });

  it('draws whole numbers over decades with a cell for each, the bounds among them', () => {
    const count = 4000;
    const streams = (law: { log_uniform: [number, number]; whole?: boolean }, name: string) =>
      drawSettings({ count, seed: 1, settings: { [name]: law } }, randomStream).map((settings) => settings[name]);
    const shareOf = (values: readonly unknown[], value: number) => values.filter((one) => one === value).length / count;
    // ln((k + ½) / (k − ½)) / ln 9: the width of a number's cell among the decades.
    const cells = [0.5, 0.2325, 0.1531, 0.1144];
    for (const values of [
      streams({ log_uniform: [1, 4] }, 'batch'),
      streams({ log_uniform: [0.6, 4.3], whole: true }, 'lr_g'),
    ])
      for (const [index, cell] of cells.entries())
        expect(Math.abs(shareOf(values, index + 1) - cell), String(index + 1)).toBeLessThan(
          5 * Math.sqrt((cell * (1 - cell)) / count),
        );
  });

  it('refuses bounds without a whole number between them, also of a setting that takes no others', () => {
    const random = (settings: NonNullable<SweepInput['random']>['settings']) => ({ random: { count: 3, settings } });
    expect(refused(random({ batch: { uniform: [1.2, 1.8] } }))).toEqual([
      'random.settings.batch.uniform: there is no whole number from 1.2 to 1.8',
    ]);
    expect(refused(random({ lr_g: { log_uniform: [0.2, 0.8], whole: true } }))).toEqual([
      'random.settings.lr_g.log_uniform: there is no whole number from 0.2 to 0.8',
    ]);
  });
});

test('names a sweep by what it varies, once each', () => {
  const named = (input: SweepInput) => {
    const parsed = parseSweep(input);
    return parsed.ok ? [sweepName(parsed.definition), variedPaths(parsed.definition)] : [];
  };
  expect(named({ grid: { lr_g: [1], loss: ['bce', { name: 'bce', real_label: 0.9 }] } })).toEqual([
    'lr_g × loss × real_label',
    ['optimizer.generator.learning_rate', 'loss.name', 'loss.real_label'],
  ]);
  expect(
    named({ list: [{ lr_g: 1 }, { 'optimizer.generator.learning_rate': 2, 'generator.hidden_widths[0]': 3 }] })[0],
  ).toBe('lr_g × widths_g');
  expect(named({ name: 'rates', grid: { lr_g: [1] } })[0]).toBe('rates');
});

test.each<[unknown, ...string[]]>([
  [{ grid: { lr_g: [1e-4, -2] } }, 'grid.lr_g[1]: -2 must be greater than 0'],
  [
    { list: [{}, {}, {}, { loss: 'bcee' }] },
    'list[3].loss: "bcee" is not a loss; did you mean bce? known: bce, minimax',
  ],
  [
    { grid: { loss: ['bce', { name: 'minimax', real_label: 2 }] } },
    'grid.loss[1].real_label: 2 must be greater than 0 and at most 1',
  ],
  [{ list: [{ widths_g: [3, 0] }] }, 'list[0].widths_g[1]: 0 must be a whole number from 1 to 16384'],
  [
    { random: { count: 1, settings: { batch: { choice: ['many'] } } } },
    'random.settings.batch: "many" (text) must be a whole number from 1 to 65536',
  ],
  [
    { grid: { optimizer_g: ['adam', 'sgd'], 'optimizer.generator.beta_1': [0.5] } },
    'grid.optimizer.generator.beta_1[0]: is not a setting of sgd; it belongs to adam',
  ],
  [{ grid: { lrg: [1] } }, 'grid.lrg[0]: is not a setting; '],
  [{ grid: { seed: [1] } }, 'grid.seed[0]: cannot be varied; give seeds under "seeds"'],
  [
    { list: [{ lr_g: 1e-3, 'optimizer.generator.learning_rate': 2e-3 }] },
    'list[0].optimizer.generator.learning_rate: sets optimizer.generator.learning_rate, which list[0].lr_g also sets',
  ],
  [{ config: { epochs: -1 }, grid: { lr_g: [1] } }, 'config.epochs: -1 must be a whole number from 1 to 10000000'],
  [{ grid: { lr_g: [1] }, list: [{}] }, 'sweep: a sweep has exactly one of grid, list and random'],
  [{ seeds: [1] }, 'sweep: a sweep has exactly one of grid, list and random'],
  [{ gird: { lr_g: [1] } }, 'gird: is not a setting of a sweep; did you mean grid?'],
  [{ grid: { lr_g: 1 } }, 'grid.lr_g: 1 is not a list of values'],
  [{ grid: { lr_g: [] } }, 'grid.lr_g: [] is empty; give at least one value'],
  [{ grid: {} }, 'grid: names no setting to vary'],
  [{ grid: { lr_g: [1] }, seeds: [1, 2, 1] }, 'seeds[2]: 1 is given twice; give each seed once'],
  [{ preset: 'rign', grid: { lr_g: [1] } }, 'preset: "rign" is not a preset; did you mean ring?'],
  [
    { random: { count: 3, settings: { lr_g: { log_uniform: [0, 1] } } } },
    'random.settings.lr_g.log_uniform[0]: 0 has no logarithm; it must be greater than 0',
  ],
  [
    { random: { count: 3, settings: { lr_g: { uniform: [2, 1] } } } },
    'random.settings.lr_g.uniform: 2 to 1 is reversed; write the lower number first',
  ],
  [
    { random: { count: 3, settings: { lr_g: { normal: [0, 1] } } } },
    'random.settings.lr_g: an object is not a way to draw a setting; ',
  ],
  [
    {
      grid: { lr_g: Array.from({ length: 100 }, (_, index) => index + 1), lr_d: Array.from({ length: 60 }, () => 1) },
      seeds: [1, 2],
    },
    'grid: 6000 arms with 2 seeds each make 12,000 runs; a sweep has at most 10,000',
  ],
  [[], 'sweep: '],
])('%j is refused at its place', (input, ...beginnings) => {
  const messages = refused(input);
  expect(messages).toHaveLength(beginnings.length);
  for (const [index, beginning] of beginnings.entries())
    expect(messages[index].slice(0, beginning.length)).toBe(beginning);
});

test('a fault between settings is told with what is set, one of the base config where that has it', () => {
  const noise = { law: 'module', file: 'noise.mjs', export: 'draw', dimension: 3 };
  expect(refused({ config: { noise }, grid: { latent: [3, 2] } })).toEqual([
    'grid: with latent 2, noise.dimension: 3 must equal generator.latent_dimension, which is 2',
  ]);
  expect(names({ config: { noise }, grid: { latent: [3] } })).toHaveLength(1);
  expect(refused({ config: { noise }, grid: { lr_g: [1] } })).toEqual([
    'config.noise.dimension: 3 must equal generator.latent_dimension, which is 1',
  ]);
});

test('ten times as many arms are ten times the work', () => {
  const range = (length: number) => Array.from({ length }, (_, index) => (index + 1) * 1e-5);
  const parse = vi.spyOn(runConfigSchema, 'safeParse');
  const write = vi.spyOn(JSON, 'stringify');
  onTestFinished(() => void vi.restoreAllMocks());
  const work = (rates: number) => {
    const before = parse.mock.calls.length + write.mock.calls.length;
    expect(expanded({ grid: { lr_g: range(rates), lr_d: range(20) } }).arms).toHaveLength(20 * rates);
    return parse.mock.calls.length + write.mock.calls.length - before;
  };
  const [few, many] = [work(5), work(50)];
  expect(few).toBeGreaterThanOrEqual(100);
  expect(many).toBeLessThan(11 * few);
});
