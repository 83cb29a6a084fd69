const PAGE = 65_536;
// A cache line: no array shares one with its neighbour, and every SIMD load of an array's start is aligned.
const ALIGNMENT = 64;

/** The next multiple of 4 floats, which is one SIMD register. */
export function padded(count: number): number {
  return (count + 3) & ~3;
}

/** Plans the addresses of float32 arrays in WebAssembly memory, which is allocated once, before the first step, and never freed. */
export class MemoryPlan {
  #bytes = ALIGNMENT;
  readonly #constants: { readonly address: number; readonly values: readonly number[] }[] = [];

  /** The address of a new array of `count` floats, with room behind it to fill its last SIMD register. */
  floats(count: number): number {
    const address = this.#bytes;
    const end = address + padded(count) * 4;
    this.#bytes = Math.ceil(end / ALIGNMENT) * ALIGNMENT;
    return address;
  }

  /**
   * The address of float64 constants. Kernels get an address and not the value, because a number that is no small integer would be
   * boxed at every call from JavaScript.
   */
  constants(...values: number[]): number {
    const address = this.floats(values.length * 2);
    this.#constants.push({ address, values });
    return address;
  }

  /** Memory for everything asked for, zeros but for the constants. Throws a RangeError where the machine cannot give that much. */
  allocate(): WebAssembly.Memory {
    const pages = Math.ceil(this.#bytes / PAGE) + 1;
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
    for (const { address, values } of this.#constants)
      new Float64Array(memory.buffer, address, values.length).set(values);
    return memory;
  }
}
