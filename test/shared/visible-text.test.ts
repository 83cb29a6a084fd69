import { expect, it } from 'vitest';
import { visible } from '../../src/shared/visible-text.ts';

it.each([
  ['an escape sequence', '\u001B[2J\u009B2J\u007F\b', String.raw`\u001b[2J\u009b2J\u007f\u0008`],
  ['a line that is written over', 'safe\revil', String.raw`safe\u000devil`],
  ['reversed text', 'a\u202Etxt.exe\u2066b\u2069\u061C', String.raw`a\u202etxt.exe\u2066b\u2069\u061c`],
  ['letters without room', 'a\u200Bb\u2060c\uFEFFd\u00ADe\u3164', String.raw`a\u200bb\u2060c\ufeffd\u00ade\u3164`],
  ['letters beyond the first plane', 'a\u{E0041}', String.raw`a\udb40\udc41`],
  ['a joiner between plain letters', 'pay\u200Dpal', String.raw`pay\u200dpal`],
  ['lines that only some programs end', 'a\u2028b', String.raw`a\u2028b`],
])('%s is written out', (_what, text, shown) => {
  expect(visible(text)).toBe(shown);
  expect(JSON.parse(`"${visible(text)}"`)).toBe(text);
});

it.each(['a\n\tb\r\nc', 'é β 学習率 Modèle e\u0301', '👨‍👩‍👧 ❤️ 1️⃣', 'می‌خواهم', 'क्‍ष'])('%s stays as it is', (text) => {
  expect(visible(text)).toBe(text);
});
