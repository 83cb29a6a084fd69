/**
 * The key of a run or group that is shown or compared: the run's id, or `group:` and the first digits of the group's
 * hash. A group holds runs that differ only in the seed.
 */
export type SubjectKey = string;

const GROUP = 'group:';
/**
 * Hexadecimal digits of a group's hash in its key. In a store of a million groups the chance that two coincide is below
 * one in a million.
 */
const DIGITS = 16;

/** The key of the group with this hash. */
export function groupKey(hash: string): SubjectKey {
  return GROUP + hash.slice(0, DIGITS);
}

export function isGroupKey(key: SubjectKey): boolean {
  return key.startsWith(GROUP);
}
