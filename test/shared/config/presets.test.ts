import { expect, test } from 'vitest';
import { parseConfig } from '../../../src/shared/config/parse.ts';
import { isPresetName, PRESET_NAMES, PRESETS } from '../../../src/shared/config/presets.ts';
import { runConfigSchema } from '../../../src/shared/config/schema.ts';

const configOf = (name: keyof typeof PRESETS) => {
  const parsed = parseConfig(PRESETS[name].config);
  if (!parsed.ok) throw new Error(parsed.refusals.map(({ message }) => message).join('\n'));
  return parsed.config;
};

test.each(PRESET_NAMES)('%s can be trained as it is and says what it is in one line', (name) => {
  expect(configOf(name)).toBeDefined();
  expect(PRESETS[name].description).toMatch(/^[^\n]{10,80}$/);
});

test('vanilla is exactly the defaults', () => {
  expect(configOf('vanilla')).toEqual(runConfigSchema.parse({}));
});

test('vanilla-ema differs from vanilla in the averaged generator alone', () => {
  expect(configOf('vanilla-ema')).toEqual({ ...configOf('vanilla'), ema_decay: 0.999 });
});

test('no two presets are the same', () => {
  expect(new Set(PRESET_NAMES.map((name) => JSON.stringify(configOf(name)))).size).toBe(PRESET_NAMES.length);
});

test('a name that is no preset is not taken for one', () => {
  expect(isPresetName('vanilla')).toBe(true);
  expect(isPresetName('constructor')).toBe(false);
});
