import { describe, expect, it } from 'vitest';
import { shownSource } from '../../src/shared/shown-source.ts';

const LAST = 0x10ffff;

/** Every character of Unicode, and every surrogate that is none. */
function* characters(): Generator<readonly [code: number, character: string]> {
  for (let code = 0; code <= LAST; code++) yield [code, String.fromCodePoint(code)];
}

const named = (code: number) => `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`;

describe('source code that is shown', () => {
  it.each<[string, RegExp]>([
    ['controls but tabs and line ends', /[^\t\n]/u],
    ['formats, soft hyphens and joiners', /\p{Cf}/u],
    ['turns of the reading direction', /\p{Bidi_Control}/u],
    ['what is drawn as nothing', /\p{Default_Ignorable_Code_Point}/u],
    ['variation selectors', /\p{Variation_Selector}/u],
    ['line ends that no editor counts', /[\p{Zl}\p{Zp}]/u],
    ['spaces but the one of the keyboard', /(?! )\p{Zs}/u],
    ['private, unassigned and lone halves of characters', /[\p{Co}\p{Cn}\p{Cs}]/u],
  ])('has %s written out, all over Unicode', (what, kind) => {
    let seen = 0;
    const hidden: string[] = [];
    for (const [code, character] of characters()) {
      const isOfKind = what.startsWith('controls')
        ? /\p{Cc}/u.test(character) && kind.test(character)
        : kind.test(character);
      if (!isOfKind) continue;
      seen += 1;
      if (shownSource(`a${character}b`) !== `a${named(code)}b`) hidden.push(named(code));
    }
    expect(seen).toBeGreaterThan(1);
    expect(hidden).toEqual([]);
  });

  it.each([
    ['the override of a picture’s ending', 0x202e],
    ['an isolate', 0x2066],
    ['a space of no width', 0x200b],
    ['a joiner', 0x200d],
    ['a byte order mark', 0xfeff],
    ['a letter of a tag', 0xe0061],
    ['a Hangul filler, which JavaScript takes for a name', 0x3164],
    ['a blank of Braille', 0x2800],
    ['the grapheme joiner', 0x034f],
    ['the mark of an annotation', 0xfff9],
  ])('shows %s', (_what, code) => {
    expect(shownSource(String.fromCodePoint(code))).toBe(named(code));
  });

  it('leaves letters of every script, signs and marks as they are, all over Unicode', () => {
    const changed: string[] = [];
    for (const [code, character] of characters()) {
      if (!/[\p{L}\p{N}\p{P}\p{S}\p{M}]/u.test(character)) continue;
      if (/[\p{Default_Ignorable_Code_Point}\u2800\u{1D159}]|\u{16FE4}/u.test(character)) continue;
      if (shownSource(character) !== character) changed.push(named(code));
    }
    expect(changed).toEqual([]);
  });

  it('keeps its lines, its tabs and its spaces, and shows a carriage return that would hide a line', () => {
    expect(shownSource('one\n\ttwo\r\nthree  four')).toBe('one\n\ttwo\r\nthree  four');
    expect(shownSource('evil();\rgood();')).toBe('evil();⟨U+000D⟩good();');
    expect(shownSource("const access = 'user\u202e \u2066// check\u2069 \u2066';")).toBe(
      "const access = 'user⟨U+202E⟩ ⟨U+2066⟩// check⟨U+2069⟩ ⟨U+2066⟩';",
    );
  });

  it('is shown the same when it is shown again', () => {
    const once = shownSource('\u202e\u0000\u{e0001}');
    expect(shownSource(once)).toBe(once);
  });
});
