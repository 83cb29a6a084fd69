import { describeConfig } from './describe.ts';
import { nearest } from './nearest.ts';
import type { Choice, Section } from './outline.ts';
import { refuse, refuseValue, type Refusal } from './refusal.ts';
import { fullName, SHORT_NAMES } from './short-names.ts';

const lastKey = (path: string) => path.slice(path.lastIndexOf('.') + 1);

/** Where a setting with this or a similar name or short name exists: under which laws, or at which paths. */
function elsewhere(key: string, parent: string): string | undefined {
  const fields = describeConfig();
  const name = nearest(key, new Set(fields.map(({ path }) => lastKey(path))));
  if (name === undefined) {
    const short = parent === '' ? nearest(key, SHORT_NAMES.values()) : undefined;
    return short === undefined ? undefined : `there is ${fullName(short)}`;
  }
  const namesakes = fields.filter(({ path }) => lastKey(path) === name);
  const beside = namesakes.flatMap(({ path, option }) => (option && path === `${parent}.${name}` ? [option.word] : []));
  if (beside.length > 0) return `${name === key ? 'it' : name} belongs to ${beside.join(', ')}`;
  return `there is ${[...new Set(namesakes.map(({ path }) => path))].join(', ')}`;
}

/**
 * Refuses a key that `section` does not have, and suggests a similar one, one of the same name elsewhere, or the list
 * of all. `option` is the word that chose this section, such as the law's name.
 */
export function refuseSetting(
  parent: readonly PropertyKey[],
  key: string,
  value: unknown,
  section: Section,
  option?: string,
): Refusal {
  const path = [...parent, key];
  const what = option === undefined ? 'is not a setting' : `is not a setting of ${option}`;
  const near = nearest(key, section.fields.keys());
  if (near !== undefined) return refuse(path, value, `${what}; did you mean ${near}?`);
  const other = elsewhere(key, parent.join('.'));
  if (other !== undefined) return refuse(path, value, `${what}; ${other}`);
  const known = [...section.fields.keys()].join(', ');
  return refuse(path, value, known ? `${what}; use one of ${known}` : `${what}, which has none`);
}

/** Refuses a word that names none of the `words`. `what` says what they name, such as `a law`. */
export function refuseWord(
  path: readonly PropertyKey[],
  word: string,
  words: readonly string[],
  what: string,
): Refusal {
  const near = nearest(word, words);
  const guess = near === undefined ? '' : ` did you mean ${near}?`;
  return refuse(path, word, `${JSON.stringify(word.slice(0, 60))} is not ${what};${guess} known: ${words.join(', ')}`);
}

/** Refuses a value that is not the name of a law, loss or optimizer. */
export function refuseOption(path: readonly PropertyKey[], given: unknown, { what, options }: Choice): Refusal {
  const words = [...options.keys()];
  if (typeof given === 'string') return refuseWord(path, given, words, what);
  return refuseValue(path, given, `is not ${what}; use one of ${words.join(', ')}`);
}
