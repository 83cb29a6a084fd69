import { describe, expect, it } from 'vitest';
import { changesBetween, presetConfig } from '../../src/shared/config/changes.ts';
import { runConfigSchema } from '../../src/shared/config/schema.ts';
import { parseConfig } from '../../src/shared/config/parse.ts';
import {
  fieldsOf,
  readJson,
  refusalsAt,
  refusalsElsewhere,
  seedsFrom,
  tagsOf,
  textOf,
  userChanges,
  valueAt,
  without,
  withValue,
  writtenChanges,
} from '../../src/renderer/new-run/fields.ts';

const paths = (input: Record<string, unknown>) => fieldsOf(input).map(({ path }) => path);

function refusals(input: unknown) {
  const parsed = parseConfig(input);
  return parsed.ok ? [] : parsed.refusals;
}

describe('the fields of a new run', () => {
  it('are those of the law chosen, however it is written', () => {
    expect(paths({})).not.toContain('target.modes');
    expect(paths({ target: 'ring' })).toContain('target.modes');
    expect(paths({ target: { law: 'ring' } })).toContain('target.modes');
    expect(paths({ target: 'ring' })).not.toContain('target.mean');
  });

  it('show lists as people write them', () => {
    expect(textOf([64, 32])).toBe('64, 32');
    expect(textOf([])).toBe('');
    expect(textOf(2e-4)).toBe('0.0002');
  });

  it('read what stands at a path, bare words too', () => {
    expect(valueAt({ target: 'ring' }, 'target.law')).toBe('ring');
    expect(valueAt({ optimizer: { generator: 'sgd' } }, 'optimizer.generator.name')).toBe('sgd');
    expect(valueAt({ target: 'ring' }, 'target.modes')).toBeUndefined();
  });

  it('forget a value with the groups it leaves empty', () => {
    expect(without({ epochs: 3, generator: { slope: 0.1 } }, 'generator.slope')).toEqual({ epochs: 3 });
    expect(without({ generator: { slope: 0.1, activation: 'relu' } }, 'generator.slope')).toEqual({
      generator: { activation: 'relu' },
    });
    expect(withValue({}, 'optimizer.generator', 'sgd')).toEqual({ optimizer: { generator: 'sgd' } });
  });
});

describe('a refused new run', () => {
  it('says so at the field, of a list and of a choice too', () => {
    const wrong = { generator: { hidden_widths: [64, 0] }, target: 'rin', epochs: -1 };
    const at = (path: string) => {
      const field = fieldsOf(wrong).find((one) => one.path === path);
      return field ? refusalsAt(refusals(wrong), field).length : undefined;
    };
    expect(at('generator.hidden_widths')).toBe(1);
    expect(at('target.law')).toBe(1);
    expect(at('epochs')).toBe(1);
    expect(at('batch_size')).toBe(0);
    expect(refusalsElsewhere(refusals(wrong), fieldsOf(wrong))).toEqual([]);
  });

  it('shows what no field can show', () => {
    expect(refusalsElsewhere(refusals({ epoch: 3 }), fieldsOf({ epoch: 3 }))).toHaveLength(1);
  });

  it('names the line of a mistake in JSON', () => {
    expect(readJson('{\n  "epochs": 3,\n  oops\n}')).toMatchObject({ ok: false, message: /^Line 3 / });
    expect(readJson('{\n  "epochs": 3,\n')).toMatchObject({ ok: false, message: /^Line 3 / });
    expect(readJson('[]')).toMatchObject({ ok: false });
    expect(readJson('{"epochs": 3}')).toEqual({ ok: true, input: { epochs: 3 } });
  });
});

describe('the changes of a new run', () => {
  it('are what the user wrote, not the digests that the program writes', () => {
    const target = { law: 'csv', file: 'a.csv', columns: ['x'], digest: 'd', values_digest: 'one' };
    const written = { epochs: -1, target: { ...target, digest: 'e', values_digest: 'other' } };
    expect(writtenChanges({ target }, written).map(({ path }) => path)).toEqual(['epochs']);
  });

  it('count another law once', () => {
    const config = runConfigSchema.parse({ target: 'laplace', epochs: 7 });
    expect(userChanges(changesBetween(presetConfig('vanilla'), config)).map(({ path }) => path)).toEqual([
      'epochs',
      'target.law',
    ]);
  });
});

it('takes seeds from the first on, and each tag once', () => {
  expect(seedsFrom(5, 3)).toEqual([5, 6, 7]);
  expect(tagsOf(' a, b,,a')).toEqual(['a', 'b']);
});
