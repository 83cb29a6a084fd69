import { instantiate, type KernelBuild, type Kernels } from './kernels/kernels.ts';

const FLOAT = 4;
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
    const end = address + padded(count) * FLOAT;
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

/**
 * Copies samples between JavaScript, where each is a row, and WebAssembly memory, where each is a column
 * (feature-major, `stride` floats per row).
 */
export class Rows {
  readonly #kernels: Kernels;
  readonly #floats: Float32Array;
  /** Address of the buffer for the rows that are copied at once. */
  readonly #staging: number;

  constructor(kernels: Kernels, floats: Float32Array, staging: number) {
    this.#kernels = kernels;
    this.#floats = floats;
    this.#staging = staging;
  }

  /** Copies `count` rows of `width` numbers from `rows[offset]` on into columns at `to`. */
  load(rows: Float32Array, offset: number, count: number, width: number, to: number, stride: number): void {
    const staged = width === 1 ? to : this.#staging;
    const at = staged / FLOAT;
    for (let index = 0; index < count * width; index++) this.#floats[at + index] = rows[offset + index];
    if (width > 1) this.#kernels.transpose(staged, to, count, width, width, stride);
  }

  /** Copies `count` columns of `width` numbers at `from` into rows, from `rows[offset]` on. */
  read(rows: Float32Array, offset: number, count: number, width: number, from: number, stride: number): void {
    const staged = width === 1 ? from : this.#staging;
    if (width > 1) this.#kernels.transpose(from, staged, width, count, stride, width);
    rows.set(this.#floats.subarray(staged / FLOAT, staged / FLOAT + count * width), offset);
  }
}

/** The memory of an engine, allocated as planned, and the kernels that work in it. */
export class EngineMemory {
  readonly buffer: ArrayBuffer;
  readonly floats: Float32Array;
  readonly doubles: Float64Array;
  readonly kernels: Kernels;
  readonly rows: Rows;

  /** At `staging` there is room for the rows of a batch. */
  constructor(plan: MemoryPlan, build: KernelBuild, staging: number) {
    const memory = plan.allocate();
    this.buffer = memory.buffer;
    this.floats = new Float32Array(memory.buffer);
    this.doubles = new Float64Array(memory.buffer);
    this.kernels = instantiate(build, memory);
    this.rows = new Rows(this.kernels, this.floats, staging);
  }
}
