import { LABEL_SEPARATOR } from '../../shared/config/label.ts';

const ELLIPSIS = '…';
/** Of a value that is cut, at least so many characters stay. */
const LEAST_OF_VALUE = 3;
/** A value of so few characters is not cut: an ellipsis is about as wide as two of them. */
const SHORT_VALUE = 4;
/** Shares of a cut name that are its beginning: the end, where names mostly differ, has the larger part where that tells them apart. */
const BEGINNINGS = [0.35, 0.2, 0, 0.5, 0.65, 0.8, 1] as const;

type Fits = (name: string, text: string) => boolean;
/** Gives texts for names that are too long; a name without one, or with that of another, is asked about again in the next way. */
type Way = (long: readonly string[], names: readonly string[], fits: Fits) => ReadonlyMap<string, string>;

const WAYS: readonly Way[] = [
  differences(settingsOf),
  differences(partsOf),
  ...BEGINNINGS.map((share) => each((name, fits) => withoutMiddle(name, share, fits))),
  fromDifference(startOfWord),
  fromDifference((_name, at) => at),
];

/**
 * Names that are longer than their room, cut so that no two read the same: by name, without those that fit. Of the parts of a label only
 * those that tell it from its like are left, such as `…1e-4 · bce` of an arm of a sweep; other names lose their middle.
 */
export function cutNames(
  rooms: ReadonlyMap<string, number>,
  widthOf: (text: string) => number,
): ReadonlyMap<string, string> {
  const fits = (name: string, text: string) => widthOf(text) <= (rooms.get(name) ?? 0);
  const names = [...rooms.keys()];
  const cut = new Map<string, string>();
  const whole = names.filter((name) => fits(name, name));
  const taken = new Set(whole);
  let long = names.filter((name) => !taken.has(name));
  for (const way of WAYS) {
    if (long.length === 0) return cut;
    const texts = way(long, names, fits);
    const counts = Map.groupBy(texts.values(), (text) => text);
    for (const [name, text] of texts) if (!taken.has(text) && counts.get(text)?.length === 1) cut.set(name, text);
    for (const text of cut.values()) taken.add(text);
    long = long.filter((name) => !cut.has(name));
  }
  for (const name of long)
    cut.set(
      name,
      withoutMiddle(name, BEGINNINGS[0], (text) => fits(name, text)),
    );
  return cut;
}

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const ASCII = /^[ -~]*$/;
/** Characters as they are read: an emoji is one, whatever it is made of. */
const charactersOf = (text: string) =>
  ASCII.test(text) ? text.split('') : Array.from(segmenter.segment(text), ({ segment }) => segment);

const split = (name: string) => name.split(LABEL_SEPARATOR);
/** `lr_g` of `lr_g 1e-4`; a part of one word is that word. */
const settingOf = (part: string) => part.split(' ', 1)[0];
/** `1e-4` of `lr_g 1e-4`. */
const valueOf = (part: string) => part.slice(settingOf(part).length + 1) || part;

/** Labels that set the same settings are alike. */
function settingsOf(name: string): string {
  return JSON.stringify(split(name).map(settingOf));
}

/** Labels of as many parts are alike. */
function partsOf(name: string): string {
  return String(split(name).length);
}

/** Shows of each name the parts in which those like it differ: with the names of their settings where all have room for them. */
function differences(likeness: (name: string) => string): Way {
  return (long, names, fits) => {
    const wanted = new Set(long);
    const texts = new Map<string, string>();
    for (const alike of Map.groupBy(names, likeness).values()) {
      const asked = alike.filter((name) => wanted.has(name));
      const all = alike.map(split);
      const [first] = all;
      const isShown = first.map((part, at) => all.some((parts) => parts[at] !== part));
      if (asked.length === 0 || first.length < 2 || !isShown.includes(true)) continue;
      const isOne = first.map((part, at) => all.every((parts) => settingOf(parts[at]) === settingOf(part)));
      const named = (name: string) => joined(split(name), isShown, LABEL_SEPARATOR);
      const hasRoom = asked.every((name) => fits(name, named(name)));
      for (const name of asked) {
        const values = split(name).map((part, at) => (isOne[at] ? valueOf(part) : part));
        const text = hasRoom ? named(name) : shortest(values, isShown, (one) => fits(name, one));
        if (text !== undefined) texts.set(name, text);
      }
    }
    return texts;
  };
}

