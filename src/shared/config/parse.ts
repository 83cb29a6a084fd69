import type { z } from 'zod';
import { CHECKS, type Check } from './checks.ts';
import { CONFIG_OUTLINE, type Choice, type Field, type Outline, type Section } from './outline.ts';
import { refuseValue, type Refusal } from './refusal.ts';
import { runConfigSchema, type RunConfig } from './schema.ts';
import { refuseOption, refuseSetting, refuseWord } from './unknown.ts';
import { isObject, ownValue } from '../objects.ts';

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

export type ParsedConfig =
  { readonly ok: true; readonly config: RunConfig } | { readonly ok: false; readonly refusals: readonly Refusal[] };

/** Where in the input a schema's issue is. */
interface Place {
  /** The path as the user wrote it: `target` if the bare word stands for `target.law`. */
  readonly path: readonly PropertyKey[];
  readonly value: unknown;
  readonly outline: Outline | undefined;
  readonly default: unknown;
  /** The word that chose the section, such as the law's name. */
  readonly option: string | undefined;
}

function chosen(choice: Choice, value: unknown): { option: string; section: Section | undefined } {
  const word = typeof value === 'string' ? value : ownValue(value, choice.key);
  const option = typeof word === 'string' ? word : choice.fallback;
  return { option, section: choice.options.get(option) };
}

/** Follows the path of an issue through the input and the outline at once. */
function locate(input: unknown, path: readonly PropertyKey[]): Place {
  let place: Place = { path: [], value: input, outline: CONFIG_OUTLINE, default: undefined, option: undefined };
  for (const key of path) {
    const { outline, value } = place;
    if (outline?.kind === 'choice' && key === outline.key) {
      return typeof value === 'string' ? place : { ...place, path: [...place.path, key], value: ownValue(value, key) };
    }
    const choice = outline?.kind === 'choice' ? chosen(outline, value) : undefined;
    const section = outline?.kind === 'section' ? outline : choice?.section;
    const field: Field | undefined = section?.fields.get(String(key));
    place = {
      path: [...place.path, key],
      value: ownValue(value, key),
      outline: outline?.kind === 'list' ? outline.item : field?.outline,
      default: field?.default,
      option: choice?.option,
    };
  }
  return place;
}

const takesText = (outline: Outline | undefined) => outline?.kind === 'leaf' && outline.meta.type === 'text';

function refusalsOf(issue: z.core.$ZodIssue, input: unknown): Refusal[] {
  const { path, value, outline, default: defaultValue } = locate(input, issue.path);
  if (issue.code === 'unrecognized_keys') {
    const choice = outline?.kind === 'choice' ? chosen(outline, value) : undefined;
    const section = outline?.kind === 'section' ? outline : choice?.section;
    if (section)
      return issue.keys.map((key) => refuseSetting(path, key, ownValue(value, key), section, choice?.option));
  }
  if (issue.code === 'invalid_union' && outline?.kind === 'choice') return [refuseOption(path, value, outline)];
  if (outline?.kind === 'leaf' && outline.meta.words && typeof value === 'string') {
    return [refuseWord(path, value, outline.meta.words, outline.meta.what)];
  }
  // A value that does not fit the others may be a default: then the default is shown.
  const shown = value === undefined && issue.code === 'custom' ? defaultValue : value;
  return [refuseValue(path, shown, issue.message, takesText(outline))];
}

/** The refusals of fields that do not fit together, in a config whose fields are valid on their own. */
const unfit = (config: RunConfig, checks: readonly Check[]): Refusal[] =>
  checks.flatMap(({ refusals }) => refusals(config));

/** The refusals of fields that do not fit together; checks of fields that are invalid on their own are skipped. */
function crossRefusals(input: unknown, faulty: ReadonlySet<PropertyKey | undefined>, all: readonly Check[]): Refusal[] {
  if (!isObject(input)) return [];
  const usable = Object.entries(input).filter(([key]) => CONFIG_OUTLINE.fields.has(key) && !faulty.has(key));
  const parsed = runConfigSchema.safeParse(Object.fromEntries(usable));
  if (!parsed.success) return [];
  const checks = all.filter(({ reads }) => !reads.some((key) => faulty.has(key)));
  return checks.flatMap(({ refusals }) => refusals(parsed.data));
}

function faultsOf({ issues }: z.ZodError, input: unknown, checks: readonly Check[]): Refusal[] {
  return [
    ...issues.flatMap((issue) => refusalsOf(issue, input)),
    ...crossRefusals(input, new Set(issues.map(({ path }) => path[0])), checks),
  ];
}

/**
 * Fills in lengths that follow the run's. A length of 0 becomes the length at the launch, and stays so when the run is extended.
 */
function withLengths(config: RunConfig): RunConfig {
  const { epochs, schedule, instance_noise: noise } = config;
  const isOpen = 'epochs' in schedule && schedule.epochs === 0;
  const isNoiseOpen = noise.standard_deviation > 0 && noise.epochs === 0;
  return {
    ...config,
    ...(isOpen && { schedule: { ...schedule, epochs } }),
    ...(isNoiseOpen && { instance_noise: { ...noise, epochs } }),
  };
}

/**
 * Parses `input` (JSON, a preset, a form's state) to a config with its defaults filled in, or to one refusal per fault.
 * Never throws on anything that JSON can express. `checks` test which fields fit together.
 */
export function parseConfig(input: unknown, checks: readonly Check[] = CHECKS): ParsedConfig {
  const upgraded = upgradeConfig(input);
  if (!upgraded.ok) return { ok: false, refusals: [upgraded.refusal] };
  const parsed = runConfigSchema.safeParse(upgraded.input);
  const refusals = parsed.success ? unfit(parsed.data, checks) : faultsOf(parsed.error, upgraded.input, checks);
  // One fault can break two rules of its field, as a seed beyond 2^53 does.
  const distinct = [...new Map(refusals.map((refusal) => [refusal.message, refusal])).values()];
  return parsed.success && refusals.length === 0
    ? { ok: true, config: withLengths(parsed.data) }
    : { ok: false, refusals: distinct };
}
