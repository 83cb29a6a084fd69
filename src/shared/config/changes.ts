import { parseConfig } from './parse.ts';
import { isPresetName, PRESET_NAMES, PRESETS, type PresetName } from './presets.ts';
import type { RunConfig } from './schema.ts';

/** A field in which one config differs from another; undefined where the field does not exist there. */
export interface Change {
  readonly path: string;
  readonly from: unknown;
  readonly to: unknown;
}

/** Says nothing of what a run computes beside its seed, or only repeats what another field says. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  'seed',
  'version',
  'target.digest',
  'target.values_digest',
  'noise.digest',
]);

/** Every field of a config by its path; a list is one value. */
function leavesOf(value: unknown, path: string, found: Map<string, unknown>): Map<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    for (const [key, inner] of Object.entries(value)) leavesOf(inner, path === '' ? key : `${path}.${key}`, found);
  } else if (value !== undefined && !LEFT_OUT.has(path)) found.set(path, value);
  return found;
}

/** The fields of a config by their paths, in its order; the seed left out. */
export function configFields(config: RunConfig): Map<string, unknown> {
  return leavesOf(config, '', new Map());
}

/** The fields of `config` that are not as in `base`, in the order of the config; the seed left out. */
export function changesBetween(base: RunConfig, config: RunConfig): Change[] {
  const before = configFields(base);
  const after = configFields(config);
  return [...new Set([...after.keys(), ...before.keys()])].flatMap((path) => {
    const [from, to] = [before.get(path), after.get(path)];
    return JSON.stringify(from) === JSON.stringify(to) ? [] : [{ path, from, to }];
  });
}

const presetConfigs = new Map<PresetName, RunConfig>();

/** What a preset stands for, defaults filled in. */
export function presetConfig(name: PresetName): RunConfig {
  const known = presetConfigs.get(name);
  if (known) return known;
  const parsed = parseConfig(PRESETS[name].config);
  if (!parsed.ok) throw new Error(`the preset ${name} is no config: ${parsed.refusals[0].message}`);
  presetConfigs.set(name, parsed.config);
  return parsed.config;
}

/** The preset that a config differs from in the fewest fields; of equally near ones the first. */
export function nearestPreset(config: RunConfig): PresetName {
  const distances = PRESET_NAMES.map((name) => ({ name, changes: changesBetween(presetConfig(name), config).length }));
  const nearest = distances.reduce((best, one) => (one.changes < best.changes ? one : best));
  return isPresetName(nearest.name) ? nearest.name : 'vanilla';
}
