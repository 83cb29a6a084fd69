import { fileName } from './file-name.ts';

/** A line end, as every editor counts it. A carriage return alone is not one, and hides the text before it. */
const LINE_END = String.raw`\r?\n`;

/**
 * Characters that are invisible or change how others look: controls, characters that reverse the reading direction or have no
 * width, look-alikes of spaces, unassigned characters, and characters that fonts draw as they like.
 */
const HIDDEN = [
  String.raw`\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Cn}\p{Zl}\p{Zp}`,
  String.raw`\p{Default_Ignorable_Code_Point}\p{Bidi_Control}\p{Variation_Selector}`,
  // Spaces of other widths, and blank signs of Braille and music.
  String.raw`\p{Zs}\u2800\u{1D159}`,
].join('');

/** A mark, which would join the character before it in a class. */
const KHITAN_FILLER = String.raw`\u{16FE4}`;

const KEPT_OR_HIDDEN = new RegExp(`(${LINE_END}|[\\t ])|[${HIDDEN}]|${KHITAN_FILLER}`, 'gu');

/**
 * Source code as shown to a user who decides whether it may run: every character that is hidden, or hides others, is written out,
 * such as `⟨U+202E⟩`. Tabs, spaces and line ends stay. Stricter than `visible` (visible-text.ts), which leaves joiners between
 * letters and wide spaces, because names and notes contain them.
 */
export function shownSource(source: string): string {
  return source.replace(KEPT_OR_HIDDEN, (character, kept: string | undefined) => kept ?? written(character));
}

/** The longest file name in a sentence. */
const MOST_CHARACTERS = 100;

/** The name of a file, without its folders, as a sentence shows it. */
export function shownFileName(path: string): string {
  const name = shownSource(fileName(path)) || 'The file';
  return name.length > MOST_CHARACTERS ? `${name.slice(0, MOST_CHARACTERS)}…` : name;
}

function written(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase();
  return `⟨U+${code.padStart(4, '0')}⟩`;
}
