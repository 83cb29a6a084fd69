/*
 * Code 256 bits wide: WebAssembly has operations of 128 bits, and V8 joins two of them on neighbouring addresses into one where the
 * processor has AVX2 and a flag is on. `assembly/wide-matrix.ts` says what it joins.
 *
 * The process is started with the flag, and with those that optimise code when it is first called: `bin/find-node.cjs` has them. They are
 * not turned on later, because V8's other threads read them while they compile, and a process in which they change meanwhile crashes.
 */

/** What the choice of kernels looks at. */
export interface Machine {
  /** As `process.arch`. */
  readonly arch: string;
  /** V8's version, as `process.versions.v8`. */
  readonly v8: string;
  /** V8's flags that the process was started with. */
  readonly flags: readonly string[];
}

/** Those that joining needs, and the check of its results: without the second, it checks code that is not yet optimised. */
const NEEDED = ['--experimental-wasm-revectorize', '--no-liftoff'];
const JS_FLAGS = '--js-flags=';

/** V8's flags of this process: Node has them among its own, Electron in one argument. */
function startFlags(): string[] {
  const given = process.argv.filter((argument) => argument.startsWith(JS_FLAGS));
  return [...process.execArgv, ...given.flatMap((argument) => argument.slice(JS_FLAGS.length).split(' '))];
}

export const THIS_MACHINE: Machine = { arch: process.arch, v8: process.versions.v8, flags: startFlags() };

/** V8's versions with which all this was tried: those of Node 24 and of Electron 42. */
const TRIED = ['13.6', '14.8'];

/** Whether V8 joins operations in such a process. It does so only where it compiles for x64. */
export function joinsOperations({ arch, v8, flags }: Machine): boolean {
  return (
    arch === 'x64' &&
    NEEDED.every((flag) => flags.includes(flag)) &&
    TRIED.some((version) => v8.startsWith(`${version}.`))
  );
}
