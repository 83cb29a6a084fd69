import type { z } from 'zod';
import { counted, plural, wholeNumber } from '../counted.ts';
import { nearest } from '../config/nearest.ts';
import { PRESET_NAMES } from '../config/presets.ts';
import { showValue, type Refusal } from '../config/refusal.ts';
import { fullName } from '../config/short-names.ts';
import { MOST_RUNS, sweepSchema, type SweepDefinition } from './definition.ts';
import { isDrawnWhole } from './draw.ts';
import { ownValue } from '../objects.ts';

export type ParsedSweep =
  | { readonly ok: true; readonly definition: SweepDefinition }
  | { readonly ok: false; readonly refusals: readonly Refusal[] };

/** The place of a refusal about the whole sweep. */
const WHOLE = 'sweep';

/** A place in a sweep, such as `grid.lr_g[1]`; names of settings stay as they were written, with their dots. */
export function placeOf(path: readonly PropertyKey[]): string {
  let place = '';
  for (const key of path) place += typeof key === 'number' ? `[${key}]` : `${place && '.'}${String(key)}`;
  return place || WHOLE;
}

export function refuseAt(place: string, value: unknown, tail: string): Refusal {
  return { path: place, value, message: `${place}: ${tail}` };
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce(ownValue, input);
}

const KEYS = {
  sweep: Object.keys(sweepSchema.shape),
  random: ['count', 'seed', 'settings'],
};

function refuseKey(path: readonly PropertyKey[], key: string, value: unknown): Refusal {
  const known = path.length === 0 ? KEYS.sweep : KEYS.random;
  const near = nearest(key, known);
  const right = near === undefined ? `use one of ${known.join(', ')}` : `did you mean ${near}?`;
  return refuseAt(placeOf([...path, key]), value, `is not a setting of a sweep; ${right}`);
}

function refusalsOf(issue: z.core.$ZodIssue, input: unknown): Refusal[] {
  const value = valueAt(input, issue.path);
  const place = placeOf(issue.path);
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => refuseKey(issue.path, key, valueAt(value, [key])));
  if (issue.code === 'custom') return [refuseAt(place, value, issue.message)];
  if (place === 'preset') {
    const near = typeof value === 'string' ? nearest(value, PRESET_NAMES) : undefined;
    const guess = near === undefined ? '' : ` did you mean ${near}?`;
    return [refuseAt(place, value, `${showValue(value)} is not a preset;${guess} known: ${PRESET_NAMES.join(', ')}`)];
  }
  return [refuseAt(place, value, value === undefined ? 'is missing' : `${showValue(value)} ${issue.message}`)];
}

/** Faults that concern several values together. */
function crossRefusals({ grid, random, seeds }: SweepDefinition): Refusal[] {
  const refusals: Refusal[] = [];
  const seen = new Set<number>();
  for (const [index, seed] of seeds.entries()) {
    if (seen.has(seed)) refusals.push(refuseAt(`seeds[${index}]`, seed, `${seed} is given twice; give each seed once`));
    seen.add(seed);
  }
  if (grid && Object.keys(grid).length === 0) refusals.push(refuseAt('grid', grid, 'names no setting to vary'));
  if (!random) return refusals;
  if (Object.keys(random.settings).length === 0)
    refusals.push(refuseAt('random.settings', random.settings, 'names no setting to vary'));
  for (const [name, drawn] of Object.entries(random.settings)) {
    if ('choice' in drawn) continue;
    const [kind, [low, high]] =
      'uniform' in drawn ? (['uniform', drawn.uniform] as const) : (['log_uniform', drawn.log_uniform] as const);
    const place = `random.settings.${name}.${kind}`;
    if (low > high)
      refusals.push(refuseAt(place, [low, high], `${low} to ${high} is reversed; write the lower number first`));
    else if (kind === 'log_uniform' && low <= 0)
      refusals.push(refuseAt(`${place}[0]`, low, `${low} has no logarithm; it must be greater than 0`));
    else if (isDrawnWhole(drawn, fullName(name)) && Math.ceil(low) > Math.floor(high))
      refusals.push(refuseAt(place, [low, high], `there is no whole number from ${low} to ${high}`));
  }
  return refusals;
}

function armsAsked({ grid, list, random }: SweepDefinition): number {
  if (grid) return Object.values(grid).reduce((product, { length }) => product * length, 1);
  return list?.length ?? random?.count ?? 0;
}

/** Refuses a sweep with too many runs before it is expanded. */
function refuseNumber(definition: SweepDefinition): Refusal[] {
  const [arms, seeds] = [armsAsked(definition), definition.seeds.length];
  if (arms * seeds <= MOST_RUNS) return [];
  const place = definition.grid ? 'grid' : definition.list ? 'list' : 'random.count';
  const tail = `${counted(arms, 'arm')} with ${counted(seeds, 'seed')} each ${plural(arms, 'makes', 'make')} ${counted(arms * seeds, 'run')}; a sweep has at most ${wholeNumber(MOST_RUNS)}`;
  return [refuseAt(place, undefined, tail)];
}

/** Parses `input` (JSON, a form's state) to a sweep, or to one refusal per fault. */
export function parseSweep(input: unknown): ParsedSweep {
  const parsed = sweepSchema.safeParse(input);
  if (parsed.success) {
    const refusals = [...crossRefusals(parsed.data), ...refuseNumber(parsed.data)];
    return refusals.length === 0 ? { ok: true, definition: parsed.data } : { ok: false, refusals };
  }
  const { issues } = parsed.error;
  // Missing parts are reported only when the others are valid, because a part may just be misspelt.
  const ofParts = issues.filter(({ code }) => code !== 'custom');
  const shown = ofParts.length > 0 ? ofParts : issues;
  return { ok: false, refusals: shown.flatMap((issue) => refusalsOf(issue, input)) };
}
