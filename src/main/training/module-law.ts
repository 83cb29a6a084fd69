import { totalmem } from 'node:os';
import type { DrawFunction } from '../../shared/distributions/function-law.ts';
import { WorkbenchError } from '../../shared/errors.ts';
import { ModuleDraws } from './module-process/drawn-ahead.ts';
import type { ModuleLimits, RelayAnswer } from './module-process/messages.ts';
import { RelayedProcess, unexpected } from './module-process/relayed-process.ts';
import type { Problem } from './module-process/wire.ts';

/** A function of the user's own JavaScript module, as `(count, random) => [count, dimension]` numbers. */
export interface LawModule {
  readonly source: string;
  /** The name of its file, for messages. */
  readonly name: string;
  readonly exportName: string;
  /** The law of the config that names it. */
  readonly field: 'target' | 'noise';
  /**
   * Numbers per draw. Needed only if the function returns the numbers of all rows in one array; otherwise a trial call
   * finds it.
   */
  readonly dimension?: number | undefined;
}

/** A module's function, which runs in its own process until it is closed. */
export interface ModuleLaw extends DrawFunction {
  close(): void;
}

const MEBIBYTE = 1 << 20;

/**
 * The error code if something else ended a module's process. The module is not at fault, and the same numbers can be
 * drawn again.
 */
export const MODULE_PROCESS_LOST = 'module-process-lost';

/** The limits of a module. The memory is what V8 gives a program by default. */
const LIMITS: ModuleLimits = {
  milliseconds: 30_000,
  bytes: Math.min(4096 * MEBIBYTE, Math.max(512 * MEBIBYTE, totalmem() / 4)),
};

function badModule({ name, exportName, field }: LawModule, { problem, about }: Problem): WorkbenchError {
  const code = about === 'process' ? MODULE_PROCESS_LOST : 'bad-module';
  const path = `${field}.${about === 'process' ? 'export' : about}`;
  return new WorkbenchError(code, `${name}, export "${exportName}": ${problem}`, { path });
}

/** A process that has listed its module's functions and waits for one of them to be tried. */
interface ListedProcess {
  readonly process: RelayedProcess;
  readonly source: string;
  readonly timer: NodeJS.Timeout;
}

/** How long such a process waits, because a function is tried right away or not at all. */
const WAITS_MILLISECONDS = 1000;

let listed: ListedProcess | undefined;

/** Takes the waiting process if it has listed the functions of this module; the process of another module is ended. */
function takeListed(module?: LawModule): RelayedProcess | undefined {
  if (!listed) return undefined;
  const { process, source, timer } = listed;
  listed = undefined;
  clearTimeout(timer);
  if (source === module?.source) return process;
  process.close();
  return undefined;
}

function keepListed(process: RelayedProcess, { source }: LawModule): void {
  takeListed();
  const timer = setTimeout(() => takeListed(), WAITS_MILLISECONDS);
  timer.unref();
  listed = { process, source, timer };
}

async function firstAnswer(process: RelayedProcess, module: LawModule): Promise<RelayAnswer> {
  const answer = await process.first();
  if (answer.kind === 'problem') throw badModule(module, answer);
  return answer;
}

/**
 * Imports a module in its own process and tries its function on a random stream that no run uses. Throws `bad-module` if the module
 * cannot be imported, does not export the function, throws, returns a wrong shape or a number that is not finite, returns other
 * numbers when called again with an equal random source, uses what it may not, or exceeds the limits of time or memory. Later calls
 * of `sample` throw `bad-module` too.
 */
export async function loadModuleLaw(module: LawModule, limits = LIMITS): Promise<ModuleLaw> {
  const process = new RelayedProcess('load', module, limits, true);
  try {
    const answer = await firstAnswer(process, module);
    if (answer.kind !== 'loaded') throw unexpected(answer);
    return new ModuleDraws(process, answer, limits, (problem) => badModule(module, problem));
  } catch (error) {
    process.close();
    throw error;
  }
}

/**
 * Tries a module's function like `loadModuleLaw` and then ends the process. Uses the process that has just listed the
 * module's functions, if there is one.
 */
export async function tryModuleLaw(module: LawModule, limits = LIMITS): Promise<{ readonly dimension: number }> {
  const waiting = takeListed(module);
  waiting?.load(module);
  const process = waiting ?? new RelayedProcess('load', module, limits, false);
  try {
    const answer = await firstAnswer(process, module);
    if (answer.kind !== 'loaded') throw unexpected(answer);
    return { dimension: answer.dimension };
  } finally {
    process.close();
  }
}

/** The names of the functions that a module exports, in alphabetical order. Throws `bad-module`. */
export async function moduleFunctions(module: LawModule, limits = LIMITS): Promise<readonly string[]> {
  const process = new RelayedProcess('functions', module, limits, false);
  try {
    const answer = await firstAnswer(process, module);
    if (answer.kind !== 'functions') throw unexpected(answer);
    keepListed(process, module);
    return answer.names;
  } catch (error) {
    process.close();
    throw error;
  }
}
