/**
 * The key of what is shown and compared: a run's id, or `group:` and the start of the hash of a group of runs that differ only in
 * the seed.
 */
export type SubjectKey = string;

const GROUP = 'group:';
/** Hexadecimal digits of a group's hash that its key takes: two of a million groups coincide once in a million stores. */
const DIGITS = 16;

/** The key of the group with this hash. */
export function groupKey(hash: string): SubjectKey {
  return GROUP + hash.slice(0, DIGITS);
}

export function isGroupKey(key: SubjectKey): boolean {
  return key.startsWith(GROUP);
}
