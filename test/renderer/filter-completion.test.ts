import { expect, it } from 'vitest';
import { begunKey, completed, offeredKeys } from '../../src/renderer/runs/filter-completion.ts';
import { RUN_FIELDS } from '../../src/shared/filter/run-fields.ts';

it('offers settings by their readable name and by their key, with both', () => {
  const offered = { key: 'lr_g', name: 'Generator learning rate' };
  for (const text of ['generator le', 'Learning', 'lr_', 'optimizer.generator.learn']) {
    expect(offeredKeys(text)).toContainEqual(offered);
  }
});

it('offers metrics by what they are called', () => {
  expect(offeredKeys('kolmog')).toEqual([
    { key: 'ks_tail', name: 'Kolmogorov-Smirnov, tail mean' },
    { key: 'ks', name: 'Kolmogorov-Smirnov, last value' },
  ]);
});

it('offers only what a filter takes', () => {
  for (const text of ['ge', 'ta', 'sn', 'me', 'lo', 'wi']) {
    for (const { key } of offeredKeys(text)) expect(RUN_FIELDS).toContain(key);
  }
});

it.each([
  ['learn', { text: 'learn', from: 0 }],
  ['loss = bce and generator le', { text: 'generator le', from: 15 }],
  ['(seed = 1 or wid', { text: 'wid', from: 13 }],
  // Nothing is begun yet, a value is, or the text is quoted.
  ['l', undefined],
  ['loss = bce', undefined],
  ['"learn', undefined],
])('what is being typed in %s', (before, begun) => expect(begunKey(before)).toEqual(begun));

it('writes the key where the name was being typed', () => {
  const filter = 'loss = bce and learn < 1e-3';
  const cursor = 'loss = bce and learn'.length;
  const begun = begunKey(filter.slice(0, cursor));
  if (begun === undefined) throw new Error('nothing is being typed');
  expect(completed(filter, cursor, begun, 'lr_g')).toEqual({ filter: 'loss = bce and lr_g < 1e-3', cursor: 20 });
});
