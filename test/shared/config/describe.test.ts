import { expect, test } from 'vitest';
import { describeConfig } from '../../../src/shared/config/describe.ts';
import { runConfigSchema } from '../../../src/shared/config/schema.ts';
import { refusalsOf } from './refusals.ts';

const fields = describeConfig();
const find = (path: string, word?: string) => {
  const found = fields.find((field) => field.path === path && field.option?.word === word);
  if (!found) throw new Error(`${path} is not described`);
  return found;
};

/** Every path of a config's values, objects taken apart. */
function pathsOf(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [path];
  return Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, path ? `${path}.${key}` : key));
}

test('describes every field of the default config', () => {
  expect(pathsOf(runConfigSchema.parse({})).filter((path) => !fields.some((field) => field.path === path))).toEqual([]);
});

test('says of every field what it is and what is right', () => {
  for (const field of fields) {
    expect(field.description, field.path).not.toBe('');
    expect(field.allowed, field.path).not.toBe('');
    for (const word of field.words ?? []) expect(word.description, `${field.path} ${word.word}`).not.toBe('');
  }
});

test('shows range, default and unit of a field', () => {
  expect(find('batch_size')).toEqual({
    path: 'batch_size',
    name: 'Batch size',
    option: undefined,
    type: 'whole number',
    default: 32,
    required: false,
    allowed: 'a whole number from 1 to 65536',
    interval: { low: 1, high: 65536 },
    words: undefined,
    description: 'samples in one batch',
    unit: 'samples',
  });
  expect(find('generator.hidden_widths')).toMatchObject({ type: 'list of whole numbers', default: [64, 32] });
  expect(find('engine').words?.map(({ word }) => word)).toEqual(['auto', 'fused', 'tensorflow', 'reference']);
});

test('describes the settings of each law, loss and optimizer under its name', () => {
  expect(find('target.law')).toMatchObject({ type: 'word', default: 'normal' });
  expect(find('target.law').words).toContainEqual({
    word: 'ring',
    description: '2-D: Gaussians evenly spaced on a circle',
  });
  expect(find('target.modes', 'ring')).toMatchObject({ option: { path: 'target.law', word: 'ring' }, default: 8 });
  expect(find('target.file', 'csv')).toMatchObject({ required: true, default: undefined });
  expect(find('target.digest', 'csv')).toMatchObject({ required: false, default: undefined });
  expect(find('optimizer.discriminator.learning_rate', 'sgd').default).toBe(1e-3);
  expect(find('optimizer.generator.learning_rate', 'sgd').default).toBe(2e-4);
});

test('the default it names is the one that is taken', () => {
  const at = (config: unknown, path: string) =>
    path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], config);
  for (const { path, option, default: defaultValue, required } of fields) {
    if (required || defaultValue === undefined) continue;
    const parent = path.slice(0, path.lastIndexOf('.')).split('.');
    const file = option?.word === 'csv' || option?.word === 'module' ? { file: 'f' } : {};
    const chosen = option && { [option.path.slice(option.path.lastIndexOf('.') + 1)]: option.word, ...file };
    const input = chosen ? parent.reduceRight<unknown>((inner, key) => ({ [key]: inner }), chosen) : {};
    expect(at(runConfigSchema.parse(input), path), `${path} ${option?.word ?? ''}`).toEqual(defaultValue);
  }
});

test('the ends of a range are where the refusals begin', () => {
  for (const { path, option, interval, type } of fields) {
    if (option || !interval || type !== 'whole number') continue;
    const given = (value: number) =>
      refusalsOf(path.split('.').reduceRight<unknown>((inner, key) => ({ [key]: inner }), value)).filter(
        (refusal) => refusal.path === path && refusal.message.includes('must be a whole number'),
      ).length;
    expect([interval.low - 1, interval.low, interval.high, interval.high + 1].map(given), path).toEqual([1, 0, 0, 1]);
  }
});
