import { describe, expect, it, onTestFinished } from 'vitest';
import { lawsOf } from '../../../src/main/training/laws.ts';
import { loadModuleLaw } from '../../../src/main/training/module-law.ts';
import { Observation } from '../../../src/main/training/observation.ts';
import { randomStream } from '../../../src/main/training/random.ts';
import { runConfigSchema } from '../../../src/shared/config/schema.ts';
import { WorkbenchError } from '../../../src/shared/errors.ts';
import { PRESENT_RULES } from '../../../src/shared/metric-rules.ts';

function load(source: string, exportName = 'default', dimension?: number) {
  return loadModuleLaw({ source, name: 'my-laws.mjs', exportName, field: 'target', dimension });
}

async function refusal(run: () => unknown): Promise<WorkbenchError> {
  try {
    await run();
  } catch (error) {
    if (error instanceof WorkbenchError) return error;
    throw error;
  }
  throw new Error('it was not refused');
}

const refused = (source: string, exportName?: string, dimension?: number) =>
  refusal(() => load(source, exportName, dimension));

/** A module whose default export gives `rows` of `count` and `random`. */
const giving = (body: string) => `export default function (count, random) { ${body} }`;
const numbers = (each: string) => giving(`return Array.from({ length: count }, () => ${each});`);

async function draws(source: string, count: number, exportName = 'default', dimension?: number): Promise<number[]> {
  const law = await load(source, exportName, dimension);
  const out = new Float32Array(count * law.dimension);
  law.sample(out, count, randomStream(5, 'data'));
  return [...out];
}

describe("a law of the user's own module", () => {
  it('draws what its function gives for the random source of the run', async () => {
    const expected = randomStream(5, 'data');
    const four = Array.from({ length: 4 }, () => Math.fround(2 + expected.normal()));
    expect(await draws(numbers('2 + random.normal()'), 4)).toEqual(four);
  });

  it.each([
    ['an array of numbers', 1, 'return Array.from({ length: count }, (_, i) => i + 0 * random.uniform());'],
    ['a typed array', 1, 'return Float64Array.from({ length: count }, (_, i) => i);'],
    ['rows of one number', 1, 'return Array.from({ length: count }, (_, i) => [i]);'],
    ['rows of two', 2, 'return Array.from({ length: count }, (_, i) => [2 * i, 2 * i + 1]);'],
    [
      'typed rows of three',
      3,
      'return Array.from({ length: count }, (_, i) => Float32Array.of(3 * i, 3 * i + 1, 3 * i + 2));',
    ],
  ])('may give %s', async (_, dimension, body) => {
    expect((await load(giving(body))).dimension).toBe(dimension);
    expect(await draws(giving(body), 5)).toEqual(Array.from({ length: 5 * dimension }, (_, index) => index));
    expect((await load(giving(body), 'default', dimension)).dimension).toBe(dimension);
  });

  it('may give all rows in one array where the dimension is known', async () => {
    const flat = giving('return Float32Array.from({ length: 2 * count }, (_, i) => i);');
    expect(await draws(flat, 3, 'default', 2)).toEqual([0, 1, 2, 3, 4, 5]);
    expect((await refused(flat)).message).toContain(
      'it returned 4 numbers for a count of 2; give an array of count numbers, or of count rows of numbers, or set target.dimension to 2.',
    );
  });

  it('is chosen by the name of its export', async () => {
    const source =
      'export const noise = (n) => new Array(n).fill(1); export function data(n) { return new Array(n).fill(2); }';
    expect(await draws(source, 2, 'data')).toEqual([2, 2]);
    expect(await draws(source, 2, 'noise')).toEqual([1, 1]);
  });

  it('may use whole numbers, functions taken out of the random source, and modules of Node.js', async () => {
    const source = `import { strictEqual } from 'node:assert';
      export default (count, { integer, uniform }) => Array.from({ length: count }, () => {
        const side = integer(2);
        strictEqual(side === 0 || side === 1, true);
        return side + uniform() / 2;
      });`;
    for (const value of await draws(source, 100)) expect(value % 1).toBeLessThanOrEqual(0.5);
  });

  it('is not asked for no draws: a function may look at its first', async () => {
    const source = giving(
      'const all = Array.from({ length: count }, () => random.uniform()); all[0].toFixed(); return all;',
    );
    const file = { digest: 'a'.repeat(64), name: 'my-laws.mjs', source };
    const files = { table: undefined, modules: [file] };
    const law = { law: 'module', file: file.name, digest: file.digest, dimension: 1 } as const;
    const config = runConfigSchema.parse({ target: law, noise: law, snapshots: { samples: 50 } });
    const laws = await lawsOf(config, files);
    onTestFinished(laws.close);
    const observation = new Observation(config, laws, PRESENT_RULES);
    expect(observation.noiseFloors().length).toBeGreaterThan(0);
  });

  it('does not see what another run left in its variables', async () => {
    const source = 'let calls = 0; export default (count) => (calls++, new Array(count).fill(calls > 4 ? 9 : 1));';
    // Loading calls it three times, so the fifth call is another run's.
    expect(await draws(source, 1)).toEqual([1]);
    expect(await draws(source, 1)).toEqual([1]);
  });
});

