import equal from 'fast-deep-equal';
import { LEFT_OUT, type Change } from '../../shared/config/changes.ts';
import { describeConfig, type FieldDescription } from '../../shared/config/describe.ts';
import type { Refusal } from '../../shared/config/refusal.ts';
import type { LawField } from '../../shared/api/training.ts';
import { isObject } from '../../shared/objects.ts';
import { OWN_DENSITY } from './drawn-points.ts';

/** A config as the user writes it: a JSON object, right or not. */
export type ConfigInput = Readonly<Record<string, unknown>>;

const FIELDS = describeConfig();

/** The switch that a table or module has beside its file. */
export const STANDARDIZE = 'target.standardize';

/** The value at `path`. A law, loss or optimizer written as a bare word has that word as its law or name. */
export function valueAt(input: unknown, path: string): unknown {
  let value = input;
  for (const key of path.split('.')) {
    if (typeof value === 'string' && (key === 'law' || key === 'name')) continue;
    if (!isObject(value) || !Object.hasOwn(value, key)) return undefined;
    value = value[key];
  }
  return value;
}

/** A copy without the value at `path`, and without groups that become empty: what is not written is the default. */
export function without(input: ConfigInput, path: string): ConfigInput {
  const [key, ...rest] = path.split('.');
  const { [key]: inner, ...others } = input;
  if (rest.length === 0 || !isObject(inner)) return others;
  const left = without(inner, rest.join('.'));
  return Object.keys(left).length === 0 ? others : { ...input, [key]: left };
}

/** A copy with `value` at `path`, which names a group or a choice. */
export function withValue(input: ConfigInput, path: string, value: unknown): ConfigInput {
  const [key, ...rest] = path.split('.');
  if (rest.length === 0) return { ...input, [key]: value };
  const inner = input[key];
  return { ...input, [key]: withValue(isObject(inner) ? inner : {}, rest.join('.'), value) };
}

const isShortForm = (path: string) => /^(?:generator|discriminator)\.(?:hidden_widths|activation|slope)$/.test(path);

function hasLayers(input: ConfigInput, network: string): boolean {
  const layers = valueAt(input, `${network}.layers`);
  return Array.isArray(layers) && layers.length > 0;
}

/** The fields that `input` has, without the short form of a network that is written as layers: of a law, loss or optimizer only the settings of the one chosen. */
export function fieldsOf(input: ConfigInput): FieldDescription[] {
  return FIELDS.filter(({ path, option }) => {
    if (isShortForm(path) && hasLayers(input, path.slice(0, path.indexOf('.')))) return false;
    if (!option) return true;
    const chosen = FIELDS.find(({ path }) => path === option.path);
    return (valueAt(input, option.path) ?? chosen?.default) === option.word;
  });
}

/** A value as a field shows it: `64, 32` for a list, JSON for a list of layers. */
export function textOf(value: unknown, numberText: (value: number) => string = String): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return numberText(value);
  if (Array.isArray(value))
    return value.some(isObject) ? JSON.stringify(value) : value.map((item) => textOf(item, numberText)).join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The settings of a law that is given by a formula, which stand under it; those of a density of the user's own have a place of theirs. */
export function lawSettings(fields: readonly FieldDescription[], law: LawField): FieldDescription[] {
  return fields.filter(
    ({ path, option }) =>
      option?.path === `${law}.law` && !['csv', 'module'].includes(option.word) && !OWN_DENSITY.includes(path),
  );
}

const belongsTo = (path: string, field: FieldDescription) =>
  path === field.path ||
  path.startsWith(`${field.path}[`) ||
  // A choice is refused by its own path where the word stands alone.
  (field.words !== undefined && path === field.path.replace(/\.(?:law|name)$/, ''));

/** The refusals of one field. */
export function refusalsAt(refusals: readonly Refusal[], field: FieldDescription): Refusal[] {
  return refusals.filter(({ path }) => belongsTo(path, field));
}

/** The refusals that no field can show: of settings that do not exist, or of the whole. */
export function refusalsElsewhere(refusals: readonly Refusal[], fields: readonly FieldDescription[]): Refusal[] {
  return refusals.filter(({ path }) => !fields.some((field) => belongsTo(path, field)));
}

/** Changes as a user made them: another law is one, however many settings came and went with it. */
export function userChanges(changes: readonly Change[]): Change[] {
  const choices = changes.map(({ path }) => path).filter((path) => /\.(?:law|name)$/.test(path));
  const groups = choices.map((path) => path.replace(/[^.]+$/, ''));
  return changes.filter(({ path }) => choices.includes(path) || !groups.some((group) => path.startsWith(group)));
}

/** The path of every value that `input` has, such as `optimizer.generator.name`; a list is one value. */
function pathsIn(input: unknown, path = ''): string[] {
  if (!isObject(input)) return path === '' ? [] : [path];
  return Object.entries(input).flatMap(([key, value]) => pathsIn(value, path === '' ? key : `${path}.${key}`));
}

/** What the program writes, not the user. */
const FILLED_IN = [...LEFT_OUT].filter((path) => path !== 'seed');

/** Every value of a config as it is written: defaults filled in, and what is no field of it by its own path. */
function valuesIn(input: ConfigInput): Map<string, unknown> {
  const values = new Map(
    fieldsOf(input).map(({ path, default: defaultValue }) => [path, valueAt(input, path) ?? defaultValue]),
  );
  for (const path of pathsIn(input)) {
    // A bare word is its law or name.
    if (![path, `${path}.law`, `${path}.name`].some((one) => values.has(one))) values.set(path, valueAt(input, path));
  }
  for (const path of FILLED_IN) values.delete(path);
  return values;
}

/** The fields in which the written config differs from `base`, including wrong values and settings that do not exist. */
export function writtenChanges(base: ConfigInput, input: ConfigInput): Change[] {
  const [before, after] = [valuesIn(base), valuesIn(input)];
  return [...new Set([...after.keys(), ...before.keys()])].flatMap((path) => {
    const [from, to] = [before.get(path), after.get(path)];
    return equal(from, to) ? [] : [{ path, from, to }];
  });
}

export type ReadJson =
  { readonly ok: true; readonly input: ConfigInput } | { readonly ok: false; readonly message: string };

/** The config that a JSON text says, or why it says none, with the line where that is known. */
export function readJson(text: string, what = 'A config'): ReadJson {
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return { ok: true, input: value };
    return { ok: false, message: `${what} is a JSON object: write it in { }.` };
  } catch (error) {
    const said = error instanceof Error ? error.message : '';
    const line = /line (\d+)/.exec(said)?.[1] ?? lineOf(text, /position (\d+)/.exec(said)?.[1]);
    return { ok: false, message: `Line ${line} is not JSON: ${said}` };
  }
}

/** The line of a position. Without a position, the text ended too early. */
function lineOf(text: string, position: string | undefined): number {
  return text.slice(0, position === undefined ? text.length : Number(position)).split('\n').length;
}

/** `count` seeds from `first` on. */
export function seedsFrom(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => first + index);
}

/** `a, b` as tags, each once. */
export function tagsOf(text: string): string[] {
  return [...new Set(text.split(',').map((tag) => tag.trim()))].filter((tag) => tag !== '');
}
