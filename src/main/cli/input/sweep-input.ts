import type { Refusal } from '../../../shared/config/refusal.ts';
import { fullName } from '../../../shared/config/short-names.ts';
import type { SweepInput } from '../../../shared/sweep/definition.ts';
import { outlineAt } from '../../../shared/sweep/settings.ts';
import { RefusedInput } from './refused-input.ts';
import { assignedInput, readJsonFile, writtenConfig, type TrainRequestOptions } from './train-request.ts';
import { isObject } from '../../../shared/objects.ts';

/** The options that say what a sweep varies, in addition to those of a config. */
export interface SweepOptions extends Pick<TrainRequestOptions, 'preset' | 'config' | 'set' | 'seeds' | 'name'> {
  readonly grid?: readonly string[];
  readonly random?: readonly string[];
  readonly draws?: number;
  readonly sweepSeed?: number;
  readonly stopDiverged?: boolean;
}

/** A sweep as it was written, not yet parsed. */
export interface WrittenSweep {
  readonly input: unknown;
  /** The folder to which files in it are relative. */
  readonly folder: string;
}

function refuseUsage(path: string, message: string): never {
  throw new RefusedInput('bad-usage', [{ path, message }]);
}

/** Splits a text at its commas, except those within brackets, braces and quotes. */
function partsOf(text: string): string[] {
  const parts: string[] = [];
  let [depth, isQuoted, start] = [0, false, 0];
  for (let index = 0; index < text.length; index++) {
    const character = text.charAt(index);
    if (character === '"') isQuoted = !isQuoted;
    else if (isQuoted) continue;
    else if ('[{'.includes(character)) depth += 1;
    else if (']}'.includes(character)) depth -= 1;
    else if (character === ',' && depth === 0) {
      parts.push(text.slice(start, index));
      start = index + 1;
    }
  }
  return [...parts, text.slice(start)].map((part) => part.trim());
}

function takesText(name: string): boolean {
  const outline = outlineAt(fullName(name));
  return outline?.kind === 'leaf' && (outline.meta.type === 'text' || outline.meta.type === 'word');
}

/** Reads a value of the command line: as JSON if it is valid JSON, else as text. A setting of text always takes text. */
function valueOf(name: string, text: string): unknown {
  const number = text === '' ? NaN : Number(text);
  if (!takesText(name) && Number.isFinite(number)) return number;
  try {
    const json: unknown = JSON.parse(text);
    return takesText(name) && typeof json !== 'string' && typeof json !== 'object' ? text : json;
  } catch {
    return text;
  }
}

/** Splits `path=value`. */
function assignment(option: string, text: string, like: string): [name: string, given: string] {
  const equals = text.indexOf('=');
  if (equals <= 0) refuseUsage(option, `${JSON.stringify(text.slice(0, 60))} is not valid; write it like ${like}`);
  return [text.slice(0, equals).trim(), text.slice(equals + 1).trim()];
}

function gridOf(assignments: readonly string[]): Record<string, unknown[]> {
  const grid: Record<string, unknown[]> = {};
  for (const text of assignments) {
    const [name, given] = assignment('--grid', text, 'lr_g=1e-4,2e-4');
    if (Object.hasOwn(grid, name)) refuseUsage('--grid', `${name} is given twice; give all its values in one option`);
    grid[name] = given === '' ? [] : partsOf(given).map((part) => valueOf(name, part));
  }
  return grid;
}

const LIKE = 'lr_g=log_uniform:1e-5,1e-2, batch=uniform:16,128 or loss=choice:bce,minimax';

function drawnOf(assignments: readonly string[]): Record<string, unknown> {
  const settings: Record<string, unknown> = {};
  for (const text of assignments) {
    const [name, given] = assignment('--random', text, LIKE);
    const law = /^(uniform|log_uniform|choice):(.*)$/.exec(given);
    if (!law) refuseUsage('--random', `${JSON.stringify(text.slice(0, 60))} is not valid; write it like ${LIKE}`);
    const [, kind, values] = law;
    if (Object.hasOwn(settings, name)) refuseUsage('--random', `${name} is given twice; give it once`);
    settings[name] = { [kind]: partsOf(values).map((part) => valueOf(kind === 'choice' ? name : '', part)) };
  }
  return settings;
}

function variation({ grid, random, draws, sweepSeed }: SweepOptions): Pick<SweepInput, 'grid'> & { random?: unknown } {
  if (grid && random) refuseUsage('--random', 'a sweep has --grid or --random, not both');
  if (grid) {
    if (draws !== undefined) refuseUsage('--draws', 'needs --random; a grid trains all combinations');
    return { grid: gridOf(grid) };
  }
  if (!random) refuseUsage('--grid', 'give a file, or vary settings with --grid or --random');
  if (draws === undefined) refuseUsage('--draws', 'give the number of draws, such as --draws 20');
  return {
    random: { count: draws, ...(sweepSeed === undefined ? {} : { seed: sweepSeed }), settings: drawnOf(random) },
  };
}

/** The sweep of a file, with what the command line overrides. */
function fileSweep(path: string, options: SweepOptions): WrittenSweep {
  const elsewhere = (['preset', 'config', 'set', 'grid', 'random', 'draws', 'sweepSeed'] as const).find(
    (key) => options[key] !== undefined,
  );
  if (elsewhere !== undefined) {
    const option = elsewhere === 'sweepSeed' ? 'sweep-seed' : elsewhere;
    refuseUsage(`--${option}`, `--${option} cannot be combined with a file: it is part of the file`);
  }
  const { input, folder } = readJsonFile(path, 'sweep');
  return { input: isObject(input) ? { ...input, ...own(options) } : input, folder };
}

function own({ seeds, name, stopDiverged }: SweepOptions): Partial<SweepInput> {
  return {
    ...(seeds === undefined ? {} : { seeds: [...seeds] }),
    ...(name === undefined ? {} : { name }),
    ...(stopDiverged === true ? { stop_diverged: true } : {}),
  };
}

/** The sweep that a file or the options describe. Throws RefusedInput, and the errors of reading a file. */
export function sweepInput(file: string | undefined, options: SweepOptions): WrittenSweep {
  if (file !== undefined) return fileSweep(file, options);
  const varied = variation(options);
  const written = writtenConfig(options);
  const isPreset = options.config === undefined && options.set === undefined;
  const base =
    isPreset && options.preset !== undefined
      ? { preset: options.preset }
      : { config: assignedInput(written.input, options.set ?? []) };
  return { input: { ...base, ...varied, ...own(options) }, folder: written.folder };
}

/** Rewrites the refusals of a sweep in terms of the command line's options. */
export function refuseSweep(refusals: readonly Refusal[]): never {
  throw new RefusedInput('bad-sweep', refusals);
}
