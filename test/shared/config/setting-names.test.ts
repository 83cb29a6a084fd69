import { describe, expect, it } from 'vitest';
import { describeConfig } from '../../../src/shared/config/describe.ts';
import { groupName, SETTING_NAMES, settingName, settingNameInside } from '../../../src/shared/config/setting-names.ts';
import { fullName, isSettingFound, SHORT_NAMES, shortName } from '../../../src/shared/config/short-names.ts';

const paths = [...new Set(describeConfig().map(({ path }) => path))];

describe('every setting', () => {
  it('has a readable name', () => {
    const nameless = paths.filter((path) => !Object.hasOwn(SETTING_NAMES, path));
    expect(nameless, 'give each of these a name in src/shared/config/setting-names.ts').toEqual([]);
  });

  it('has a name that no other setting has', () => {
    const names = paths.map((path) => settingName(path).toLowerCase());
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  it.each(paths)('%s is found by its readable name, its key and its path', (path) => {
    for (const name of [settingName(path), settingName(path).toUpperCase(), shortName(path), path]) {
      expect(fullName(name)).toBe(path);
      expect(isSettingFound(path, name)).toBe(true);
    }
  });
});

it('no readable name means another setting than the key that is spelled like it', () => {
  for (const [path, short] of SHORT_NAMES) expect(fullName(short)).toBe(path);
});

it('a setting without a name in the table is called by the words of its path', () => {
  expect(settingName('optimizer.generator.weight_decay')).toBe('Generator weight decay');
  expect(settingName('target.rows')).toBe('Target rows');
});

it('stands in a sentence without a capital, abbreviations aside', () => {
  expect(settingNameInside('optimizer.generator.learning_rate')).toBe('generator learning rate');
  expect(settingNameInside('ema_decay')).toBe('EMA decay');
});

it('groups have readable names too', () => {
  expect(['generator', 'optimizer.generator', 'target', 'snapshots'].map(groupName)).toEqual([
    'Generator',
    'Generator optimizer',
    'Target',
    'Snapshots',
  ]);
});
