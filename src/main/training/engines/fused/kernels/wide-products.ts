import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { instantiate, KERNEL_FOLDER, type Kernels } from './kernels.ts';

/*
 * Products 256 bits wide, with the same bits as the relaxed build's, for evaluations of large networks: an evaluation in the plane
 * generates three times the samples that it shows. V8 joins pairs of 128-bit operations where the processor can and its flag is on
 * (`assembly/wide.ts`), which is tried once a process: wide products are used where they are equal and faster.
 */

type Product = Pick<Kernels, 'multiply'>;

/** The flag counts when code is optimised, so it is on until the products have been timed; then it is off for all other modules. */
const FLAG = 'experimental-wasm-revectorize';
const WARM_MILLISECONDS = 60;
const TRIALS = 7;
/** Of the narrow products' time; what is hardly faster may be so by chance. */
const MOST_OF_NARROW = 0.85;

/** What the choice of products looks at. */
export interface Machine {
  /** As `process.arch`. */
  readonly arch: string;
  /** V8's version, as `process.versions.v8`. */
  readonly v8: string;
  readonly setFlag: (flag: string) => void;
}

const THIS_MACHINE: Machine = { arch: process.arch, v8: process.versions.v8, setFlag: setFlagsFromString };

/** The oldest V8 on which wide products were tried (that of Node 24). */
const OLDEST_TRIED = { major: 13, minor: 6 };

/**
 * Whether such a machine's V8 is known to have the flag. Given a flag that it does not have, V8 throws nothing but prints an error to the
 * terminal, so it must not be tried. V8 has this one only where it compiles for x64, and old versions (Node 20's) not even there.
 */
export function hasWideFlag({ arch, v8 }: Pick<Machine, 'arch' | 'v8'>): boolean {
  const [major, minor] = v8.split('.').map(Number);
  const isTried = major > OLDEST_TRIED.major || (major === OLDEST_TRIED.major && minor >= OLDEST_TRIED.minor);
  return arch === 'x64' && isTried;
}

let wide: WebAssembly.Module | undefined;

function wideModule(): WebAssembly.Module {
  wide ??= new WebAssembly.Module(readFileSync(new URL(`${KERNEL_FOLDER}wide.wasm`, import.meta.url)));
  return wide;
}

/** A fresh instance of the wide products over `memory`. */
export function instantiateWide(memory: WebAssembly.Memory): Product {
  return new WebAssembly.Instance(wideModule(), { env: { memory } }).exports as unknown as Product;
}

/** An odd number of rows, and columns that no tile of 16 fills. */
const SIZES = { m: 101, k: 160, n: 252 } as const;
const PAGE = 65_536;

/** Products of the same two matrices, with their results. */
function trialProducts() {
  const { m, k, n } = SIZES;
  const [a, b, bias, panel] = [PAGE, 3 * PAGE, 6 * PAGE, 7 * PAGE];
  const memory = new WebAssembly.Memory({ initial: 16, maximum: 16 });
  const floats = new Float32Array(memory.buffer);
  for (let index = 0; index < m * k; index++) floats[a / 4 + index] = 1 / (3 + (index % 977)) - 0.01;
  for (let index = 0; index < k * n; index++) floats[b / 4 + index] = 1 / (7 + (index % 1009)) - 0.01;
  for (let index = 0; index < m; index++) floats[bias / 4 + index] = 1 / (index + 1);
  return [instantiate('relaxed', memory), instantiateWide(memory)].map((product, index) => {
    const c = (8 + 3 * index) * PAGE;
    return {
      multiply: () => product.multiply(a, b, c, bias, m, k, n, n, n, panel),
      result: () => Buffer.from(memory.buffer, c, m * n * 4),
    };
  });
}

function timeOf(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

/** Whether this V8 and this processor give the same products sooner 256 bits wide. */
function tryWide(setFlag: Machine['setFlag']): boolean {
  try {
    setFlag(`--${FLAG}`);
    const [narrow, joined] = trialProducts();
    // Until V8 has optimised both.
    const end = performance.now() + WARM_MILLISECONDS;
    do for (const { multiply } of [narrow, joined]) multiply();
    while (performance.now() < end);
    if (!narrow.result().equals(joined.result())) return false;
    const times = [narrow, joined].map(({ multiply }) =>
      Math.min(...Array.from({ length: TRIALS }, () => timeOf(multiply))),
    );
    return times[1] < MOST_OF_NARROW * times[0];
  } catch {
    // A V8 that knows no relaxed SIMD, for one.
    return false;
  } finally {
    setFlag(`--no-${FLAG}`);
  }
}

let isFaster: boolean | undefined;

/** These kernels with wide products, where those are faster; without a trial as they are where V8 has no flag for them. */
export function withWideProducts(kernels: Kernels, memory: WebAssembly.Memory, machine = THIS_MACHINE): Kernels {
  if (!hasWideFlag(machine)) return kernels;
  isFaster ??= tryWide(machine.setFlag);
  if (!isFaster) return kernels;
  const { multiply } = instantiateWide(memory);
  return { ...kernels, multiply };
}
