import { z } from 'zod';
import { parseFormula } from '../formula/formula.ts';
import { isObject } from '../objects.ts';

/** What the form and `--help` say about a field. Every leaf of the schema has one. */
export interface FieldMeta {
  readonly description: string;
  readonly unit?: string;
}

/** The numbers from `low` to `high`; an end that is `open` does not belong to it. */
export interface Interval {
  readonly low: number;
  readonly high: number;
  readonly lowOpen?: boolean;
  readonly highOpen?: boolean;
}

/** What kind of value a leaf takes. */
export type LeafType = 'whole number' | 'number' | 'word' | 'text' | 'text or whole number' | 'true or false';

/** Everything that is known of a leaf. */
export interface LeafMeta extends FieldMeta {
  readonly type: LeafType;
  /** What the value is, for `… is not a batch size`. */
  readonly what: string;
  /** The allowed values in words, such as `a whole number from 1 to 16384`. */
  readonly allowed: string;
  readonly interval?: Interval;
  /** The words that a `word` may be. */
  readonly words?: readonly string[];
}

/** Descriptions of the schema's leaves, groups, lists and unions, for code that walks it. */
export const leaves = z.registry<LeafMeta>();
export const groups = z.registry<FieldMeta>();
export const choices = z.registry<{ readonly what: string; readonly fallback: string }>();

/**
 * Networks compute in float32, whose largest number is 3.4e38 and smallest 1.2e-38: beyond these magnitudes sums,
 * squares and quotients of a setting overflow or vanish.
 */
export const LARGEST_MAGNITUDE = 1e30;
export const SMALLEST_MAGNITUDE = 1e-30;

/** The end of a refusal, after the field's path and the value. */
const refusal = (what: string, allowed: string) => (issue: { readonly input?: unknown }) =>
  issue.input === undefined ? `is missing; use ${allowed}` : `is not ${what}; use ${allowed}`;

/**
 * The same for a number: `-3 must be greater than 0`; for a value that is not a number, `"a" (text) must be a number
 * greater than 0`.
 */
const numberRefusal = (allowed: string) => (issue: { readonly input?: unknown }) => {
  if (issue.input === undefined) return `is missing; use ${allowed}`;
  const isNumber = typeof issue.input === 'number' && !Number.isNaN(issue.input);
  return `must be ${isNumber ? allowed.replace(/^a number (of (?=\d|-))?/, '') : allowed}`;
};

/** A whole number of [low, high]. */
export function whole(low: number, high: number, what: string, meta: FieldMeta) {
  const allowed = `a whole number from ${low} to ${high}`;
  const error = numberRefusal(allowed);
  return z
    .int({ error })
    .min(low, { error })
    .max(high, { error })
    .register(leaves, { ...meta, type: 'whole number', what, allowed, interval: { low, high } });
}

function inWords({ low, high, lowOpen, highOpen }: Interval): string {
  const bounded = { low: low > -LARGEST_MAGNITUDE, high: high < LARGEST_MAGNITUDE };
  if (!bounded.low && !bounded.high) return `a number of magnitude ${LARGEST_MAGNITUDE} or less`;
  const above = lowOpen ? `a number greater than ${low}` : `a number of ${low} or more`;
  if (!bounded.high) return above;
  const below = highOpen ? `less than ${high}` : `at most ${high}`;
  if (!bounded.low) return `a number ${below}`;
  return lowOpen || highOpen ? `${above} and ${below}` : `a number from ${low} to ${high}`;
}

const holds = ({ low, high, lowOpen, highOpen }: Interval, value: number) =>
  (lowOpen ? value > low : value >= low) && (highOpen ? value < high : value <= high);

/** A finite number of `interval`, neither too large nor too close to 0 for float32. */
export function real(interval: Interval, meta: FieldMeta) {
  const allowed = inWords(interval);
  const error = numberRefusal(allowed);
  const vanishing = (value: number) => value !== 0 && Math.abs(value) < SMALLEST_MAGNITUDE;
  return z
    .number({ error })
    .refine((value) => holds(interval, value) && Math.abs(value) <= LARGEST_MAGNITUDE && !vanishing(value), {
      abort: true,
      error: ({ input }) => {
        const value = Number(input);
        if (!holds(interval, value)) return error({ input });
        return vanishing(value)
          ? `is too close to 0 for float32; use ${holds(interval, 0) ? '0 or ' : ''}a magnitude of ${SMALLEST_MAGNITUDE} or more`
          : `is too large for float32; use a magnitude of ${LARGEST_MAGNITUDE} or less`;
      },
    })
    .register(leaves, { ...meta, type: 'number', what: 'a number', allowed, interval });
}

export function positive(meta: FieldMeta) {
  return real({ low: 0, lowOpen: true, high: Infinity }, meta);
}

