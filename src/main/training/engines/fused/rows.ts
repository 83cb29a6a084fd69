import type { Kernels } from './kernels/kernels.ts';

const FLOAT = 4;

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
