/*
 * 256-bit code. WebAssembly has 128-bit operations; V8 joins two of them on neighbouring addresses into one if the
 * processor has AVX2 and a flag is set. `assembly/wide-matrix.ts` says which ones it joins.
 *
 * The process is started with the flag, and with flags that optimise code at its first call; `bin/find-node.cjs` has
 * them. They are never set later, because V8's other threads read them while compiling, and a change at that moment
 * crashes the process.
 */

/** What the choice of kernels depends on. */
export interface Machine {
  /** As `process.arch`. */
  readonly arch: string;
  /** V8's version, as `process.versions.v8`. */
  readonly v8: string;
  /** V8's flags at the start of the process. */
  readonly flags: readonly string[];
}

/**
 * The flags for joining operations and for the self-check. Without the second, the self-check would test code that is
 * not optimised yet.
 */
const NEEDED = ['--experimental-wasm-revectorize', '--no-liftoff'];
const JS_FLAGS = '--js-flags=';

/** V8's flags of this process. Node has them among its own flags, Electron in one argument. */
function startFlags(): string[] {
  const given = process.argv.filter((argument) => argument.startsWith(JS_FLAGS));
  return [...process.execArgv, ...given.flatMap((argument) => argument.slice(JS_FLAGS.length).split(' '))];
}

export const THIS_MACHINE: Machine = { arch: process.arch, v8: process.versions.v8, flags: startFlags() };

/** The versions of V8 with which this was tested: those of Node 24 and Electron 42. */
const TRIED = ['13.6', '14.8'];

/** Whether V8 joins operations in such a process. It does so only on x64. */
export function joinsOperations({ arch, v8, flags }: Machine): boolean {
  return (
    arch === 'x64' &&
    NEEDED.every((flag) => flags.includes(flag)) &&
    TRIED.some((version) => v8.startsWith(`${version}.`))
  );
}
