import { describeConfig, type FieldDescription } from '../../shared/config/describe.ts';
import { fullName, shortName } from '../../shared/config/short-names.ts';
import { wholeNumber } from '../../shared/counted.ts';
import { shortestText } from '../../shared/number-text.ts';
import { textOf } from '../new-run/fields.ts';

/** The value of a text typed into a form, or a refusal. */
export type Typed<Value> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly message: string };

const FIELDS = describeConfig();

/** The sweep itself, or the program, sets these. */
const NOT_VARIED: ReadonlySet<string> = new Set(['seed', 'version']);

/** The fields that a sweep may vary, without duplicates, including those that only some laws have. */
export const VARIABLE_FIELDS: readonly FieldDescription[] = [
  ...new Map(FIELDS.filter(({ path }) => !NOT_VARIED.has(path)).map((field) => [field.path, field])).values(),
];

/** The field of a path or short name. */
export function fieldNamed(name: string): FieldDescription | undefined {
  const path = fullName(name.trim());
  return VARIABLE_FIELDS.find((field) => field.path === path);
}

/** The name of a field in a definition: its short name if it has one. */
export function nameOf({ path }: FieldDescription): string {
  return shortName(path);
}

export const isList = ({ type }: FieldDescription): boolean => type.startsWith('list');
export const isNumeric = ({ type }: FieldDescription): boolean => type === 'number' || type === 'whole number';

function readJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** One value: a number or JSON if it can be read as such, else the text. */
function readOne(text: string): unknown {
  const number = Number(text);
  if (text !== '' && Number.isFinite(number)) return number;
  return readJson(text) ?? text;
}

/** A list as `64, 32`, `64-32` or `[64, 32]`. */
function readList(text: string): unknown {
  const json = readJson(text);
  if (Array.isArray(json)) return json;
  const parts = /^\d+(?:\s*-\s*\d+)+$/.test(text) ? text.split('-') : text.split(',');
  return parts.map((part) => readOne(part.trim()));
}

/** Splits a text at separators outside brackets. */
function split(text: string, apart: RegExp): string[] {
  const parts = [''];
  let depth = 0;
  for (const letter of text) {
    if (letter === '[' || letter === '{') depth += 1;
    else if (letter === ']' || letter === '}') depth -= 1;
    if (depth === 0 && apart.test(letter)) parts.push('');
    else parts[parts.length - 1] += letter;
  }
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

/** The values typed for a field: `1e-4, 2e-4`; lists as `64, 32; 128, 128`, separated by semicolons or lines. */
export function valuesOf(text: string, field: FieldDescription | undefined): unknown[] {
  if (field && isList(field)) {
    // Lists in brackets need no semicolon.
    const apart = /^\s*\[.*\]\s*$/s.test(text) ? /[;,\n]/ : /[;\n]/;
    return split(text, apart).map(readList);
  }
  return split(text, /[;,\n]/).map(readOne);
}

/** A value as it is typed. */
const typedText = (value: unknown): string => textOf(value, shortestText);

/** Values as text that `valuesOf` reads. */
export function textOfValues(values: readonly unknown[]): string {
  return values.map(typedText).join(values.some(Array.isArray) ? '; ' : ', ');
}

const MOST_SEEDS = 10_000;

/** Seeds as `1..8`, `1, 5, 9`, or both. */
export function seedsOf(text: string): Typed<number[]> {
  const seeds: number[] = [];
  for (const part of text.split(/[,;\s]+(?!\.)/).filter((one) => one !== '')) {
    const range = /^(\d+)(?:(?:\.\.|-|–)(\d+))?$/.exec(part);
    const [first, last] = [Number(range?.[1]), Number(range?.[2] ?? range?.[1])];
    if (!Number.isSafeInteger(first) || !Number.isSafeInteger(last))
      return { ok: false, message: 'Write seeds like 1..8 or 1, 5, 9; each must be a whole number of 0 or more.' };
    if (last < first) return { ok: false, message: `${part} is reversed; write ${last}..${first}.` };
    if (seeds.length + last - first >= MOST_SEEDS)
      return { ok: false, message: `A sweep has at most ${wholeNumber(MOST_SEEDS)} seeds.` };
    for (let seed = first; seed <= last; seed++) seeds.push(seed);
  }
  if (seeds.length === 0) return { ok: false, message: 'Give at least one seed, such as 1, or 1..8.' };
  return { ok: true, value: seeds };
}

/** The separator of a table's cells: tabs if there are any, as spreadsheets copy them. */
function separatorOf(head: string): string {
  return ['\t', ';', '|'].find((one) => head.includes(one)) ?? ',';
}

/**
 * A table with the names of settings in its first line and one arm in each other line. An empty cell keeps the base's
 * setting.
 */
export function listOf(text: string): Typed<Record<string, unknown>[]> {
  const [head = '', ...lines] = text.split('\n').filter((line) => line.trim() !== '');
  const separator = separatorOf(head);
  const names = head.split(separator).map((name) => name.trim());
  if (head === '')
    return { ok: false, message: 'Paste a table: setting names in the first line, then one arm per line.' };
  if (lines.length === 0) return { ok: false, message: 'The table has no line below the names of the settings.' };
  const unknown = names.find((name) => name === '' || fieldNamed(name) === undefined);
  if (unknown !== undefined)
    return { ok: false, message: `The first line has ${JSON.stringify(unknown)}, which is not a setting.` };
  const rows: Record<string, unknown>[] = [];
  for (const [index, line] of lines.entries()) {
    const cells = line.split(separator).map((cell) => cell.trim());
    if (cells.length > names.length)
      return {
        ok: false,
        message: `Line ${index + 2} has ${cells.length} cells, but the first line has ${names.length}.`,
      };
    const given = names.flatMap((name, column) => {
      const cell = cells.at(column) ?? '';
      const field = fieldNamed(name);
      if (column >= cells.length || cell === '') return [];
      return [[name, field && isList(field) ? readList(cell) : readOne(cell)] as const];
    });
    rows.push(Object.fromEntries(given));
  }
  return { ok: true, value: rows };
}

/** The same table as text, with tabs. */
export function textOfList(list: readonly Readonly<Record<string, unknown>>[]): string {
  const names = [...new Set(list.flatMap((row) => Object.keys(row)))];
  const lines = list.map((row) =>
    names.map((name) => (Object.hasOwn(row, name) ? typedText(row[name]) : '')).join('\t'),
  );
  return [names.join('\t'), ...lines].join('\n');
}
