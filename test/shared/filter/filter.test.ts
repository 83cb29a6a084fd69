import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { localTime } from '../../../src/main/cli/output/local-time.ts';
import { runConfigSchema } from '../../../src/shared/config/schema.ts';
import { matches } from '../../../src/shared/filter/expression.ts';
import { parseFilter } from '../../../src/shared/filter/parse.ts';
import { RUN_FIELDS, runFields } from '../../../src/shared/filter/run-fields.ts';
import { timeSpan } from '../../../src/shared/filter/time.ts';
import { inQuotes } from '../../../src/shared/filter/tokens.ts';
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
    'name ~ "Wide" and created = 2026',
    // As names have lists, and with blanks.
    'widths_g = 128-128 and widths_g = [128, 128]',
    'seed ≤ 7 and seed ≥ 7 and seed ≠ 8',
    // Text by itself.
    '"wide ring"',
    'seed = 7 and ("PAPER" or "nothing")',
    // Short names.
    'lr_g < 1e-3 and loss = bce',
    '"Generator learning rate" < 1e-3 and "batch size" = 32',
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
    ['seed 7', 5, 'expected one of'],
    ['seed =', 6, 'expected a value'],
    ['', 0, 'expected a comparison such as'],
    ['seed = 7 seed = 8', 9, 'join comparisons'],
    ['(seed = 7', 0, 'not closed'],
    ['seed = 7)', 8, 'has no opening bracket'],
    ['name = "wide', 7, 'not closed'],
    ['seed ! 7', 5, 'unexpected !'],
    ['seed = 7 and', 12, 'expected a comparison such as'],
    ['created > yesteryear', 10, '"yesteryear" is not a time; write 2026-11-28'],
    ['created = 2026-02-30', 10, 'is not a time'],
    ['created = 28/11/2026 and seed = 7', 10, '"28/11/2026" is not a time'],
    ['created < 2026-11-28 25:00', 10, 'is not a time'],
    ['created > and seed = 7', 10, 'expected a time'],
  ])('%j', (text, at, message) => {
    const parsed = parseFilter(text, RUN_FIELDS);
    expect(parsed).toMatchObject({ ok: false, at });
    if (!parsed.ok) expect(parsed.message).toContain(message);
  });
});

describe('the time of a run', () => {
  const zone = process.env['TZ'];
  beforeAll(() => (process.env['TZ'] = 'America/New_York'));
  afterAll(() => {
    if (zone === undefined) delete process.env['TZ'];
    else process.env['TZ'] = zone;
  });

  /** The run was created on 2 January, 03:04:05 UTC: on 1 January, 22:04:05 in New York. */
  it.each([
    ['created >= "2026-01-01 23:00"', false],
    ['created >= 2026-01-01 22:00', true],
    ['created = 2026-01-01', true],
    ['created = 2026-01-02', false],
    ['created > 2026-01-01', false],
    ['created <= 2026-01-01', true],
    ['created < 2026-01-02 and created >= 2026-01-01', true],
    ['created = "2026-01-01 22:04"', true],
    ['created = "2026-01-01 22:05"', false],
    ['created != 2026-01-02', true],
    ['created = 2026-01 and created ~ 2026', true],
    ['created = 2026-01-02T03:04:05Z', true],
    ['created = 2026-01-02 03:04 UTC', true],
    ['created = 2026-01-02 04:04 +01:00', true],
    ['created < 2026-01-02 03:04:05.001Z', true],
    ['created > yesterday', false],
    ['created < 3 days ago', true],
  ])('is local unless a zone is named: %s', (text, expected) => {
    expect(holds(text)).toBe(expected);
  });

  it('counts yesterday as the whole of the day before', () => {
    const now = new Date(2026, 10, 28, 13, 34);
    expect(timeSpan('yesterday', now)).toEqual({
      from: new Date(2026, 10, 27).getTime(),
      to: new Date(2026, 10, 28).getTime(),
    });
    expect(timeSpan('2 hours ago', now)?.from).toBe(new Date(2026, 10, 28, 11, 34).getTime());
    // The clock was turned back on 1 November: that day has 25 hours.
    const turned = timeSpan('2026-11-01', now);
    expect(turned && turned.to - turned.from).toBe(25 * 3_600_000);
  });

  it('is read back as the terminal prints it', () => {
    const printed = localTime(RUN.createdAt);
    expect(printed).toBe('2026-01-01 22:04 -05:00');
    expect(holds(`created = ${printed}`)).toBe(true);
    expect(localTime('2026-07-02T03:04:05.000Z')).toBe('2026-07-01 23:04 -04:00');
  });
});

describe('a name is found whatever is in it', () => {
  it.each(['β=0.5', 'G<D', 'say "hi"', "it's", String.raw`back\slash "and" \" more`, '„unten“ and oben', '(a) or [b]'])(
    '%s',
    (name) => {
      const found = (text: string) => {
        const parsed = parseFilter(text, RUN_FIELDS);
        return parsed.ok && matches(parsed.expression, runFields({ ...RUN, name }, SUMMARIES));
      };
      expect(found(`name = ${inQuotes(name)}`)).toBe(true);
      expect(found(inQuotes(name))).toBe(true);
      expect(found(`name ~ "${name.replaceAll('\\', '\\\\').replaceAll('"', '""')}"`)).toBe(true);
      expect(found(`name = ${inQuotes(`${name}!`)}`)).toBe(false);
    },
  );

  it('with accents that are composed or not, in the name or in the filter', () => {
    const [one, two] = ['Modèle é', 'Modèle é'].map((text, index) => text.normalize(index === 0 ? 'NFC' : 'NFD'));
    expect(one).not.toBe(two);
    for (const [name, wanted] of [
      [one, two],
      [two, one],
    ]) {
      const row = runFields({ ...RUN, name }, SUMMARIES);
      for (const operator of ['=', '~']) {
        const parsed = parseFilter(`name ${operator} "${wanted}"`, RUN_FIELDS);
        expect(parsed.ok && matches(parsed.expression, row)).toBe(true);
      }
    }
  });
});