export function finite(meta: FieldMeta) {
  return real({ low: -Infinity, high: Infinity }, meta);
}

/** A switch. */
export function flag(meta: FieldMeta) {
  const what = 'true or false';
  return z.boolean({ error: refusal(what, what) }).register(leaves, { ...meta, type: what, what, allowed: what });
}

/** One of the given words. */
export function oneOf<const Words extends readonly [string, ...string[]]>(words: Words, what: string, meta: FieldMeta) {
  const allowed = `one of ${words.join(', ')}`;
  return z
    .enum(words, { error: refusal(what, allowed) })
    .register(leaves, { ...meta, type: 'word', what, allowed, words });
}

/** Text that is not empty. */
export function text(what: string, allowed: string, meta: FieldMeta) {
  const error = refusal(what, allowed);
  return z
    .string({ error })
    .min(1, { error })
    .register(leaves, { ...meta, type: 'text', what, allowed });
}

/** A formula of `variables`, such as `example`. It is stored in one normal form, however it was written. */
export function formula(variables: readonly string[], example: string, meta: FieldMeta) {
  const what = 'a formula';
  const allowed = `a formula of ${variables.join(' and ')} such as ${example}`;
  const read = (written: string) => parseFormula(written, variables);
  return z
    .string({ error: refusal(what, allowed) })
    .refine((written) => read(written).ok, {
      abort: true,
      error: ({ input }) => {
        const parsed = read(String(input));
        return `cannot be read at ${parsed.ok ? '' : parsed.message}`;
      },
    })
    .overwrite((written) => {
      const parsed = read(written);
      return parsed.ok ? parsed.formula.text : written;
    })
    .register(leaves, { ...meta, type: 'text', what, allowed });
}

/** The column of a table. */
export function column(meta: FieldMeta) {
  const what = 'a column';
  const allowed = 'its header, or its index from 0';
  return z
    .union([z.string(), z.int().min(0)], { error: refusal(what, allowed) })
    .register(leaves, { ...meta, type: 'text or whole number', what, allowed });
}

/** A list of `low` to `high` items. */
export function list<Item extends z.ZodType>(item: Item, [low, high]: [number, number], what: string, meta: FieldMeta) {
  const error = refusal(what, low === 0 ? `a list of at most ${high}` : `a list of ${low} to ${high}`);
  return z
    .array(item, { error })
    .min(low, { error })
    .max(high, { error })
    .register(groups, { ...meta });
}

type Check<Shape extends z.ZodRawShape> = (
  settings: z.output<z.ZodObject<Shape, z.core.$strict>>,
  refuse: (key: keyof Shape & string, because: string) => void,
) => void;

/**
 * A group of settings; unknown ones are refused. `check` refuses settings that do not fit together: `refuse` takes the
 * setting at fault and the end of the sentence.
 */
export function section<Shape extends z.ZodRawShape>(shape: Shape, description: string, check?: Check<Shape>) {
  const [first, example = first] = Object.keys(shape);
  const bare = z.strictObject(shape, {
    error: ({ code, input }) => {
      if (code !== 'invalid_type') return undefined;
      return refusal('a group of settings', `an object such as {"${example}": …}`)({ input });
    },
  });
  const checked = check
    ? bare.superRefine((settings, context) =>
        check(settings, (key, because) => context.addIssue({ code: 'custom', path: [key], message: because })),
      )
    : bare;
  return checked.register(groups, { description });
}

/**
 * One of the `options`, distinguished by their `key`. The bare word stands for `{ [key]: word }`, so that `--set target=laplace`
 * works. Settings without a `key` are those of `fallback`.
 */
export function choice<
  const Key extends string,
  const Options extends readonly [z.ZodObject, ...z.ZodObject[]],
  const Fallback extends z.output<Options[number]>[Key] & string,
>(key: Key, what: string, fallback: Fallback, options: Options, description: string) {
  type Settings = z.input<Options[number]>;
  type WithoutKey = Omit<Extract<Settings, Record<Key, Fallback>>, Key> & { readonly [Absent in Key]?: undefined };
  type Given = Settings | Settings[Key] | WithoutKey;
  const complete = (given: unknown): unknown => {
    if (typeof given === 'string') return { [key]: given };
    if (isObject(given) && given[key] === undefined) return { ...given, [key]: fallback };
    return given;
  };
  const union = z.discriminatedUnion(key, options, {
    error: ({ code }: { readonly code: string }) =>
      code === 'invalid_type'
        ? `is not ${what}; use a name such as "${fallback}", or an object with a ${key}`
        : undefined,
  });
  return z
    .preprocess<unknown, z.ZodDiscriminatedUnion<Options, Key>, Given>(complete, union)
    .register(groups, { description })
    .register(choices, { what, fallback });
}
