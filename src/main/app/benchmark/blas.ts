/** What Python says of the BLAS that PyTorch multiplies with. */
export interface BlasReport {
  /** `BLAS_INFO` of PyTorch's build, such as `mkl` or `open`; empty if it names none. */
  readonly built: string;
  /** The files of BLAS libraries in the process after a product, symbolic links resolved; empty where the system does not tell. */
  readonly libraries: readonly string[];
}

/** The BLAS that PyTorch multiplies with. */
export interface Blas {
  readonly name: string;
  /** Whether it is the reference implementation, which no one uses who wants speed. */
  readonly isReference: boolean;
}

const NAMES = [
  [/mkl/i, 'MKL'],
  [/openblas/i, 'OpenBLAS'],
  [/blis/i, 'BLIS'],
  [/atlas/i, 'ATLAS'],
  [/accelerate|veclib/i, 'Accelerate'],
] as const;

const named = (text: string) => NAMES.find(([pattern]) => pattern.test(text))?.[1];

/** Which BLAS a report tells of: the library that is loaded, else the one that PyTorch was built with. */
export function blasOf({ built, libraries }: BlasReport): Blas {
  // NumPy and SciPy bring libraries of their own, which PyTorch does not call.
  const own = libraries.filter((path) => !/[/\\](numpy|scipy)[^/\\]*\.libs[/\\]/i.test(path));
  if (/mkl/i.test(built)) return { name: 'MKL', isReference: false };
  for (const path of own) {
    const name = named(path);
    if (name !== undefined) return { name, isReference: false };
  }
  if (own.some((path) => /libblas\.(so|dylib|dll)/i.test(path)))
    return { name: 'the reference BLAS', isReference: true };
  const name = built === 'open' ? 'OpenBLAS' : named(built);
  return { name: name ?? (built || 'an unknown BLAS'), isReference: false };
}

/** What to do about the reference BLAS. */
export const FASTER_BLAS =
  'PyTorch multiplies with the reference BLAS here, which is many times slower than what its users have, so no ratio is printed. ' +
  'Install a fast one (on Debian: apt-get install libopenblas0-pthread) and run this again.';

/** What libraries that bring threads of their own read: OpenBLAS, MKL, and those built with OpenMP. */
const THREAD_COUNTS = ['OPENBLAS_NUM_THREADS', 'MKL_NUM_THREADS', 'OMP_NUM_THREADS'];

/**
 * The environment without variables that slow a BLAS down, and with those that keep it to one thread: OpenBLAS has a
 * pool of its own, which `torch.set_num_threads` does not reach.
 */
export function blasEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const others = Object.entries(environment).filter(([name]) => !/^(OPENBLAS|MKL|BLIS)_/.test(name));
  return { ...Object.fromEntries(others), ...Object.fromEntries(THREAD_COUNTS.map((name) => [name, '1'])) };
}
