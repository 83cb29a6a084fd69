import { expect, test } from 'vitest';
import { assign, assignText } from '../../../src/shared/config/assign.ts';
import { refusalsOf } from './refusals.ts';

function assigned(input: unknown, path: string, text: string): unknown {
  const result = assign(input, path, text);
  if (!result.ok) throw new Error(result.refusal.message);
  return result.input;
}

function refused(input: unknown, path: string, text = '1'): string {
  const result = assign(input, path, text);
  return result.ok ? 'accepted' : result.refusal.message;
}

test.each([
  ['epochs', '100', { epochs: 100 }],
  ['epochs', '1e3', { epochs: 1000 }],
  ['ema_decay', '.9', { ema_decay: 0.9 }],
  ['engine', 'fused', { engine: 'fused' }],
  ['engine', '"fused"', { engine: 'fused' }],
  ['generator.hidden_widths', '[128,128]', { generator: { hidden_widths: [128, 128] } }],
  ['generator.hidden_widths', '128,128', { generator: { hidden_widths: [128, 128] } }],
  ['generator.hidden_widths', '128', { generator: { hidden_widths: [128] } }],
  ['generator.hidden_widths', '', { generator: { hidden_widths: [] } }],
  ['generator.hidden_widths[1]', '8', { generator: { hidden_widths: [64, 8] } }],
  ['target', 'ring', { target: 'ring' }],
  ['target', '{"law":"ring","modes":5}', { target: { law: 'ring', modes: 5 } }],
  ['target.law', 'ring', { target: { law: 'ring' } }],
  ['target.mean', '3', { target: { law: 'normal', mean: 3 } }],
  ['optimizer.generator', 'sgd', { optimizer: { generator: 'sgd' } }],
  ['optimizer.generator.learning_rate', '1e-3', { optimizer: { generator: { name: 'adam', learning_rate: 1e-3 } } }],
])('--set %s=%s on the defaults', (path, text, expected) => {
  expect(assigned({}, path, text)).toEqual(expected);
});

test('sets a value below a law, loss or optimizer that was given by its bare name', () => {
  expect(assigned({ target: 'ring' }, 'target.modes', '5')).toEqual({ target: { law: 'ring', modes: 5 } });
  expect(assigned({ optimizer: { generator: 'sgd' } }, 'optimizer.generator.momentum', '.9')).toEqual({
    optimizer: { generator: { name: 'sgd', momentum: 0.9 } },
  });
});

test('a bare name replaces what was set of another law or optimizer', () => {
  const input = { target: { law: 'ring', modes: 5 }, optimizer: { generator: { name: 'adam', beta_1: 0 } } };
  expect(assigned(input, 'target', 'grid')).toEqual({ ...input, target: 'grid' });
  expect(assigned(input, 'target.law', 'grid')).toEqual({ ...input, target: { law: 'grid' } });
  expect(assigned(input, 'target.law', 'ring')).toEqual(input);
  expect(assigned(input, 'optimizer.generator', 'sgd')).toEqual({ ...input, optimizer: { generator: 'sgd' } });
});

test('takes columns by header and by index', () => {
  const csv = { target: { law: 'csv', file: 'a.csv' } };
  expect(assigned(csv, 'target.columns', 'height,3')).toMatchObject({ target: { columns: ['height', 3] } });
  expect(assigned(csv, 'target.columns', '["1","2"]')).toMatchObject({ target: { columns: ['1', '2'] } });
});

test('takes a file name for text, also where it looks like a number', () => {
  expect(assigned({ target: { law: 'csv', file: 'a' } }, 'target.file', '2024')).toMatchObject({
    target: { file: '2024' },
  });
});

test('leaves what it was given as it was', () => {
  const input = Object.freeze({ generator: Object.freeze({ hidden_widths: Object.freeze([1, 2]) }), seed: 3 });
  expect(assigned(input, 'generator.hidden_widths[0]', '9')).toEqual({ generator: { hidden_widths: [9, 2] }, seed: 3 });
  expect(input).toEqual({ generator: { hidden_widths: [1, 2] }, seed: 3 });
});

test.each([
  ['bach_size', 'bach_size: is not a setting; did you mean batch_size?'],
  ['generator.widths', 'generator.widths: is not a setting; did you mean hidden_widths?'],
  ['target.radius', 'target.radius: is not a setting of normal; it belongs to ring, spiral, swiss_roll'],
  ['epochs.every', 'epochs.every: is not a setting; epochs has no settings of its own'],
  ['target.law.name', 'target.law.name: is not a setting; target.law has no settings of its own'],
  [
    'generator.hidden_widths[2]',
    'generator.hidden_widths[2]: is not an entry of the list; use generator.hidden_widths[0] to [1], or give the whole list',
  ],
  ['generator..slope', '"generator..slope" is not the path of a setting; write it like generator.hidden_widths[0]'],
  ['', '"" is not the path of a setting; write it like generator.hidden_widths[0]'],
])('refuses the path %s', (path, answer) => {
  expect(refused({}, path)).toBe(answer);
});

test.each(['__proto__.epochs', 'constructor.prototype.epochs', 'generator.__proto__', 'target.__proto__.law'])(
  'refuses %s, and stays clean',
  (path) => {
    expect(refused({}, path, '7')).toContain('is not a setting');
    expect(({} as Record<string, unknown>).epochs).toBeUndefined();
  },
);

test('says which law is not known when a setting is put below it', () => {
  expect(refused({ target: 'rign' }, 'target.modes')).toMatch(/^target.law: "rign" is not a law; did you mean ring\?/);
  expect(refused({ target: 5 }, 'target.modes')).toMatch(/^target: 5 is not a law/);
  expect(refused({ generator: 5 }, 'generator.slope')).toMatch(/^generator: 5 is not a group of settings/);
  expect(refused(5, 'epochs')).toMatch(/^config: 5 is not a group of settings/);
});

test('leaves a wrong value to be refused with the config', () => {
  for (const text of ['x', 'NaN', '-1', '', '[1]', '1e999']) {
    const [refusal] = refusalsOf(assigned({}, 'batch_size', text));
    expect(refusal.path).toBe('batch_size');
  }
  expect(refusalsOf(assigned({}, 'batch_size', 'NaN'))[0].message).toContain('NaN must be a whole number');
});

test.each([
  ['lr_g=1e-3', { optimizer: { generator: { name: 'adam', learning_rate: 1e-3 } } }],
  ['Generator learning rate=1e-3', { optimizer: { generator: { name: 'adam', learning_rate: 1e-3 } } }],
  ['batch=16', { batch_size: 16 }],
  ['instance_noise=0.1', { instance_noise: { standard_deviation: 0.1 } }],
  ['instance_noise={"standard_deviation":0.1,"epochs":5}', { instance_noise: { standard_deviation: 0.1, epochs: 5 } }],
  ['loss=bce', { loss: 'bce' }],
  ['loss={"name":"bce","real_label":0.9}', { loss: { name: 'bce', real_label: 0.9 } }],
])('takes a short or a readable name: --set %s', (assignment, expected) => {
  expect(assignText({}, assignment)).toEqual({ ok: true, input: expected });
});

test('takes an assignment apart at its first equals sign', () => {
  expect(assignText({ target: { law: 'csv' } }, 'target.file=a=b.csv')).toMatchObject({
    input: { target: { file: 'a=b.csv' } },
  });
  expect(assignText({}, 'epochs')).toMatchObject({
    refusal: { message: '"epochs" is not an assignment; write it like epochs=100' },
  });
});
