import { isObject } from '../objects.ts';
import { refuseValue, type Refusal } from './refusal.ts';

/**
 * `UPGRADES[n]` turns a config of version n + 1 into one of version n + 2. If a version renames a field or changes its default, the
 * old meaning is written out here, so that an old config keeps its meaning.
 */
export type Upgrade = (config: Record<string, unknown>) => Record<string, unknown>;
const UPGRADES: readonly Upgrade[] = [];

export type Upgraded =
  { readonly ok: true; readonly input: unknown } | { readonly ok: false; readonly refusal: Refusal };

/** Brings a config of an earlier version to the newest one; a config without a version is of the newest. */
export function upgradeConfig(input: unknown, upgrades: readonly Upgrade[] = UPGRADES): Upgraded {
  // The schema refuses what is not a config at all.
  if (!isObject(input) || !('version' in input)) return { ok: true, input };
  const newest = upgrades.length + 1;
  const { version } = input;
  if (version === undefined) return { ok: true, input };
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1) {
    return { ok: false, refusal: refuseValue(['version'], version, `is not a config version; use ${newest}`) };
  }
  if (version > newest) {
    const tail = `is newer than this program, which supports config versions up to ${newest}; use a newer program`;
    return { ok: false, refusal: refuseValue(['version'], version, tail) };
  }
  const steps = upgrades.slice(version - 1);
  if (steps.length === 0) return { ok: true, input };
  const upgraded = steps.reduce<Record<string, unknown>>((config, upgrade) => upgrade(config), { ...input });
  return { ok: true, input: { ...upgraded, version: newest } };
}
