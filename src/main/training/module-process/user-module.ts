import type { RandomSource } from '../../../shared/distributions/law.ts';
import { aTypeOf, dimensionOf, ModuleProblem, writeDraws } from '../module-draws.ts';
import { randomStream } from '../random.ts';
import type { ModuleSource } from './wire.ts';

/* The user's own module, in the process that runs it. Faults of the module are thrown as ModuleProblem. */

type UserFunction = (count: number, random: RandomSource) => unknown;

/** A function that was tried, with `dimension` numbers per draw. */
export interface TriedFunction {
  readonly dimension: number;
  /** Milliseconds per draw in the trial. */
  readonly milliseconds: number;
  /** Writes the numbers of `count` draws into `out`. */
  readonly draw: (out: Float64Array, count: number, source: RandomSource) => void;
}

/** An odd number of draws, so that a normal number kept for the next call (Box and Muller's second) is noticed. */
const PROBE_DRAWS = 65;

/**
 * Imports the source as a data: URL, not from its file. So exactly the code of the digest runs, also when a run is
 * resumed after the file was changed or on another machine. The drawback is that it cannot import other files.
 */
export async function importSource({ source, name }: ModuleSource): Promise<Record<string, unknown>> {
  const url = `data:text/javascript;base64,${Buffer.from(source, 'utf8').toString('base64')}`;
  try {
    return (await import(/* @vite-ignore */ url)) as Record<string, unknown>;
  } catch (cause) {
    throw new ModuleProblem(`the module cannot be imported: ${importProblem(cause, name)}`, 'file');
  }
}

/** The names of the exported functions, in alphabetical order. */
export function functionNames(exports: Record<string, unknown>): string[] {
  return Object.keys(exports).filter((name) => typeof exports[name] === 'function');
}

/** Tries a function on a separate stream that no run uses. */
export function tryFunction(exports: Record<string, unknown>, module: ModuleSource): TriedFunction {
  const draw = functionOf(exports, module.exportName);
  const dimension = dimensionOf(call(draw, 2, probeStream()), 2, module.dimension, module.field);
  const sample = (out: Float32Array | Float64Array, count: number, source: RandomSource) => {
    writeDraws(call(draw, count, source), out, count, dimension);
  };
  const start = performance.now();
  const [first, second] = [0, 1].map(() => {
    const out = new Float32Array(PROBE_DRAWS * dimension);
    sample(out, PROBE_DRAWS, probeStream());
    return out;
  });
  const milliseconds = (performance.now() - start) / (2 * PROBE_DRAWS);
  if (first.some((value, index) => !Object.is(value, second[index]))) {
    throw new ModuleProblem(
      'it returned different numbers for the same random source, so a run could not be repeated. ' +
        'Use only the random source that it is given (no Math.random, no clock), and keep no state between calls.',
    );
  }
  return { dimension, milliseconds, draw: sample };
}

/** The thrown value, with the line of the module if an Error has it. */
export function describe(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const line = /data:text\/javascript[^\s:]*:(\d+):\d+/.exec(cause.stack ?? '')?.[1];
  const at = line === undefined ? '' : ` (line ${line})`;
  if ('code' in cause && cause.code === 'ERR_ACCESS_DENIED') {
    const resource = 'resource' in cause && typeof cause.resource === 'string' ? cause.resource : '';
    const what = resource === '' ? 'what it asked of the system' : resource;
    return `${cause.name}: ${what} is refused${at}; a module may not read or write files or start processes`;
  }
  return `${cause.name}: ${cause.message}${at}`;
}

function probeStream(): RandomSource {
  return randomStream('module', 'probe');
}

function importProblem(cause: unknown, name: string): string {
  if (cause instanceof Error && 'code' in cause && cause.code === 'ERR_UNSUPPORTED_RESOLVE_REQUEST') {
    const specifier = /specifier "([^"]*)"/.exec(cause.message)?.[1] ?? 'another file';
    return (
      `it imports ${specifier}, but a run keeps only the module's own source; ` +
      'put everything into this one file (Node.js modules that only compute can be imported: node:…).'
    );
  }
  if (cause instanceof SyntaxError) return `${cause.message} (node --check ${name} shows where).`;
  return `it threw ${describe(cause)}.`;
}

function functionOf(exports: Record<string, unknown>, exportName: string): UserFunction {
  const names = Object.keys(exports);
  if (!names.includes(exportName)) {
    const known = names.length > 0 ? `it exports ${names.join(', ')}` : 'it exports nothing (write export function …)';
    throw new ModuleProblem(`the module has no such export; ${known}.`);
  }
  const exported = exports[exportName];
  if (typeof exported !== 'function') {
    throw new ModuleProblem(`it is ${aTypeOf(exported)}; export a function of a count and a random source.`);
  }
  return exported as UserFunction;
}

function call(draw: UserFunction, count: number, source: RandomSource): unknown {
  try {
    return draw(count, {
      uniform: () => source.uniform(),
      normal: () => source.normal(),
      integer: (below) => source.integer(below),
    });
  } catch (cause) {
    throw new ModuleProblem(`called for a count of ${count}, it threw ${describe(cause)}.`);
  }
}
