import { counted } from '../../shared/counted.ts';
import type { Numbers } from '../../shared/run.ts';
import { WorkbenchError } from '../../shared/errors.ts';

/** Which function of which module, for messages: `my-laws.mjs, export "data"`. */
export interface ModuleFunction {
  readonly name: string;
  readonly exportName: string;
  /** The law of the config that names it. */
  readonly field: 'target' | 'noise';
}

type NumberArray = readonly unknown[] | Exclude<NodeJS.TypedArray, DataView>;

export function badModule(
  { name, exportName, field }: ModuleFunction,
  problem: string,
  options: { readonly about?: 'file' | 'export' | 'dimension'; readonly cause?: unknown } = {},
): WorkbenchError {
  const { about = 'export', cause } = options;
  return new WorkbenchError('bad-module', `${name}, export "${exportName}": ${problem}`, {
    path: `${field}.${about}`,
    cause,
  });
}

/**
 * The numbers a draw has, from what a function gave for `count` draws: `count` numbers, `count` rows of numbers, or, where
 * `known` says how many a row has, all numbers in one array, row by row. Throws `bad-module`.
 */
export function dimensionOf(given: unknown, count: number, known: number | undefined, of: ModuleFunction): number {
  const draws = arrayOf(given, count, of);
  if (isNumberArray(draws[0])) {
    if (draws[0].length === 0) throw badModule(of, `its rows hold no numbers; ${wanted(known)}.`);
    if (draws.length === count) return known === undefined ? draws[0].length : checked(draws[0].length, known, of);
  } else if (draws.length === count * (known ?? 1)) {
    return known ?? 1;
  } else if (draws.length === count) {
    return checked(1, known ?? 1, of);
  }
  const flat = known === undefined && draws.length > count && draws.length % count === 0 && !isNumberArray(draws[0]);
  const hint = flat ? `, or set ${of.field}.dimension to ${draws.length / count}` : '';
  const what = isNumberArray(draws[0]) ? 'row' : 'number';
  throw badModule(of, `it gave ${counted(draws.length, what)} for a count of ${count}; ${wanted(known)}${hint}.`);
}

/** Writes what a function gave for `count` draws into `out`, `[count, dimension]`. Throws `bad-module`, naming the row. */
export function writeDraws(given: unknown, out: Numbers, count: number, dimension: number, of: ModuleFunction): void {
  const draws = arrayOf(given, count, of);
  if (!isNumberArray(draws[0])) {
    dimensionOf(draws, count, dimension, of);
    for (let index = 0; index < count * dimension; index++)
      out[index] = finite(draws[index], index, count, dimension, of);
    return;
  }
  if (draws.length !== count) dimensionOf(draws, count, dimension, of);
  for (let row = 0; row < count; row++) {
    const numbers = draws[row];
    if (!isNumberArray(numbers))
      throw badModule(of, `row ${row + 1} of ${count} is ${shown(numbers)}; ${wanted(dimension)}.`);
    if (numbers.length !== dimension) {
      throw badModule(
        of,
        `row ${row + 1} of ${count} has ${counted(numbers.length, 'number')} where ${dimension} are right.`,
      );
    }
    for (let place = 0; place < dimension; place++) {
      const index = row * dimension + place;
      out[index] = finite(numbers[place], index, count, dimension, of);
    }
  }
}

function isNumberArray(value: unknown): value is NumberArray {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}

function arrayOf(given: unknown, count: number, of: ModuleFunction): NumberArray {
  if (isNumberArray(given)) return given;
  const isPromise = typeof given === 'object' && given !== null && 'then' in given;
  const hint = isPromise
    ? 'a promise; make it a plain function, not an async one'
    : `${shown(given)}; ${wanted(undefined)}`;
  throw badModule(of, `for a count of ${count} it gave ${hint}.`);
}

function checked(dimension: number, known: number, of: ModuleFunction): number {
  if (dimension === known) return known;
  throw badModule(of, `it gives ${counted(dimension, 'number')} a draw where the config asks for ${known}.`, {
    about: 'dimension',
  });
}

function finite(value: unknown, index: number, count: number, dimension: number, of: ModuleFunction): number {
  if (typeof value === 'number' && Number.isFinite(Math.fround(value))) return value;
  const row = `row ${Math.floor(index / dimension) + 1} of ${count}`;
  const place = dimension > 1 ? `${row}, number ${(index % dimension) + 1},` : row;
  throw badModule(of, `${place} is ${shown(value)}; every number must be finite (and hold in 32 bits).`);
}

function wanted(dimension: number | undefined): string {
  if (dimension === 1) return 'give an array of count numbers';
  if (dimension === undefined) return 'give an array of count numbers, or of count rows of numbers';
  return `give an array of count rows of ${dimension} numbers`;
}

/** `a function`, `an object`. */
export function aTypeOf(value: unknown): string {
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function shown(value: unknown): string {
  if (typeof value === 'number' || value === undefined || value === null) return String(value);
  if (typeof value === 'string') return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  return aTypeOf(value);
}
