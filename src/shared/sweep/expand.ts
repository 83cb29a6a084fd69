import type { SweepArm } from '../api/sweeps.ts';
import { assignValue } from '../config/assign.ts';
import { configFields } from '../config/changes.ts';
import { labelOf } from '../config/label.ts';
import { mergeInput } from '../config/merge.ts';
import { parseConfig } from '../config/parse.ts';
import { PRESETS } from '../config/presets.ts';
import type { Refusal } from '../config/refusal.ts';
import type { RunConfig } from '../config/schema.ts';
import { shortName } from '../config/short-names.ts';
import type { SweepDefinition } from './definition.ts';
import { drawSettings, type StreamOf } from './draw.ts';
import { armName } from './names.ts';
import { refuseAt } from './parse.ts';
import { variedPaths } from './paths.ts';
import { fieldOf, settingsOf, type Setting } from './settings.ts';

export interface ExpandedArm extends SweepArm {
  /** Its seed is that of the base config; the seeds of the sweep replace it. */
  readonly config: RunConfig;
}

export type ExpandedSweep =
  | {
      readonly ok: true;
      readonly arms: readonly ExpandedArm[];
      /** The number of arms left out because their config equals that of an earlier arm. */
      readonly repeated: number;
    }
  | { readonly ok: false; readonly refusals: readonly Refusal[] };

/** The most refusals that are returned. */
const MOST_REFUSALS = 20;

/** A setting of an arm, with its place in the sweep, such as `grid.lr_g[1]`. */
interface PlacedSetting extends Setting {
  readonly place: string;
}

/** The settings of one arm before they are parsed. */
interface Asked {
  /** The place in the sweep, such as `list[3]`. */
  readonly place: string;
  readonly settings: readonly PlacedSetting[];
}

function placed(name: string, value: unknown, place: string): PlacedSetting[] {
  return settingsOf(name, value).map((setting) => ({ ...setting, place: `${place}${setting.below}` }));
}

/** All combinations; the last setting changes fastest. */
function gridArms(grid: NonNullable<SweepDefinition['grid']>): Asked[] {
  let combinations: PlacedSetting[][] = [[]];
  for (const [name, values] of Object.entries(grid)) {
    const options = values.map((value, index) => placed(name, value, `grid.${name}[${index}]`));
    combinations = combinations.flatMap((before) => options.map((option) => [...before, ...option]));
  }
  return combinations.map((settings) => ({ place: 'grid', settings }));
}

function askedArms({ grid, list = [], random }: SweepDefinition, streamOf: StreamOf): Asked[] {
  if (grid) return gridArms(grid);
  if (random) {
    return drawSettings(random, streamOf).map((drawn) => ({
      place: 'random',
      settings: Object.entries(drawn).flatMap(([name, value]) => placed(name, value, `random.settings.${name}`)),
    }));
  }
  return list.map((given, index) => ({
    place: `list[${index}]`,
    settings: Object.entries(given).flatMap(([name, value]) => placed(name, value, `list[${index}].${name}`)),
  }));
}

/** Refuses settings that no arm may set, or that are set twice. */
function refuseSettings(settings: readonly PlacedSetting[]): Refusal[] {
  const places = new Map<string, string>();
  const refusals: Refusal[] = [];
  for (const { path, value, place } of settings) {
    const before = places.get(path);
    if (path === 'seed') refusals.push(refuseAt(place, value, 'cannot be varied; give seeds under "seeds"'));
    else if (before !== undefined) refusals.push(refuseAt(place, value, `sets ${path}, which ${before} also sets`));
    places.set(path, place);
  }
  return refusals;
}

const withoutPath = ({ path, message }: Refusal) =>
  message.startsWith(`${path}: `) ? message.slice(path.length + 2) : message;

