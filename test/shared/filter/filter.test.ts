import { describe, expect, it } from 'vitest';
import { runConfigSchema } from '../../../src/shared/config/schema.ts';
import { matches } from '../../../src/shared/filter/expression.ts';
import { parseFilter } from '../../../src/shared/filter/parse.ts';
import { RUN_FIELDS, runFields } from '../../../src/shared/filter/run-fields.ts';
import type { Run, Summary } from '../../../src/shared/run.ts';

const RUN: Run = {
  id: 'k3m9',
  name: 'Wide ring',
  config: runConfigSchema.parse({ seed: 7, target: 'ring', generator: { hidden_widths: [128, 128] } }),
  group: 'f00',
  createdAt: '2026-01-02T03:04:05.000Z',
  tags: ['paper', 'first'],
  notes: '',
  starred: false,
  trashedAt: undefined,
  colour: 0,
  sweep: undefined,
  status: 'finished',
  build: { engine: 'fused', kernels: 'k', rounding: 'r', threads: 1, device: 'cpu' },
  engineReason: undefined,
  axes: { data: [], latent: undefined },
  startedAt: '2026-01-02T03:04:06.000Z',
  endedAt: '2026-01-02T03:04:07.000Z',
  epochsDone: 600,
  seconds: 1.5,
  final: { samples: 10_000, metrics: { sliced_wasserstein_1: 0.25 }, averageMetrics: { sliced_wasserstein_1: 0.125 } },
};

const SUMMARIES: Summary[] = [
  { metric: 'sliced_wasserstein_1', last: 0.3, minimum: 0.1, minimumEpoch: 5, maximum: 2, tailMean: 0.2 },
  { metric: 'loss_real', last: 0.7, minimum: 0.5, minimumEpoch: 9, maximum: NaN, tailMean: NaN },
];

function holds(text: string): boolean {
  const parsed = parseFilter(text, RUN_FIELDS);
  if (!parsed.ok) throw new Error(parsed.message);
  return matches(parsed.expression, runFields(RUN, SUMMARIES));
}

describe('a filter that holds', () => {
  it.each([
    'seed = 7',
    'seed==7',
    'seed<=7 and seed>=7',
    'seed != 8',
    'status=finished',
    'name ~ RING',
    'name = "wide ring"',
    "name ~ 'wide r'",
    'tags ~ paper',
    'engine=fused',
    'batch_size = 3 or seed = 7',
    'sliced_wasserstein_1 > 0.2 and sliced_wasserstein_1_tail <= 2e-1',
    'sliced_wasserstein_1_minimum < 0.2',
    'final_sliced_wasserstein_1 = 0.25',
    'final_ema_sliced_wasserstein_1 = 0.125',
    'target = ring',
    'target.law = ring and target.modes = 8',
    'generator.hidden_widths = 128,128',
    'generator.hidden_widths=[128,128]',
    'optimizer.generator = adam',
    'seed = 1 and seed = 2 or seed = 7',
    'seed = 7 or seed = 1 and seed = 2',
    '(seed = 7 or seed = 1) and (status = finished)',
    'created > 2026-01-01',
    // Short names.
    'lr_g < 1e-3 and loss = bce',
    'widths_g = 128,128 and batch = 32',
    'sw1_tail = 0.2 and sw1 = 0.3',
  ])('%s', (text) => expect(holds(text)).toBe(true));
});

describe('a filter that does not hold', () => {
  it.each([
    'seed < 7',
    'seed != 7',
    'seed = seven',
    '(seed = 7 or seed = 1) and seed = 2',
    // What a run does not have, or what is no number, compares with nothing.
    'wasserstein_1 != 3',
    'loss_real_tail < 1',
    'loss_real_tail != 1',
    'target.mean = 0',
  ])('%s', (text) => expect(holds(text)).toBe(false));
});

describe('a filter that cannot be read says where and what would be right', () => {
  it.each([
    ['sead = 7', 0, 'did you mean seed?'],
    ['seed = 7 and wasserstein1 < 2', 13, 'did you mean wasserstein_1?'],
    ['generator.hidden_width=3', 0, 'did you mean generator.hidden_widths?'],
    ['seed 7', 5, 'comes one of'],
    ['seed =', 6, 'comes a value'],
    ['', 0, 'a comparison is missing'],
    ['seed = 7 seed = 8', 9, 'join comparisons'],
    ['(seed = 7', 0, 'never closed'],
    ['seed = 7)', 8, 'never opened'],
    ['name = "wide', 7, 'never closed'],
    ['seed ! 7', 5, 'means nothing here'],
    ['seed = 7 and', 12, 'a comparison is missing'],
  ])('%j', (text, at, message) => {
    const parsed = parseFilter(text, RUN_FIELDS);
    expect(parsed).toMatchObject({ ok: false, at });
    if (!parsed.ok) expect(parsed.message).toContain(message);
  });
});
