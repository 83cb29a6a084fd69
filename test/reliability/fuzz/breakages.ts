import fc, { type Arbitrary } from 'fast-check';
import { text } from './inputs.ts';

/** How an input is spoilt. */
export const BREAKAGES = [
  'wrong type',
  'missing',
  'extra',
  'huge',
  'prototype key',
  'not a number',
  'deep nesting',
] as const;
export type Breakage = (typeof BREAKAGES)[number];

const INHERITED = ['constructor', 'prototype', 'toString', 'valueOf', 'hasOwnProperty', '__defineGetter__'];
const NUMBERS = [NaN, Infinity, -Infinity, -0, 1e308, -1, 0.5, 5e-324, 2 ** 53, -(2 ** 63)];

const DEPTHS = [20, 50, 200, 500, 1000, 2000, 3000, 100_000];

/** What stands in for a value nested so deep that few programs can walk it, until the message is bytes. */
export class DeepNesting {
  readonly depth: number;

  constructor(depth: number) {
    this.depth = depth;
  }
}

interface Place {
  readonly container: Record<string, unknown> | unknown[];
  readonly key: string | number;
}

/** Every place in `input` that a value stands at; `input` itself stands at `input` of `root`. */
function placesIn(root: Record<string, unknown>): Place[] {
  const places: Place[] = [];
  const walk = (container: Record<string, unknown> | unknown[]) => {
    for (const key of Object.keys(container)) {
      const at = Array.isArray(container) ? Number(key) : key;
      places.push({ container, key: at });
      const value = (container as Record<string, unknown>)[key];
      if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)) walk(value as Place['container']);
    }
  };
  walk(root);
  return places;
}

const put = ({ container, key }: Place, value: unknown) => {
  Object.defineProperty(container, key, { value, enumerable: true, configurable: true, writable: true });
};

const hugeValue: Arbitrary<unknown> = fc.oneof(
  fc.constantFrom('x'.repeat(1_000_001), 'é'.repeat(200_000), '\u202E'.repeat(20_000), '['.repeat(50_000)),
  fc.constantFrom<unknown>(...NUMBERS),
  fc.constantFrom(1000, 1001, 10_001, 100_001).map((length) => Array.from({ length }, () => 'a')),
  fc
    .constantFrom(100, 1000, 10_000)
    .map((length) => Object.fromEntries(Array.from({ length }, (_, key) => [`k${key}`, key]))),
  fc.constantFrom(new Uint8Array(1_000_000), new Float32Array(300_000)),
);

const wrongValue: Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    0,
    '',
    [],
    {},
    [[]],
    'NaN',
    '1',
    new Date(0),
    new Uint8Array(3),
    new Float64Array(2),
  ),
  text,
  fc.anything({ maxDepth: 2 }),
);

/** A copy of `input` with one thing wrong at one place; it may be right by chance. */
export function broken(input: unknown): Arbitrary<{ readonly breakage: Breakage; readonly input: unknown }> {
  return fc.gen().map((draw) => {
    const root: Record<string, unknown> = { input: structuredClone(input) };
    const places = placesIn(root);
    const place = places[draw(fc.nat, { max: places.length - 1 })];
    const objects = [
      root.input,
      ...places.map(({ container, key }) => (container as Record<string, unknown>)[key]),
    ].filter(
      (value): value is Record<string, unknown> =>
        typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value),
    );
    const object: Record<string, unknown> =
      objects.length === 0 ? root : objects[draw(fc.nat, { max: objects.length - 1 })];
    const breakage = draw(fc.constantFrom<Breakage[]>, ...BREAKAGES);
    switch (breakage) {
      case 'wrong type':
        put(
          place,
          draw(() => wrongValue),
        );
        break;
      case 'missing':
        if (Array.isArray(place.container)) place.container.splice(Number(place.key), 1);
        else if (place.container !== root) Reflect.deleteProperty(place.container, place.key);
        else root.input = {};
        break;
      case 'extra':
        put({ container: object, key: draw(() => fc.oneof(text, fc.constantFrom('id', 'kind', 'input', 'extra'))) }, 1);
        break;
      case 'huge':
        put(
          place,
          draw(() => hugeValue),
        );
        break;
      case 'prototype key':
        put(
          { container: object, key: draw(fc.constantFrom<string[]>, '__proto__', ...INHERITED) },
          draw(() => fc.constantFrom<unknown>({ isAdmin: true }, null, 'x', { prototype: { runs: [] } })),
        );
        break;
      case 'not a number':
        put(place, draw(fc.constantFrom<unknown[]>, ...NUMBERS));
        break;
      case 'deep nesting':
        put(place, new DeepNesting(draw(fc.constantFrom<number[]>, ...DEPTHS)));
        break;
    }
    return { breakage, input: root.input };
  });
}

/** A copy in which each value that is nested deep is a text of its own, and by these texts how deep it is. */
export function withPlaceholders(message: Readonly<Record<string, unknown>>): {
  readonly replaced: unknown;
  readonly depths: ReadonlyMap<string, number>;
} {
  const depths = new Map<string, number>();
  const replace = (value: unknown): unknown => {
    if (value instanceof DeepNesting) {
      const placeholder = `nested ${value.depth} deep (${depths.size})`;
      depths.set(placeholder, value.depth);
      return placeholder;
    }
    if (Array.isArray(value)) return value.map(replace);
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || value instanceof Date) return value;
    const copy: Record<string, unknown> = {};
    for (const [key, one] of Object.entries(value)) {
      Object.defineProperty(copy, key, { value: replace(one), enumerable: true, configurable: true, writable: true });
    }
    return copy;
  };
  return { replaced: replace(message), depths };
}
