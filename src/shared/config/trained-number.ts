import { describeConfig, type FieldDescription } from './describe.ts';
import type { Interval } from './fields.ts';
import type { RunConfig } from './schema.ts';
import { isObject } from '../objects.ts';

/** A number of a config that says something about what is trained. */
export interface TrainedNumber {
  /** Where it stands: keys of groups, places in lists. */
  readonly path: readonly (string | number)[];
  /** A readable name, such as `Generator learning rate` or `Penalties 1, weight`. */
  readonly name: string;
  readonly value: number;
  readonly interval: Interval;
  readonly isWhole: boolean;
}

/** Numbers that only say what is recorded, which seed it is, or what a file holds. */
const NOT_TRAINED = /^(?:version|seed|snapshots\..*|checkpoints\..*|(?:target|noise)\.dimension)$/;

const FIELDS = describeConfig().filter(({ path }) => !NOT_TRAINED.test(path));

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, key) => (isObject(inner) ? inner[key] : undefined), value);
}

/** The numbers in the field at `path`: one, or those of a list. */
export function trainedNumbers(config: RunConfig, path: string): TrainedNumber[] {
  const field = FIELDS.find(
    (one) =>
      one.path === path && (one.option === undefined || at(config, one.option.path.split('.')) === one.option.word),
  );
  return field ? numbersIn(field, path.split('.'), field.name, at(config, path.split('.'))) : [];
}

function numbersIn(
  field: FieldDescription,
  path: TrainedNumber['path'],
  name: string,
  value: unknown,
): TrainedNumber[] {
  const { type, items = [], interval = { low: -Infinity, high: Infinity } } = field;
  if (Array.isArray(value)) {
    return value.flatMap((item: unknown, place) => {
      const [there, called] = [[...path, place], `${name} ${place + 1}`];
      if (!isObject(item)) return numbersIn({ ...field, type: singleOf(type) }, there, called, item);
      return items
        .filter(({ option }) => option === undefined || item[option.path] === option.word)
        .flatMap((one) =>
          numbersIn(one, [...there, one.path], `${called}, ${one.path.replaceAll('_', ' ')}`, item[one.path]),
        );
    });
  }
  if (typeof value !== 'number' || (type !== 'number' && type !== 'whole number')) return [];
  return [{ path, name, value, interval, isWhole: type === 'whole number' }];
}

function singleOf(type: FieldDescription['type']): FieldDescription['type'] {
  if (type === 'list of numbers') return 'number';
  return type === 'list of whole numbers' ? 'whole number' : type;
}

/** A copy of a config, or of a part of it, with another number at `path`. */
export function withNumber(config: unknown, path: TrainedNumber['path'], value: number): unknown {
  if (path.length === 0) return value;
  const [key, ...rest] = path;
  if (Array.isArray(config) && typeof key === 'number') return config.with(key, withNumber(config[key], rest, value));
  return isObject(config) ? { ...config, [key]: withNumber(config[key], rest, value) } : config;
}

/** The preferred numbers of a decade (E24): each about a tenth larger than the one before, in two digits. */
const E24 = [10, 11, 12, 13, 15, 16, 18, 20, 22, 24, 27, 30, 33, 36, 39, 43, 47, 51, 56, 62, 68, 75, 82, 91];
/** Shares of one: the closer to either end, the finer. */
const SHARES = [
  ...[0, 0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.07],
  ...Array.from({ length: 17 }, (_, index) => Number((0.1 + 0.05 * index).toFixed(2))),
  ...[0.95, 0.97, 0.98, 0.99, 0.995, 0.998, 0.999, 0.9995, 0.9999, 1],
];
/** What 0 is raised to where any number above it is right. */
const LEAST = 1e-4;
/** Whole numbers up to here are counted one by one. */
const COUNTED = 20;
/** Of numbers that may lie on either side of 0. */
const LINEAR_STEP = 0.1;

/** The value so many steps further up, or down where `by` is negative; the last right one where there are not so many. */
export function stepped(value: number, by: number, about: Pick<TrainedNumber, 'interval' | 'isWhole'>): number {
  const direction = by < 0 ? -1 : 1;
  let reached = value;
  for (let step = 0; step < Math.abs(by); step++) {
    const next = nextTo(reached, direction, about);
    if (next === undefined || !holds(about.interval, next)) break;
    reached = next;
  }
  return reached;
}

function holds({ low, high, lowOpen = false, highOpen = false }: Interval, value: number): boolean {
  return (lowOpen ? value > low : value >= low) && (highOpen ? value < high : value <= high);
}

function nextTo(
  value: number,
  direction: 1 | -1,
  { interval, isWhole }: Pick<TrainedNumber, 'interval' | 'isWhole'>,
): number | undefined {
  const { low, high } = interval;
  const mayBeZero = low === 0 && interval.lowOpen !== true;
  if (isWhole && (direction > 0 ? value < COUNTED : value <= COUNTED)) return value + direction;
  if (!isWhole && low < 0) return Number((value + direction * LINEAR_STEP).toFixed(10));
  if (!isWhole && low === 0 && high === 1) return nearest(SHARES, value, direction);
  if (value === 0) return direction > 0 ? LEAST : undefined;
  // Less is as good as nothing.
  if (!isWhole && direction < 0 && value <= LEAST && mayBeZero) return 0;
  const decade = Number(value.toExponential().split('e')[1]);
  const rungs = [decade - 1, decade, decade + 1].flatMap((power) => E24.map((rung) => Number(`${rung}e${power - 1}`)));
  return nearest(rungs, value, direction);
}

function nearest(rungs: readonly number[], value: number, direction: 1 | -1): number | undefined {
  return direction > 0 ? rungs.find((rung) => rung > value) : rungs.findLast((rung) => rung < value);
}
