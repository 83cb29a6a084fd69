import { describeConfig } from '../../shared/config/describe.ts';
import { settingName } from '../../shared/config/setting-names.ts';
import { isSettingFound, shortName } from '../../shared/config/short-names.ts';
import { METRICS } from '../../shared/metrics.ts';

/** A key that a filter may compare, and its readable name. */
export interface OfferedKey {
  readonly key: string;
  readonly name: string;
}

/** The word that is being typed at a place for a key. */
export interface BegunKey {
  readonly text: string;
  /** Its position in the filter. */
  readonly from: number;
}

const LEAST_LETTERS = 2;
const MOST_OFFERED = 8;

/** Nobody compares runs by these: the program fills them in, or they say nothing of the run. */
const NOT_OFFERED = /(?:^version|digest)$/;

const SETTINGS: readonly string[] = [...new Set(describeConfig().map(({ path }) => path))].filter(
  (path) => !NOT_OFFERED.test(path),
);

export const SETTING_KEYS: readonly OfferedKey[] = SETTINGS.map((path) => ({
  key: shortName(path),
  name: settingName(path),
}));

export const METRIC_KEYS: readonly OfferedKey[] = METRICS.flatMap(({ key, label }) => [
  { key: `${key}_tail`, name: `${label}, tail mean` },
  { key, name: `${label}, last value` },
]);

/** The key that is being typed at the end of `before`: what follows the start, a bracket, `and` or `or`. */
export function begunKey(before: string): BegunKey | undefined {
  const text = /(?:^|\(|\s(?:and|or)\s)\s*([^()<>=!~≤≥≠"'“”„]*)$/iu.exec(before)?.[1];
  if (text === undefined || text.trim().length < LEAST_LETTERS) return undefined;
  return { text, from: before.length - text.length };
}

/** The settings and metrics that have `text` in their readable name or their key; those whose name begins with it first. */
export function offeredKeys(text: string): OfferedKey[] {
  const wanted = text.trim().toLowerCase();
  const settings = SETTINGS.filter((path) => isSettingFound(path, wanted)).map((path) => ({
    key: shortName(path),
    name: settingName(path),
  }));
  const metrics = METRIC_KEYS.filter(({ key, name }) => [key, name.toLowerCase()].some((one) => one.includes(wanted)));
  const begins = ({ key, name }: OfferedKey) => [key, name.toLowerCase()].some((one) => one.startsWith(wanted));
  const all = [...settings, ...metrics];
  const offered = [...all.filter(begins), ...all.filter((one) => !begins(one))].slice(0, MOST_OFFERED);
  // A key that stands there already needs no completion.
  return offered.length === 1 && offered[0].key === wanted ? [] : offered;
}

/** The filter with `key` in place of what was begun, and where the cursor stands then. */
export function completed(filter: string, cursor: number, { from }: BegunKey, key: string) {
  const before = `${filter.slice(0, from)}${key} `;
  return { filter: before + filter.slice(cursor).trimStart(), cursor: before.length };
}
