import { counted } from '../../shared/counted.ts';
import type { Numbers } from '../../shared/numbers.ts';

/** The field of the law that caused a problem. */
export type ProblemPlace = 'file' | 'export' | 'dimension';

type NumberArray = readonly unknown[] | Exclude<NodeJS.TypedArray, DataView>;

/**
 * A fault of a module or of its function's result. The message does not contain the module's name, which the caller
 * adds.
 */
export class ModuleProblem extends Error {
  readonly about: ProblemPlace;

  constructor(problem: string, about: ProblemPlace = 'export') {
    super(problem);
    this.about = about;
  }
}

/**
 * Finds the numbers per draw from a function's result for `count` draws: `count` numbers, `count` rows of numbers, or,
 * if `known` says how many a row has, all numbers in one array, row by row. `field` is the law of the config that names
 * the function. Throws a ModuleProblem.
 */
export function dimensionOf(given: unknown, count: number, known: number | undefined, field: string): number {
  const draws = arrayOf(given, count);
  if (isNumberArray(draws[0])) {
    if (draws[0].length === 0) throw new ModuleProblem(`its rows hold no numbers; ${wanted(known)}.`);
    if (draws.length === count) return known === undefined ? draws[0].length : checked(draws[0].length, known);
  } else if (draws.length === count * (known ?? 1)) {
    return known ?? 1;
  } else if (draws.length === count) {
    return checked(1, known ?? 1);
  }
  const flat = known === undefined && draws.length > count && draws.length % count === 0 && !isNumberArray(draws[0]);
  const hint = flat ? `, or set ${field}.dimension to ${draws.length / count}` : '';
  const what = isNumberArray(draws[0]) ? 'row' : 'number';
  throw new ModuleProblem(
    `it returned ${counted(draws.length, what)} for a count of ${count}; ${wanted(known)}${hint}.`,
  );
}

/**
 * Writes a function's result for `count` draws into `out`, `[count, dimension]`. Throws a ModuleProblem that names the
 * row.
 */
export function writeDraws(given: unknown, out: Numbers, count: number, dimension: number): void {
  const draws = arrayOf(given, count);
  if (!isNumberArray(draws[0])) {
    dimensionOf(draws, count, dimension, '');
    for (let index = 0; index < count * dimension; index++) out[index] = finite(draws[index], index, count, dimension);
    return;
  }
  if (draws.length !== count) dimensionOf(draws, count, dimension, '');
  for (let row = 0; row < count; row++) {
    const numbers = draws[row];
    if (!isNumberArray(numbers))
      throw new ModuleProblem(`row ${row + 1} of ${count} is ${shown(numbers)}; ${wanted(dimension)}.`);
    if (numbers.length !== dimension) {
      throw new ModuleProblem(
        `row ${row + 1} of ${count} has ${counted(numbers.length, 'number')}; expected ${dimension}.`,
      );
    }
    for (let place = 0; place < dimension; place++) {
      const index = row * dimension + place;
      out[index] = finite(numbers[place], index, count, dimension);
    }
  }
}

function isNumberArray(value: unknown): value is NumberArray {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}

function arrayOf(given: unknown, count: number): NumberArray {
  if (isNumberArray(given)) return given;
  const isPromise = typeof given === 'object' && given !== null && 'then' in given;
  const hint = isPromise
    ? 'a promise; make it a plain function, not an async one'
    : `${shown(given)}; ${wanted(undefined)}`;
  throw new ModuleProblem(`for a count of ${count} it returned ${hint}.`);
}

function checked(dimension: number, known: number): number {
  if (dimension === known) return known;
  throw new ModuleProblem(
    `it returns ${counted(dimension, 'number')} per draw; the config expects ${known}.`,
    'dimension',
  );
}

function finite(value: unknown, index: number, count: number, dimension: number): number {
  if (typeof value === 'number' && Number.isFinite(Math.fround(value))) return value;
  const row = `row ${Math.floor(index / dimension) + 1} of ${count}`;
  const place = dimension > 1 ? `${row}, number ${(index % dimension) + 1},` : row;
  throw new ModuleProblem(`${place} is ${shown(value)}; every number must be finite in float32.`);
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
