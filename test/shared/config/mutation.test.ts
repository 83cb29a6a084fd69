import { expect, test } from 'vitest';
import { randomStream } from '../../../src/main/training/random.ts';
import { assign } from '../../../src/shared/config/assign.ts';
import { canonicalConfig } from '../../../src/shared/config/canonical.ts';
import { describeConfig } from '../../../src/shared/config/describe.ts';
import { parseConfig } from '../../../src/shared/config/parse.ts';
import { PRESET_NAMES, PRESETS } from '../../../src/shared/config/presets.ts';
import { runConfigSchema } from '../../../src/shared/config/schema.ts';

const random = randomStream(1, 'config-mutations');
const pick = <Item>(items: readonly Item[]): Item => items[random.integer(items.length)];

const VALUES: readonly (() => unknown)[] = [
  () => pick([0, -1, 1, 0.5, 2, 1e-50, 1e29, 1e300, NaN, Infinity, -Infinity, Number.MAX_SAFE_INTEGER, 32]),
  () =>
    pick(['', 'ring', 'csv', 'module', 'sgd', 'minimax', '__proto__', 'constructor', '12', 'NaN', 'x'.repeat(5000)]),
  () =>
    pick([null, undefined, true, false, 12n, Symbol('s'), () => 1, new Date(0), /x/, new Map(), new Float32Array(3)]),
  () => Array.from({ length: random.integer(4) }, () => mutant()),
  () => ({ [pick(KEYS)]: mutant(), [pick(KEYS)]: mutant() }),
];
const KEYS = [
  ...new Set(describeConfig().flatMap(({ path }) => path.split('.'))),
  ...['__proto__', 'constructor', 'toString', 'length', '', ' ', 'a.b', '0', 'lr', '\n'],
];
const mutant = (): unknown => pick(VALUES)();

/** `value` with one place in it replaced, added to or taken away. */
function mutate(value: unknown): unknown {
  if (random.uniform() < 0.15 || typeof value !== 'object' || value === null) return mutant();
  if (Array.isArray(value)) {
    const items: unknown[] = [...(value as readonly unknown[]), 1];
    return items.with(random.integer(items.length), mutant()).slice(random.integer(2));
  }
  const key = random.uniform() < 0.3 ? pick(KEYS) : pick([...Object.keys(value), 'epochs']);
  const copy: Record<string, unknown> = { ...value };
  if (random.uniform() < 0.3) return Object.fromEntries(Object.entries(copy).filter(([other]) => other !== key));
  // An own property whatever its name, as JSON.parse makes it.
  Object.defineProperty(copy, key, { value: mutate(copy[key]), enumerable: true, configurable: true, writable: true });
  return copy;
}

const STARTS = [{}, runConfigSchema.parse({}), ...PRESET_NAMES.map((name) => PRESETS[name].config)];

test('whatever is written, the answer is a config or a sentence with a path for every fault', () => {
  let accepted = 0;
  let refused = 0;
  for (let round = 0; round < 5000; round++) {
    let input: unknown = pick(STARTS);
    for (let change = random.integer(3); change >= 0; change--) input = mutate(input);
    const parsed = parseConfig(input);
    if (parsed.ok) {
      accepted++;
      const again = parseConfig(JSON.parse(JSON.stringify(parsed.config)));
      expect(again).toEqual(parsed);
      expect(canonicalConfig(parsed.config, 'fused')).toContain('"engine":"fused"');
      continue;
    }
    refused++;
    expect(parsed.refusals.length).toBeGreaterThan(0);
    for (const { path, message } of parsed.refusals) {
      expect(path).not.toBe('');
      expect(message.startsWith(`${path}: `)).toBe(true);
      expect(message).not.toMatch(/Invalid|expected|undefined|\[object|received/);
      expect(message.length).toBeLessThan(600);
    }
  }
  expect(accepted).toBeGreaterThan(500);
  expect(refused).toBeGreaterThan(1000);
});

test('whatever is set, the answer is a config to parse or a sentence', () => {
  for (let round = 0; round < 3000; round++) {
    const path =
      Array.from({ length: 1 + random.integer(3) }, () => pick(KEYS)).join('.') + pick(['', '', '[0]', '[9]']);
    const result = assign(mutate(pick(STARTS)), path, pick(['1', 'x', '[1,2]', '{"a":1}', '1,2', '', '"', 'sgd', '{']));
    if (result.ok) parseConfig(result.input);
    else expect(result.refusal.message).toMatch(/.+: .+| is not the path /);
  }
});