describe('a module that cannot be used is refused:', () => {
  it.each([
    [
      'an export that is not there',
      'export const noise = 1; export default 2;',
      'the module has no such export; it exports default, noise.',
    ],
    [
      'nothing exported',
      'const data = 1;',
      'the module has no such export; it exports nothing (write export function …).',
    ],
    [
      'an export that is no function',
      'export const data = [1, 2];',
      'it is an object; export a function of a count and a random source.',
    ],
  ])('%s', async (_, source, problem) => {
    const error = await refused(source, 'data');
    expect(error.message).toBe(`my-laws.mjs, export "data": ${problem}`);
    expect(error).toMatchObject({ code: 'bad-module', path: 'target.export' });
  });

  it.each([
    ['a syntax error', 'export default (', '(node --check my-laws.mjs shows where).'],
    [
      'an exception while it is loaded',
      '\n\nthrow new RangeError("no luck");',
      'it threw RangeError: no luck (line 3).',
    ],
    [
      'CommonJS',
      'module.exports = () => 1;',
      'it threw ReferenceError: module is not defined in ES module scope (line 1).',
    ],
    [
      'other files',
      'import { x } from "./x.mjs"; export default x;',
      "it imports ./x.mjs, but a run keeps only the module's own source;",
    ],
    [
      'packages',
      'import x from "lodash"; export default x;',
      "it imports lodash, but a run keeps only the module's own source;",
    ],
  ])('%s', async (_, source, problem) => {
    const error = await refused(source);
    expect(error.message).toContain('my-laws.mjs, export "default": the module cannot be imported: ');
    expect(error.message).toContain(problem);
    expect(error.message).not.toContain('base64');
    expect(error).toMatchObject({ code: 'bad-module', path: 'target.file' });
  });

  it.each([
    [
      'a promise',
      'export default async (count) => new Array(count).fill(0);',
      'it returned a promise; make it a plain function',
    ],
    ['undefined', giving(''), 'it returned undefined; give an array of count numbers'],
    ['an object', giving('return { count };'), 'it returned an object; give an array'],
    ['too few numbers', giving('return [1];'), 'it returned 1 number for a count of 2; give an array of count numbers'],
    [
      'a count of its own',
      giving('return new Array(100).fill(0).map(() => [0, 1]);'),
      'it returned 100 rows for a count of 2;',
    ],
    [
      'rows of different lengths',
      giving('return Array.from({ length: count }, (_, i) => (i === 7 ? [1] : [1, 2]));'),
      'row 8 of 65 has 1 number; expected 2.',
    ],
    [
      'empty rows',
      giving('return Array.from({ length: count }, () => []);'),
      'its rows hold no numbers; give an array',
    ],
    [
      'numbers among rows',
      giving('return Array.from({ length: count }, (_, i) => (i === 7 ? 5 : [1, 2]));'),
      'row 8 of 65 is 5; give an array of count rows of 2 numbers.',
    ],
    [
      'NaN',
      giving('return Array.from({ length: count }, (_, i) => (i === 40 ? NaN : i));'),
      'row 41 of 65 is NaN; every number must be finite',
    ],
    ['infinity in float32', numbers('1e39'), 'row 1 of 65 is 1e+39; every number must be finite in float32.'],
    ['a hole in a row', numbers('[1, undefined]'), 'row 1 of 65, number 2, is undefined; every number'],
    ['text', numbers('"1"'), 'row 1 of 65 is "1"; every number'],
    [
      'an exception',
      '\n' + numbers('random.gauss()'),
      'called for a count of 2, it threw TypeError: random.gauss is not a function (line 2).',
    ],
    ['a thrown word', giving('throw "stop";'), 'called for a count of 2, it threw stop.'],
    ['Math.random', numbers('Math.random()'), 'it returned different numbers for the same random source'],
    [
      'a clock',
      giving('const now = performance.now(); return new Array(count).fill(now);'),
      'it returned different numbers',
    ],
    [
      'a normal kept back for the next call',
      `let kept; export default (count, random) => Array.from({ length: count }, () => {
         if (kept !== undefined) { const value = kept; kept = undefined; return value; }
         kept = random.uniform();
         return random.uniform();
       });`,
      'keep no state between calls.',
    ],
    [
      'the random source of another call',
      'let first; export default (count, random) => ((first ??= random), Array.from({ length: count }, () => first.uniform()));',
      'it returned different numbers',
    ],
  ])('%s', async (_, source, problem) => {
    const error = await refused(source);
    expect(error.message).toContain(`my-laws.mjs, export "default": `);
    expect(error.message).toContain(problem);
    expect(error.code).toBe('bad-module');
  });

  it('a dimension that is not the one of the config', async () => {
    const error = await refused(numbers('[1, 2, 3]'), 'default', 2);
    expect(error.message).toContain('it returns 3 numbers per draw; the config expects 2.');
    expect(error.path).toBe('target.dimension');
    expect((await refused(numbers('1'), 'default', 2)).message).toContain(
      'it returns 1 number per draw; the config expects 2.',
    );
  });
});

it('is stopped at the row that goes wrong in a later call', async () => {
  const law = await load(
    giving('return Array.from({ length: count }, (_, i) => (i === 90 ? Infinity : random.uniform()));'),
  );
  const error = await refusal(() => law.sample(new Float32Array(128), 128, randomStream(1, 'data')));
  expect(error.message).toBe(
    'my-laws.mjs, export "default": row 91 of 128 is Infinity; every number must be finite in float32.',
  );
});