/** The values, whole if they fit, else each cut to as many characters as do; undefined where even few do not. */
function shortest(
  values: readonly string[],
  isShown: readonly boolean[],
  fits: (text: string) => boolean,
): string | undefined {
  const longest = Math.max(...values.map((value) => value.length));
  for (let length = longest; length >= LEAST_OF_VALUE; length--) {
    const cut = values.map((value) =>
      withoutMiddle(value, 0.5, (text) => text.length <= (text === value ? Math.max(length, SHORT_VALUE) : length)),
    );
    const texts = [LABEL_SEPARATOR, ' '].map((separator) => joined(cut, isShown, separator));
    // At last without the ellipsis, which is as wide as two digits.
    const text = [...texts, ...texts.slice(-1).map((last) => last.replace(/^…|…$/g, ''))].find(fits);
    if (text !== undefined) return text;
  }
  return undefined;
}

/** The parts that are shown; an ellipsis stands for any number of others. */
function joined(parts: readonly string[], isShown: readonly boolean[], separator: string): string {
  let text = '';
  let isAfterPart = false;
  for (const [at, part] of parts.entries()) {
    if (isShown[at]) text += (isAfterPart ? separator : '') + part;
    else if (isAfterPart || text === '') text += ELLIPSIS;
    isAfterPart = isShown[at];
  }
  return text;
}

function each(cut: (name: string, fits: (text: string) => boolean) => string): Way {
  return (long, _names, fits) => new Map(long.map((name) => [name, cut(name, (text) => fits(name, text))]));
}

/** As many characters as fit, `share` of them from the beginning and the others from the end. */
function withoutMiddle(text: string, share: number, fits: (text: string) => boolean): string {
  if (fits(text)) return text;
  const characters = charactersOf(text);
  const ofLength = (count: number) => {
    const head = Math.round(share * count);
    const tail = characters.slice(characters.length - (count - head));
    return characters.slice(0, head).join('').trimEnd() + ELLIPSIS + tail.join('').trimStart();
  };
  // Halved until it is found: a list has thousands of names, and a text with more characters is never narrower.
  let [most, tooMany] = [0, characters.length];
  while (tooMany - most > 1) {
    const middle = (most + tooMany) >> 1;
    if (fits(ofLength(middle))) most = middle;
    else tooMany = middle;
  }
  return ofLength(most);
}

/** What follows where each name parts from the one that it has most in common with; `startOf` gives where exactly it begins. */
function fromDifference(startOf: (name: string, at: number) => number): Way {
  return (long, _names, fits) => {
    const sorted = long.toSorted();
    return new Map(
      sorted.map((name, at) => {
        const common = Math.max(commonStart(name, sorted.at(at - 1)), commonStart(name, sorted[at + 1]));
        const rest = name.slice(startOf(name, common));
        return [name, ELLIPSIS + withoutMiddle(rest, 1, (text) => fits(name, ELLIPSIS + text))];
      }),
    );
  };
}

/** Where the word begins that holds this place: `12` and `13` differ in a digit, and are read whole. */
function startOfWord(name: string, at: number): number {
  return name.lastIndexOf(' ', at - 1) + 1;
}

/** How many characters two names have in common from their beginning; none with itself. */
function commonStart(name: string, other: string | undefined): number {
  if (other === undefined || other === name) return 0;
  const [one, two] = [charactersOf(name), charactersOf(other)];
  const at = one.findIndex((character, index) => character !== two[index]);
  return one.slice(0, at < 0 ? one.length : at).join('').length;
}
