import { describe, expect, it } from 'vitest';
import { textOfSeeds } from '../../src/shared/sweep/seeds-text.ts';
import {
  fieldNamed,
  listOf,
  seedsOf,
  textOfList,
  textOfValues,
  valuesOf,
} from '../../src/renderer/new-sweep/typed-values.ts';

describe('what is typed for a sweep', () => {
  it('is read as values of its setting, and written as it was read', () => {
    expect(valuesOf('1e-4, 2e-4\n.5', fieldNamed('lr_g'))).toEqual([1e-4, 2e-4, 0.5]);
    expect(valuesOf('bce, {"name": "bce", "real_label": 0.9}', fieldNamed('loss'))).toEqual([
      'bce',
      { name: 'bce', real_label: 0.9 },
    ]);
    for (const text of ['64, 32; 128, 128', '[64, 32], [128, 128]', '64-32; 128-128'])
      expect(valuesOf(text, fieldNamed('widths_g'))).toEqual([
        [64, 32],
        [128, 128],
      ]);
    expect(textOfValues([1e-4, 0.5, 'bce'])).toBe('1e-4, 0.5, bce');
    expect(textOfValues([[64, 32], [128]])).toBe('64, 32; 128');
  });

  it('leaves what is no number for the workbench to refuse at its place', () => {
    expect(valuesOf('1e-4, fast', fieldNamed('lr_g'))).toEqual([1e-4, 'fast']);
  });

  it('is seeds in ranges and alone', () => {
    expect(seedsOf('1..3, 7')).toEqual({ ok: true, value: [1, 2, 3, 7] });
    expect(textOfSeeds([1, 2, 3, 7])).toBe('1..3, 7');
    expect(seedsOf('5..3')).toMatchObject({ ok: false, message: '5..3 is reversed; write 3..5.' });
    expect(seedsOf('one')).toMatchObject({ ok: false });
    expect(seedsOf('0..10000')).toMatchObject({ ok: false });
  });

  it('is a table of arms as a spreadsheet copies it, where an empty cell leaves its setting', () => {
    const read = listOf('lr_g\twidths_g\tloss\n1e-4\t64, 32\t\n2e-4\t\tminimax\n');
    expect(read).toEqual({
      ok: true,
      value: [
        { lr_g: 1e-4, widths_g: [64, 32] },
        { lr_g: 2e-4, loss: 'minimax' },
      ],
    });
    expect(read.ok && listOf(textOfList(read.value))).toEqual(read);
    expect(listOf('lr_q\n1')).toMatchObject({ message: 'The first line has "lr_q", which is not a setting.' });
    expect(listOf('lr_g\n1,2')).toMatchObject({ message: 'Line 2 has 2 cells, but the first line has 1.' });
  });
});
