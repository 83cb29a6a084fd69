import { describe, expect, it } from 'vitest';
import { cutNames } from '../../src/renderer/runs/cut-names.ts';

/** As in a font whose characters are all one wide. */
const widthOf = (text: string) => Array.from(text).length;

/** What stands in the list, in the order of the names. */
function shown(names: readonly string[], room: number): string[] {
  const cut = cutNames(new Map(names.map((name) => [name, room])), widthOf);
  return names.map((name) => cut.get(name) ?? name);
}

/** Names that read the same as another. */
function alike(texts: readonly string[]): string[] {
  return [...Map.groupBy(texts, (text) => text)].filter(([, { length }]) => length > 1).map(([text]) => text);
}

const arms = (values: Readonly<Record<string, readonly (string | number)[]>>): string[] =>
  Object.entries(values).reduce<string[]>(
    (names, [setting, all]) => names.flatMap((name) => all.map((value) => `${name} · ${setting} ${value}`)),
    ['vanilla'],
  );

describe('names in a narrow list', () => {
  it('that fit stand whole', () => {
    expect(shown(['vanilla', 'ring', '16 characters ok'], 16)).toEqual(['vanilla', 'ring', '16 characters ok']);
  });

  it('of sweep arms show what was set in each, and of two settings both', () => {
    expect(shown(arms({ lr_g: ['1e-4', '2e-4'] }), 10)).toEqual(['…lr_g 1e-4', '…lr_g 2e-4']);
    expect(shown(arms({ lr_g: ['1e-4', '2e-4'], loss: ['bce', 'minimax'] }), 15)).toEqual([
      '…1e-4 · bce',
      '…1e-4 · minimax',
      '…2e-4 · bce',
      '…2e-4 · minimax',
    ]);
  });

  it('leave out the settings that all arms share, wherever they stand', () => {
    expect(shown(arms({ epochs: [50], batch: [16, 32], loss: ['minimax'] }), 12)).toEqual(['…batch 16…', '…batch 32…']);
  });

  it.each([10, 12, 14, 18])('of fifty arms of two settings are fifty texts that fit, in a room of %i', (room) => {
    const names = arms({
      lr_g: ['1e-5', '2e-5', '5e-5', '1e-4', '2e-4', '5e-4', '1e-3', '2e-3', '5e-3', '0.01'],
      loss: ['bce', 'minimax', 'wasserstein', 'least_squares', 'hinge'],
    });
    const texts = shown(names, room);
    expect(texts).toHaveLength(50);
    expect(alike(texts)).toEqual([]);
    expect(texts.filter((text) => widthOf(text) > room)).toEqual([]);
  });

  it('of arms that differ in three settings are told apart even where there is no room for an ellipsis', () => {
    const rates = { lr_g: ['1e-4', '4e-4', '1e-3'], lr_d: ['5e-4', '1e-3', '2e-3'] };
    const texts = shown([...arms({ epochs: [120], ...rates }), ...arms({ epochs: [200], ...rates })], 13);
    expect(alike(texts)).toEqual([]);
    expect(texts[0]).toBe('120 1e-4 5e-4');
  });

  it('of two sweeps that set the same in two presets are told apart', () => {
    const one = arms({ lr_g: ['1e-4', '2e-4'], loss: ['bce', 'minimax'] });
    const texts = shown([...one, ...one.map((name) => name.replace('vanilla', 'averaged'))], 14);
    expect(alike(texts)).toEqual([]);
  });

  it('of a user lose their middle, and their end stays', () => {
    expect(shown(['a long experiment of Tuesday, try 1', 'a long experiment of Tuesday, try 2'], 12)).toEqual([
      'a lo…, try 1',
      'a lo…, try 2',
    ]);
    const texts = shown(['one and the same end of it', 'two and the same end of it', 'one and another end of it'], 12);
    expect(alike(texts)).toEqual([]);
  });

  it('that differ in one word of their middle show it', () => {
    const names = Array.from({ length: 120 }, (_, index) => `experiment number ${index} of the long series of tries`);
    const texts = shown(names, 16);
    expect(alike(texts)).toEqual([]);
    expect(texts[12]).toBe('…12 of the long…');
  });

  it('of which there are ten thousand are measured a few times each', () => {
    const names = Array.from(
      { length: 10_000 },
      (_, index) => `experiment number ${index} of the long series of tries`,
    );
    let measured = 0;
    cutNames(new Map(names.map((name) => [name, 16])), (text) => {
      measured += 1;
      return widthOf(text);
    });
    // In each of nine ways a halving of 50 characters.
    expect(measured / names.length).toBeLessThan(9 * 8);
  });

  it('are cut in the same way however the list is sorted, and never within a character', () => {
    const names = [
      '🧪 the first trial of a lab 🧪',
      'some trial of the lab, of course',
      'some trial of no lab, of course',
    ];
    const texts = shown(names, 14);
    expect(shown(names.toReversed(), 14)).toEqual(texts.toReversed());
    expect(texts.join('').isWellFormed()).toBe(true);
  });
});
