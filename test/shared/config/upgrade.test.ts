import { expect, test } from 'vitest';
import { upgradeConfig, type Upgrade } from '../../../src/shared/config/parse.ts';

/** Two versions that might have been: `steps` renamed, then a default changed. */
const UPGRADES: readonly Upgrade[] = [
  ({ steps, ...config }) => ({ ...config, epochs: steps }),
  (config) => ({ batch_size: 32, ...config }),
];

test('brings an old config through every version to the newest', () => {
  expect(upgradeConfig({ version: 1, steps: 5 }, UPGRADES)).toEqual({
    ok: true,
    input: { version: 3, epochs: 5, batch_size: 32 },
  });
  expect(upgradeConfig({ version: 2, epochs: 5, batch_size: 8 }, UPGRADES)).toEqual({
    ok: true,
    input: { version: 3, epochs: 5, batch_size: 8 },
  });
});

test('takes a config of the newest version, or of none, as it is', () => {
  for (const input of [{ version: 3, epochs: 5 }, { epochs: 5 }, {}, null, 5]) {
    expect(upgradeConfig(input, UPGRADES)).toEqual({ ok: true, input });
  }
});

test('leaves the config it was given as it was', () => {
  const input = Object.freeze({ version: 1, steps: 5 });
  upgradeConfig(input, UPGRADES);
  expect(input).toEqual({ version: 1, steps: 5 });
});

test.each([
  [4, 'version: 4 is newer than this program, which supports config versions up to 3; use a newer program'],
  [0, 'version: 0 is not a config version; use 3'],
  ['1', 'version: "1" (text) is not a config version; use 3'],
  [1.5, 'version: 1.5 is not a config version; use 3'],
])('refuses version %j with a sentence', (version, message) => {
  expect(upgradeConfig({ version }, UPGRADES)).toMatchObject({ ok: false, refusal: { path: 'version', message } });
});
