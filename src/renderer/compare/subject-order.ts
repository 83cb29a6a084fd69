import type { SubjectKey } from '../../shared/subject.ts';

/** Digits of a group's hash that an order keeps: enough to tell it from others, and twenty fit into what a study stores. */
const DIGITS = 12;

/** A key as an order keeps it: a group by the beginning of its hash. */
const shortKey = (key: SubjectKey) => key.replace(/^group:([0-9a-f]+)/, (_, hash: string) => hash.slice(0, DIGITS));

/** Keys in their order as one text, for an address or a study. */
export function orderText(keys: readonly SubjectKey[]): string {
  return keys.map(shortKey).join('~');
}

/** Subjects in the order that a text keeps; those that it does not name follow as they were. */
export function inOrder<Item extends { readonly key: SubjectKey }>(
  items: readonly Item[],
  text: string | undefined,
): readonly Item[] {
  if (text === undefined || text === '') return items;
  const places = new Map(text.split('~').map((key, place) => [key, place]));
  const placeOf = ({ key }: Item) => places.get(shortKey(key)) ?? places.size;
  return items.toSorted((a, b) => placeOf(a) - placeOf(b));
}

/** The keys with one of them moved to another place. */
export function moved(keys: readonly SubjectKey[], key: SubjectKey, to: number): readonly SubjectKey[] {
  const others = keys.filter((one) => one !== key);
  return others.toSpliced(Math.max(0, Math.min(others.length, to)), 0, key);
}
