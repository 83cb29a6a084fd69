import equal from 'fast-deep-equal';
import { parseConfig } from './parse.ts';
import { isPresetName, PRESET_NAMES, PRESETS, type PresetName } from './presets.ts';
import type { RunConfig } from './schema.ts';
import { isObject } from '../objects.ts';

/** A field in which one config differs from another; undefined where the field does not exist there. */
export interface Change {
  readonly path: string;
  readonly from: unknown;
  readonly to: unknown;
}

/** Fields that do not change what a run computes apart from its seed, or only repeat another field. */
export const LEFT_OUT: ReadonlySet<string> = new Set([
  'seed',
  'version',
  'target.digest',
  'target.values_digest',
  'noise.digest',
]);

/** Every field of a config by its path; a list is one value. */
function leavesOf(value: unknown, path: string, found: Map<string, unknown>): Map<string, unknown> {
  if (isObject(value)) {
    for (const [key, inner] of Object.entries(value)) leavesOf(inner, path === '' ? key : `${path}.${key}`, found);
  } else if (value !== undefined && !LEFT_OUT.has(path)) found.set(path, value);
  return found;
}

/** The fields of a config by their paths, in its order; the seed left out. */
export function configFields(config: RunConfig): Map<string, unknown> {
  return leavesOf(config, '', new Map());
}

type Law = RunConfig['target'] | RunConfig['noise'];

interface Content {
  readonly file: string;
  readonly digest: string | undefined;
  readonly values: string | undefined;
}

/** The digests of a law's file; undefined if the law has none. */
function contentOf(law: Law): Content | undefined {
  if (law.law !== 'csv' && law.law !== 'module') return undefined;
  const { file, digest } = law;
  return { file, digest, values: law.law === 'csv' ? law.values_digest : undefined };
}

/** Digits of a digest that are enough to distinguish two. */
const DIGITS = 12;

/**
 * The change of a file's content between two configs that name the same file. Only the digests show it: of the file, or
 * of the values read from it. Both are cut to a few digits.
 */
export function contentChange(base: Law, law: Law, field: 'target' | 'noise'): Change | undefined {
  const [before, after] = [contentOf(base), contentOf(law)];
  if (before === undefined || before.file !== after?.file) return undefined;
  const change = (key: string, from: string | undefined, to: string | undefined): Change | undefined =>
    from === undefined || to === undefined || from === to
      ? undefined
      : { path: `${field}.${key}`, from: from.slice(0, DIGITS), to: to.slice(0, DIGITS) };
  return (
    change('digest', before.digest, after.digest) ??
    (isSameReading(base, law) ? change('values_digest', before.values, after.values) : undefined)
  );
}

/** Whether no setting of the table explains the other values. */
function isSameReading(base: Law, law: Law): boolean {
  const said = (one: Law) => Object.fromEntries(leavesOf({ target: one }, '', new Map()));
  return equal(said(base), said(law));
}

type Fields = ReadonlyMap<string, unknown>;

/** The paths of fields that differ: first those of `after`, then those that only `before` has. */
function differingPaths(before: Fields, after: Fields): string[] {
  const differing: string[] = [];
  for (const [path, to] of after) if (!equal(before.get(path), to)) differing.push(path);
  for (const path of before.keys()) if (!after.has(path)) differing.push(path);
  return differing;
}

/** The fields of `config` that are not as in `base`, in the order of the config; the seed left out. */
export function changesBetween(base: RunConfig, config: RunConfig): Change[] {
  const before = configFields(base);
  const after = configFields(config);
  return [
    ...differingPaths(before, after).map((path) => ({ path, from: before.get(path), to: after.get(path) })),
    ...(['target', 'noise'] as const).flatMap((field) => contentChange(base[field], config[field], field) ?? []),
  ];
}

interface KnownPreset {
  readonly config: RunConfig;
  readonly fields: Fields;
}

const knownPresets = new Map<PresetName, KnownPreset>();

function knownPreset(name: PresetName): KnownPreset {
  const known = knownPresets.get(name);
  if (known) return known;
  const parsed = parseConfig(PRESETS[name].config);
  if (!parsed.ok) throw new Error(`the preset ${name} is not a valid config: ${parsed.refusals[0].message}`);
  const preset = { config: parsed.config, fields: configFields(parsed.config) };
  knownPresets.set(name, preset);
  return preset;
}

/** The config of a preset, defaults filled in. */
export function presetConfig(name: PresetName): RunConfig {
  return knownPreset(name).config;
}

/** The preset from which a config differs in the fewest fields; the first of several. */
export function nearestPreset(config: RunConfig): PresetName {
  const fields = configFields(config);
  const distances = PRESET_NAMES.map((name) => ({
    name,
    changes: differingPaths(knownPreset(name).fields, fields).length,
  }));
  const nearest = distances.reduce((best, one) => (one.changes < best.changes ? one : best));
  return isPresetName(nearest.name) ? nearest.name : 'vanilla';
}

/** The ends of the paths of settings that choose which others there are, such as `target.law` and `loss.name`. */
const CHOOSING = ['.law', '.name'];

/**
 * What a config changes in a preset, as it is shown. Where another law or loss was chosen, the settings that only the preset's
 * has are left out.
 */
export function changesFromPreset(preset: PresetName, config: RunConfig): Change[] {
  const changes = changesBetween(presetConfig(preset), config);
  const replaced = changes.flatMap(({ path }) => {
    const end = CHOOSING.find((one) => path.endsWith(one));
    return end === undefined ? [] : [`${path.slice(0, -end.length)}.`];
  });
  return changes.filter(({ path, to }) => to !== undefined || !replaced.some((start) => path.startsWith(start)));
}
