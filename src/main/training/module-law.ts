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
  /** Of its file, for messages. */
  readonly name: string;
  readonly exportName: string;
  /** The law of the config that names it. */
  readonly field: 'target' | 'noise';
  /** Numbers a draw. Needed only where the function gives the numbers of all rows in one array; else found by trying. */
  readonly dimension?: number | undefined;
}

/** A module's function, drawn from in a process of its own until it is closed. */
export interface ModuleLaw extends DrawFunction {
  close(): void;
}

const MEBIBYTE = 1 << 20;

/** A module's process was ended by somebody else: it is no fault of the module's, and what was drawn can be drawn again. */
export const MODULE_PROCESS_LOST = 'module-process-lost';

/** As much memory as V8 gives a program unless told otherwise. */
const LIMITS: ModuleLimits = {
  milliseconds: 30_000,
  bytes: Math.min(4096 * MEBIBYTE, Math.max(512 * MEBIBYTE, totalmem() / 4)),
};

function badModule({ name, exportName, field }: LawModule, { problem, about }: Problem): WorkbenchError {
  const code = about === 'process' ? MODULE_PROCESS_LOST : 'bad-module';
  const path = `${field}.${about === 'process' ? 'export' : about}`;
  return new WorkbenchError(code, `${name}, export "${exportName}": ${problem}`, { path });
}

/** A process whose functions were told waits for one of them to be tried. */
interface ListedProcess {
  readonly process: RelayedProcess;
  readonly source: string;
  readonly timer: NodeJS.Timeout;
}

/** It is asked at once, or not at all. */
const WAITS_MILLISECONDS = 1000;

let listed: ListedProcess | undefined;

/** Gives the process that told the functions of this module, where it waits; that of another module ends. */
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
 * Imports a module in a process of its own and tries its function on a stream made for that, which is no run's. Throws `bad-module`
 * where the module cannot be imported, exports no such function, throws, gives a wrong shape or a number that is not finite, gives other
 * numbers when it is called again with an equal random source, asks for what is refused to it, or takes more time or memory than the
 * limits. `sample` throws `bad-module` too, should a later call do so.
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
 * Tries a module's function as `loadModuleLaw` does, and ends its process: the one that has just told the functions of the same module,
 * else a new one.
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

/** The names of the functions that a module exports, in the order of the alphabet. Throws `bad-module`. */
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
