import fc, { type Arbitrary } from 'fast-check';
import { z } from 'zod';
import { leaves } from '../../../src/shared/config/fields.ts';

/** By the name of the key that they stand at, values of which a schema does not say enough: ids that there are, configs. */
export type KnownValues = Readonly<Record<string, Arbitrary<unknown>>>;

/** Lists are kept short, so that what is accepted stays quick. */
const MOST_ITEMS = 4;
const MOST_CHARACTERS = 40;
const FAR = 1_000_000;

/** Text as people and attackers write it: any code points, markup, marks that turn the direction, formulas, lone surrogates. */
export const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: MOST_CHARACTERS }),
  fc.constantFrom(
    '<img src=x onerror=alert(1)>',
    '\u202Etxt.exe',
    '=HYPERLINK("http://example.org")',
    "'; DROP TABLE runs; --",
    '\u0000',
    '\uD800',
    '👩‍👩‍👧‍👦'.repeat(5),
    '../../etc/passwd',
    '${process.exit()}',
    ' ',
  ),
);

/** What the schema takes, mostly: what is refined further, or depends on the store, is refused as often as it happens. */
export function inputOf(schema: z.core.$ZodType, known: KnownValues, key = ''): Arbitrary<unknown> {
  if (Object.hasOwn(known, key)) return known[key];
  if (schema instanceof z.ZodObject) return objectOf(schema, known);
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) {
    return fc.option(inputOf(schema.def.innerType, known, key), { nil: undefined });
  }
  if (schema instanceof z.ZodArray) return listOf(schema, known);
  if (schema instanceof z.ZodTuple) return fc.tuple(...schema.def.items.map((item) => inputOf(item, known)));
  if (schema instanceof z.ZodUnion) return fc.oneof(...schema.def.options.map((option) => inputOf(option, known)));
  if (schema instanceof z.ZodRecord) {
    const { keyType, valueType } = schema.def;
    const name = inputOf(keyType, known).map(String);
    return fc.array(fc.tuple(name, inputOf(valueType, known)), { maxLength: MOST_ITEMS }).map(Object.fromEntries);
  }
  if (schema instanceof z.ZodPipe) return inputOf(schema.def.out, known, key);
  if (schema instanceof z.ZodEnum) return fc.constantFrom<unknown[]>(...Object.values(schema.def.entries));
  if (schema instanceof z.ZodLiteral) return fc.constantFrom(...schema.def.values);
  if (schema instanceof z.ZodBoolean) return fc.boolean();
  if (schema instanceof z.ZodNumber) return numberOf(schema);
  if (schema instanceof z.ZodISODateTime) return fc.constantFrom('2026-01-01T00:00:00Z', '0000-01-01T00:00:00Z');
  if (schema instanceof z.ZodString) {
    const shortest = 'x'.repeat(Math.max(0, schema.minLength ?? 0));
    return text.map((one) => (one.length < shortest.length ? shortest : one));
  }
  if (schema instanceof z.ZodCustom) return bytesOf(schema);
  if (schema instanceof z.ZodUnknown) return fc.anything();
  throw new Error(`The fuzzer knows no inputs of ${schema._zod.def.type}, which stands at ${key}.`);
}

function objectOf(schema: z.ZodObject, known: KnownValues): Arbitrary<unknown> {
  const fields = Object.entries<z.core.$ZodType>(schema.shape).map(
    ([key, field]) => [key, inputOf(field, known, key)] as const,
  );
  return (
    fc
      .record(Object.fromEntries(fields))
      // As a window leaves out what it does not say.
      .map((input) => Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)))
  );
}

function listOf(schema: z.ZodArray, known: KnownValues): Arbitrary<unknown> {
  const shortest = schema.safeParse([]).success ? 0 : 1;
  return fc.array(inputOf(schema.def.element, known, idKey(schema.def.element)), {
    minLength: shortest,
    maxLength: MOST_ITEMS,
  });
}

/** Lists of runs hold what a single `run` would be. */
function idKey(element: z.core.$ZodType): string {
  return element instanceof z.ZodString && element.maxLength === 64 && element.minLength === 1 ? 'run' : '';
}

function numberOf(schema: z.ZodNumber): Arbitrary<number> {
  const { interval } = leaves.get(schema) ?? {};
  const low = Math.max(interval?.low ?? schema.minValue ?? 0, -FAR);
  const high = Math.min(interval?.high ?? schema.maxValue ?? FAR, FAR);
  const edges = fc.constantFrom(low, high, -1, 0, 1);
  if (schema.format === 'safeint')
    return fc.oneof({ weight: 6, arbitrary: fc.integer({ min: low, max: Math.min(high, low + 30) }) }, edges);
  const middle = fc.double({ min: low, max: Math.min(high, low + 2), noNaN: true });
  return fc.oneof({ weight: 6, arbitrary: middle }, edges);
}

function bytesOf(schema: z.ZodCustom): Arbitrary<unknown> {
  if (schema.safeParse(new Uint8Array()).success) {
    const table = fc.constantFrom('a,b\n1,2\n3,4\n', 'x\n1\n2\n3\n', '', 'export default (count) => [];', '\uFEFF"');
    return fc.oneof(
      table.map((content) => new TextEncoder().encode(content)),
      fc.uint8Array({ maxLength: 300 }),
    );
  }
  return fc.float32Array({ maxLength: 8 });
}
