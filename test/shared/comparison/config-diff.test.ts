import { describe, expect, test } from 'vitest';
import { configAsTrained, configDiff, configDiffTable } from '../../../src/shared/comparison/config-diff.ts';
import { csvText, markdownLine, markdownText } from '../../../src/shared/comparison/table-text.ts';
import type { RunConfigInput } from '../../../src/shared/config/schema.ts';
import { row } from '../run-rows.ts';

const subject = (key: string, config: RunConfigInput, seed = 1) => ({
  key,
  name: key,
  config: configAsTrained(row({ seed, config }).run),
});

const GROUPS = [
  subject('group:a', {}),
  subject('group:b', { target: { law: 'laplace' }, batch_size: 64 }, 2),
  subject('group:c', { batch_size: 64 }, 3),
];

describe('configs side by side', () => {
  test('show what differs, with the unit, against the base that was chosen', () => {
    const found = configDiff(GROUPS, 'group:a', false);
    expect(found.find(({ path }) => path === 'batch_size')).toEqual({
      path: 'batch_size',
      unit: 'samples',
      values: [32, 64, 64],
      isChanged: [false, true, true],
    });
    expect(found.map(({ path }) => path)).toContain('target.law');
    expect(found.map(({ path }) => path)).not.toContain('seed');
    const [changed] = configDiff(GROUPS, 'group:b', false).filter(({ path }) => path === 'batch_size');
    expect(changed.isChanged).toEqual([true, false, false]);
  });

  test('have nothing where a setting does not exist', () => {
    const scale = configDiff(GROUPS, 'group:a', false).find(({ path }) => path === 'target.scale');
    expect(scale).toMatchObject({ values: [undefined, 1, undefined], isChanged: [false, true, false] });
  });

  test('of single runs have the seed as well, and all settings where they are asked for', () => {
    const runs = [subject('x', {}, 1), subject('y', {}, 2)];
    expect(configDiff(runs, 'x', false).map(({ path, values }) => [path, values])).toEqual([['seed', [1, 2]]]);
    const all = configDiff(runs, 'x', true);
    expect(all.length).toBeGreaterThan(25);
    expect(all.filter(({ isChanged }) => isChanged.includes(true)).map(({ path }) => path)).toEqual(['seed']);
  });

  test('name the engine that trained', () => {
    const [trained, queued] = (['finished', 'queued'] as const).map((status) => row({ seed: 1, status }).run);
    expect([configAsTrained(trained).engine, configAsTrained(queued).engine]).toEqual(['fused', 'auto']);
  });

  test('are written as CSV and as Markdown', () => {
    const table = configDiffTable(
      configDiff(
        [subject('group:a', {}), subject('group:b', { generator: { hidden_widths: [8, 9] } })],
        'group:a',
        false,
      ),
      ['plain', 'a "b", c|d\n`x` <i>'],
    );
    expect(csvText(table)).toBe(
      'setting,unit,plain,"a ""b"", c|d\n`x` <i>"\ngenerator.hidden_widths,neurons,"64,32","8,9"\n',
    );
    expect(markdownText(table)).toBe(
      '| setting | unit | plain | a "b", c\\|d \\`x\\` \\<i> |\n| --- | --- | ---: | ---: |\n| generator.hidden_widths | neurons | 64,32 | 8,9 |\n',
    );
  });

  test('name runs in Markdown as they are called, and nothing that a page or terminal would obey', () => {
    const name = 'a\u001b[2K\r\n<img src=x> [b](javascript:c) *d*';
    expect(markdownLine(`${name} is ahead`)).toBe('a [2K \\<img src=x> [b\\](javascript:c) \\*d\\* is ahead');
  });
});

test('one file with other content, or read to other values, is a difference, and is no other', () => {
  const table = (digest: string, values_digest?: string) =>
    subject(digest, { target: { law: 'csv', file: 'a.csv', digest, ...(values_digest && { values_digest }) } });
  const [first, second] = ['a'.repeat(64), 'b'.repeat(64)];
  const paths = (...subjects: Parameters<typeof configDiff>[0]) =>
    configDiff(subjects, first, false).map(({ path, values }) => [path, ...values]);
  expect(paths(table(first), table(second))).toEqual([['target.digest', 'a'.repeat(12), 'b'.repeat(12)]]);
  expect(paths(table(first, first), table(first, second))).toEqual([
    ['target.values_digest', 'a'.repeat(12), 'b'.repeat(12)],
  ]);
  expect(paths(table(first), table(first, second))).toEqual([]);
  expect(paths(table(first, first), table(first, first))).toEqual([]);
});

test('how many rows of a table were read is among what differs', () => {
  const table = (skipped: number) => ({ ...subject(String(skipped), {}), tableRows: { read: 70, skipped } });
  expect(configDiff([table(0), table(30)], '0', false)).toEqual([
    { path: 'target.rows', unit: '', values: ['70 rows', '70 of 100 rows'], isChanged: [false, true] },
  ]);
  expect(configDiff([table(30), table(30)], '30', false)).toEqual([]);
});
