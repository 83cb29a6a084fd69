import type { DrawFunction } from '../../shared/distributions/function-law.ts';
import type { RandomSource } from '../../shared/distributions/law.ts';
import type { Numbers } from '../../shared/run.ts';
import { WorkbenchError } from '../../shared/errors.ts';
import { aTypeOf, badModule, dimensionOf, writeDraws, type ModuleFunction } from './module-draws.ts';
import { randomStream } from './random.ts';

/** A function of the user's own JavaScript module, as `(count, random) => [count, dimension]` numbers. */
export interface LawModule extends ModuleFunction {
  readonly source: string;
  /** Numbers a draw. Needed only where the function gives the numbers of all rows in one array; else found by trying. */
  readonly dimension?: number | undefined;
}

type UserFunction = (count: number, random: RandomSource) => unknown;

/** An odd number of draws, so that a normal kept back for the next call (Box and Muller's second) shows. */
const PROBE_DRAWS = 65;

/**
 * Imports a module and tries its function on a stream made for that, which is no run's. Throws `bad-module` where the
 * module cannot be imported, exports no such function, throws, gives a wrong shape or a number that is not finite, or gives
 * other numbers when it is called again with an equal random source. `sample` throws `bad-module` too, should a later call
 * throw or give a wrong shape or number.
 */
export async function loadModuleLaw(module: LawModule): Promise<DrawFunction> {
  const draw = functionOf(await importSource(module), module);
  const dimension = dimensionOf(call(draw, 2, probeStream(), module), 2, module.dimension, module);
  const sample = (out: Numbers, count: number, source: RandomSource) => {
    writeDraws(call(draw, count, source, module), out, count, dimension, module);
  };
  const [first, second] = [0, 1].map(() => {
    const out = new Float32Array(PROBE_DRAWS * dimension);
    sample(out, PROBE_DRAWS, probeStream());
    return out;
  });
  if (first.some((value, index) => !Object.is(value, second[index]))) {
    throw badModule(
      module,
      'it gave other numbers when it was called again with an equal random source, so that a run could not be repeated. ' +
        'Draw only from the random it is given (no Math.random, no clock), and keep nothing from one call to the next.',
    );
  }
  return { dimension, sample };
}

/** The names of the functions that a module exports, in the order of the alphabet. Throws `bad-module`. */
export async function moduleFunctions(module: LawModule): Promise<string[]> {
  const exports = await importSource(module);
  return Object.keys(exports).filter((name) => typeof exports[name] === 'function');
}

function probeStream(): RandomSource {
  return randomStream('module', 'probe');
}

let imports = 0;

/**
 * Imports the source itself, as a data: URL, and not the file it came from: what runs is then what the digest names, also
 * when a run is resumed after the file was changed or on another machine. The price is that it cannot import other files.
 * Every import gets a number, so that no run sees the variables that another run's import has left behind.
 */
async function importSource(module: LawModule): Promise<Record<string, unknown>> {
  const url = `data:text/javascript;base64,${Buffer.from(module.source, 'utf8').toString('base64')}#${++imports}`;
  try {
    return (await import(/* @vite-ignore */ url)) as Record<string, unknown>;
  } catch (cause) {
    const problem = `the module cannot be imported: ${importProblem(cause, module)}`;
    throw badModule(module, problem, { about: 'file', cause });
  }
}

function importProblem(cause: unknown, { name }: LawModule): string {
  if (cause instanceof Error && 'code' in cause && cause.code === 'ERR_UNSUPPORTED_RESOLVE_REQUEST') {
    const specifier = /specifier "([^"]*)"/.exec(cause.message)?.[1] ?? 'another file';
    return (
      `it imports ${specifier}, but only its own source is kept with a run; ` +
      'put all it needs into this one file (modules of Node.js are there: node:…).'
    );
  }
  if (cause instanceof SyntaxError) return `${cause.message} (node --check ${name} shows where).`;
  return `it threw ${describe(cause)}.`;
}

function functionOf(exports: Record<string, unknown>, module: LawModule): UserFunction {
  const names = Object.keys(exports);
  if (!names.includes(module.exportName)) {
    const known = names.length > 0 ? `it exports ${names.join(', ')}` : 'it exports nothing (write export function …)';
    throw badModule(module, `the module has no such export; ${known}.`);
  }
  const exported = exports[module.exportName];
  if (typeof exported !== 'function') {
    throw badModule(module, `it is ${aTypeOf(exported)}; export a function of a count and a random source.`);
  }
  return exported as UserFunction;
}

function call(draw: UserFunction, count: number, source: RandomSource, module: LawModule): unknown {
  try {
    return draw(count, {
      uniform: () => source.uniform(),
      normal: () => source.normal(),
      integer: (below) => source.integer(below),
    });
  } catch (cause) {
    if (cause instanceof WorkbenchError) throw cause;
    throw badModule(module, `called for a count of ${count}, it threw ${describe(cause)}.`, { cause });
  }
}

/** What was thrown, and the line of the module where an Error says so. */
function describe(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const line = /data:text\/javascript[^\s:]*:(\d+):\d+/.exec(cause.stack ?? '')?.[1];
  return `${cause.name}: ${cause.message}${line === undefined ? '' : ` (line ${line})`}`;
}
