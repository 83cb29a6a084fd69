import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { GlobalFonts, type SKRSContext2D } from '@napi-rs/canvas';

interface Fallback {
  readonly folder: string;
  readonly weight: '400' | 'wght';
  /** The characters that it is taken for, where it has others that another font draws better. */
  readonly only?: RegExp;
}

const variable = (script: string, only?: RegExp): Fallback => ({
  folder: `@fontsource-variable/noto-${script}`,
  weight: 'wght',
  ...(only && { only }),
});

const CHINESE_JAPANESE =
  /[\p{Script_Extensions=Han}\p{Script_Extensions=Hiragana}\p{Script_Extensions=Katakana}\p{Script=Bopomofo}\u3000-\u303f\uff00-\uffef]/u;
const MATH = '@fontsource/noto-sans-math';
/** Its only file has these too, which its list of ranges leaves out: operators, arrows and letters of formulas. */
const MATH_RANGES = 'U+2016-2BFF,U+1D400-1D7FF';

/**
 * The fonts for what Inter has no letters of, those first that are looked into first: a machine may have none of its own. Characters that
 * China, Japan and Korea share are drawn as Japan writes them where that font has them.
 */
const FALLBACKS: readonly Fallback[] = [
  ...['hebrew', 'arabic', 'devanagari', 'bengali', 'tamil', 'thai', 'armenian', 'georgian'].map((script) =>
    variable(`sans-${script}`, /\p{L}|\p{M}|\p{N}|\p{P}/u),
  ),
  variable('sans-jp', CHINESE_JAPANESE),
  variable('sans-sc', CHINESE_JAPANESE),
  variable('sans-kr', /\p{Script_Extensions=Hangul}/u),
  variable('emoji', /\p{Emoji_Presentation}|\p{Extended_Pictographic}|\u200d|\ufe0f/u),
  { folder: MATH, weight: '400' },
  variable('sans-symbols'),
  { folder: '@fontsource/noto-sans-symbols-2', weight: '400' },
];

type Ranges = readonly (readonly [from: number, to: number])[];

/** A file of a font, which holds some of its characters. */
interface FontFile {
  readonly path: string;
  readonly family: string;
  readonly ranges: Ranges;
  readonly only: RegExp | undefined;
}

const { resolve } = createRequire(import.meta.url);
let files: readonly FontFile[] | undefined;
let inter: Ranges | undefined;
const registered = new Set<string>();
/** Fallback fonts by the letters that Inter lacks. */
const familiesOf = new Map<string, string>();

/** Makes a canvas draw and measure letters that Inter lacks in a font that has them, independent of the machine's fonts. */
export function drawEveryScript(context: SKRSContext2D): void {
  const fillText = context.fillText.bind(context);
  const measureText = context.measureText.bind(context);
  context.fillText = (text, x, y, ...rest) => {
    inFallback(context, text, () => {
      fillText(text, x, y, ...rest);
    });
  };
  context.measureText = (text) => inFallback(context, text, () => measureText(text));
}

function inFallback<Result>(context: SKRSContext2D, text: string, draw: () => Result): Result {
  const families = fallbackFamilies(text);
  if (families === '') return draw();
  const { font, fontVariationSettings } = context;
  context.font = `${font}, ${families}`;
  // A font of all weights is drawn in its lightest where none is asked for.
  context.fontVariationSettings = `'wght' ${/\b[1-9]00\b/.exec(font)?.[0] ?? (font.includes('bold') ? 700 : 400)}`;
  const result = draw();
  context.font = font;
  context.fontVariationSettings = fontVariationSettings;
  return result;
}

/** The families that may have what Inter lacks of this text, as CSS names them; each is known to the canvas from now on. */
function fallbackFamilies(text: string): string {
  const missing = Array.from(text).filter((letter) => !isInInter(letter));
  if (missing.length === 0) return '';
  const key = missing.join('');
  let families = familiesOf.get(key);
  if (families === undefined) {
    files ??= FALLBACKS.flatMap(filesOf);
    // The ranges name characters that a file does not have, too: all files that may have one are looked into.
    families = files
      .filter((file) => missing.some((letter) => mayHave(file, letter)) && register(file))
      .map(({ family }) => `"${family}"`)
      .join(', ');
    familiesOf.set(key, families);
  }
  return families;
}

/** The files of the fonts that these letters are taken from; `family` is what the font is called. */
export function fallbackFiles(letters: ReadonlySet<string>): { file: string; family: string; ranges: string }[] {
  const missing = [...letters].filter((letter) => !isInInter(letter));
  if (missing.length === 0) return [];
  files ??= FALLBACKS.flatMap(filesOf);
  return files
    .filter((file) => missing.some((letter) => mayHave(file, letter)))
    .map(({ path, ranges }) => ({
      file: path,
      // Style sheets do not tell capitals from small letters.
      family: path.split('/')[1].replaceAll('-', ' '),
      ranges: ranges.map(([from, to]) => `U+${from.toString(16)}-${to.toString(16)}`).join(','),
    }));
}

/** Whether any of the letters lies in the ranges, as style sheets name them. */
export function hasAny(ranges: string, letters: ReadonlySet<string>): boolean {
  const parsed = parsedRanges(ranges);
  return [...letters].some((letter) => isWithin(letter, parsed));
}

function mayHave({ ranges, only }: FontFile, letter: string): boolean {
  return only?.test(letter) !== false && isWithin(letter, ranges);
}

function register({ path, family }: FontFile): boolean {
  if (registered.has(family)) return true;
  const key = GlobalFonts.register(readFileSync(resolve(path)), family);
  if (key !== null) registered.add(family);
  return key !== null;
}

function filesOf({ folder, weight, only }: Fallback): FontFile[] {
  const font = folder.split('/')[1];
  return Object.entries(rangesOf(folder)).map(([part, ranges]) => {
    // A part is a script by its name, or a number in brackets.
    const family = `${font}-${part.replaceAll(/[[\]]/g, '')}`;
    return {
      path: `${folder}/files/${family}-${weight}-normal.woff2`,
      family,
      ranges: parsedRanges(folder === MATH ? MATH_RANGES : ranges),
      only,
    };
  });
}

/** The characters of each file of a font, as style sheets name them. */
export function rangesOf(folder: string): Readonly<Record<string, string>> {
  return JSON.parse(readFileSync(resolve(`${folder}/unicode.json`), 'utf8')) as Readonly<Record<string, string>>;
}

/** Code points as style sheets name them: `U+590-5FF,U+25CC`. */
function parsedRanges(text: string): Ranges {
  return text.split(',').map((range) => {
    const [from, to = from] = range.trim().replace(/^U\+/i, '').split('-');
    return [Number.parseInt(from, 16), Number.parseInt(to, 16)] as const;
  });
}

function isInInter(letter: string): boolean {
  // Most letters are of ASCII.
  if (letter < '\u007f') return true;
  inter ??= Object.values(rangesOf('@fontsource/inter')).flatMap(parsedRanges);
  return isWithin(letter, inter);
}

function isWithin(letter: string, ranges: Ranges): boolean {
  const code = letter.codePointAt(0) ?? 0;
  return ranges.some(([from, to]) => code >= from && code <= to);
}