/** The rest of a refusal's path below a setting; undefined if it is about something else. */
function beyond(path: string, refused: string): string | undefined {
  if (refused === path) return '';
  if (refused.startsWith(path) && /^[.[]/.test(refused.slice(path.length))) return refused.slice(path.length);
  return path.startsWith(`${refused}.`) ? '' : undefined;
}

/** A refusal of the config, with the place in the sweep where the setting is given. */
function placedRefusal(refusal: Refusal, { place, settings }: Asked, ofBase: ReadonlySet<string>): Refusal {
  const about = settings
    .filter(({ path }) => beyond(path, refusal.path) !== undefined)
    .toSorted((a, b) => b.path.length - a.path.length)
    .at(0);
  if (about)
    return refuseAt(`${about.place}${beyond(about.path, refusal.path) ?? ''}`, refusal.value, withoutPath(refusal));
  if (ofBase.has(refusal.message)) return refuseAt(`config.${refusal.path}`, refusal.value, withoutPath(refusal));
  const arm = settings.map(({ path, value }) => `${shortName(path)} ${JSON.stringify(value)}`).join(', ');
  return refuseAt(place, refusal.value, `with ${arm}, ${refusal.message}`);
}

type ParsedArm =
  { readonly ok: true; readonly config: RunConfig } | { readonly ok: false; readonly refusals: readonly Refusal[] };

function parseArm(base: unknown, asked: Asked, ofBase: ReadonlySet<string>): ParsedArm {
  const wrong = refuseSettings(asked.settings);
  if (wrong.length > 0) return { ok: false, refusals: wrong };
  let input = base;
  // Words first, because they decide which other settings exist.
  for (const setting of asked.settings.toSorted((a, b) => Number(b.isWord) - Number(a.isWord))) {
    const assigned = assignValue(input, setting.path, setting.value);
    if (!assigned.ok) {
      const { refusal } = assigned;
      return { ok: false, refusals: [refuseAt(setting.place, setting.value, withoutPath(refusal))] };
    }
    input = assigned.input;
  }
  const parsed = parseConfig(input);
  if (parsed.ok) return parsed;
  return { ok: false, refusals: parsed.refusals.map((refusal) => placedRefusal(refusal, asked, ofBase)) };
}

/** The config from which every arm starts, as a user writes it. */
function baseInput({ preset, config }: SweepDefinition): unknown {
  return preset === undefined ? config : mergeInput(PRESETS[preset].config, config);
}

/** The settings of an arm, with their values in its config. */
function armSettings({ settings }: Asked, config: RunConfig): Record<string, unknown> {
  const fields = configFields(config);
  const paths = new Set(settings.map(({ path }) => fieldOf(path)));
  return Object.fromEntries([...paths].map((path) => [path, fields.get(path)]));
}

/** The configs that a sweep trains, in order, or the refusals of some of them, with their places in the sweep. */
export function expandSweep(definition: SweepDefinition, streamOf: StreamOf): ExpandedSweep {
  const base = baseInput(definition);
  const parsedBase = parseConfig(base);
  const ofBase = new Set(parsedBase.ok ? [] : parsedBase.refusals.map(({ message }) => message));
  const varied = new Set(variedPaths(definition));
  const label = parsedBase.ok ? labelOf(parsedBase.config, varied) : undefined;
  const arms = new Map<string, ExpandedArm>();
  const refusals = new Map<string, Refusal>();
  const asked = askedArms(definition, streamOf);
  for (const arm of asked) {
    const parsed = parseArm(base, arm, ofBase);
    if (!parsed.ok) {
      for (const refusal of parsed.refusals) refusals.set(refusal.message, refusal);
      if (refusals.size >= MOST_REFUSALS) break;
      continue;
    }
    const { config } = parsed;
    const text = JSON.stringify({ ...config, seed: undefined });
    if (arms.has(text)) continue;
    const settings = armSettings(arm, config);
    arms.set(text, { settings, name: armName(label ?? labelOf(config, varied), settings), config });
  }
  if (refusals.size > 0) return { ok: false, refusals: [...refusals.values()] };
  return { ok: true, arms: [...arms.values()], repeated: asked.length - arms.size };
}
