const PAGE = 65_536;
// A cache line. Arrays begin at multiples of it, so they share no line and SIMD loads of their start are aligned.
const ALIGNMENT = 64;

/** The next multiple of 4 floats, which is one SIMD register. */
export function padded(count: number): number {
  return (count + 3) & ~3;
}

/** Plans the addresses of float32 arrays in WebAssembly memory, which is allocated once, before the first step, and never freed. */
export class MemoryPlan {
  #bytes = ALIGNMENT;
  readonly #constants: { readonly address: number; readonly values: readonly number[] }[] = [];

  /** The address of a new array of `count` floats, padded to a whole SIMD register. */
  floats(count: number): number {
    const address = this.#bytes;
    const end = address + padded(count) * 4;
    this.#bytes = Math.ceil(end / ALIGNMENT) * ALIGNMENT;
    return address;
  }

  /**
   * The address of float64 constants. Kernels get an address instead of the value, because JavaScript would box every
   * number that is not a small integer at each call.
   */
  constants(...values: number[]): number {
    const address = this.floats(values.length * 2);
    this.#constants.push({ address, values });
    return address;
  }

  /** Allocates the memory: zeros, except the constants. Throws a RangeError if the machine cannot provide that much. */
  allocate(): WebAssembly.Memory {
    const pages = Math.ceil(this.#bytes / PAGE) + 1;
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
    for (const { address, values } of this.#constants)
      new Float64Array(memory.buffer, address, values.length).set(values);
    return memory;
  }
}
