import { setFlagsFromString } from 'node:v8';

/*
 * Code 256 bits wide: WebAssembly has operations of 128 bits, and V8 joins two of them on neighbouring addresses into one where the
 * processor has AVX2 and a flag is on. `assembly/wide-matrix.ts` says what it joins.
 */

/** What the choice of kernels looks at. */
export interface Machine {
  /** As `process.arch`. */
  readonly arch: string;
  /** V8's version, as `process.versions.v8`. */
  readonly v8: string;
  readonly setFlag: (flag: string) => void;
}

export const THIS_MACHINE: Machine = { arch: process.arch, v8: process.versions.v8, setFlag: setFlagsFromString };

/** V8's versions with which all this was tried: those of Node 24 and of Electron 42. */
const TRIED = ['13.6', '14.8'];

/**
 * Whether such a machine's V8 is known to have the flags. Given one that it does not have, V8 throws nothing but prints an error to the
 * terminal, and it may end the process over flags that do not go together, so neither may be tried. V8 joins only where it compiles for x64.
 */
export function hasWideFlag({ arch, v8 }: Pick<Machine, 'arch' | 'v8'>): boolean {
  return arch === 'x64' && TRIED.some((version) => v8.startsWith(`${version}.`));
}

/** Does `work` with flags of V8 on, given as `name` or `no-name`, and turns them back, the last one first. */
export function withFlags<Result>(setFlag: Machine['setFlag'], flags: readonly string[], work: () => Result): Result {
  try {
    for (const flag of flags) setFlag(`--${flag}`);
    return work();
  } finally {
    for (const flag of flags.toReversed()) setFlag(flag.startsWith('no-') ? `--${flag.slice(3)}` : `--no-${flag}`);
  }
}

/**
 * Have V8 optimise a function when it is first called, not when it has been called often. Inlining goes by what was counted until then, and
 * V8 14 ends the process where it is on without.
 */
export const OPTIMISED_AT_ONCE = ['no-wasm-inlining', 'no-liftoff'] as const;

/**
 * A module whose code is joined. The flag counts when code is optimised, so all of it is optimised here, and the flag is off again for all
 * other modules of the process.
 */
export function compileWide(bytes: Buffer<ArrayBuffer>, { setFlag }: Pick<Machine, 'setFlag'>): WebAssembly.Module {
  const flags = ['experimental-wasm-revectorize', ...OPTIMISED_AT_ONCE, 'no-wasm-lazy-compilation'];
  return withFlags(setFlag, flags, () => new WebAssembly.Module(bytes));
}
