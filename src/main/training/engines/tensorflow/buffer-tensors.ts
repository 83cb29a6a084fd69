import type { Network } from '../../model/network.ts';
import type { Binding } from './binding.ts';
import { bufferParts, type Part } from './parts.ts';

/** The buffers of a network as tensors, which each update replaces. */
export class BufferTensors {
  readonly #binding: Binding;
  readonly #parts: readonly Part[];
  readonly #count: number;
  #handles: readonly number[] = [];

  /** All 0 until something is assigned. */
  constructor(binding: Binding, network: Network) {
    this.#binding = binding;
    this.#parts = bufferParts(network);
    this.#count = network.bufferCount;
    this.assign(new Float32Array(this.#count));
  }

  get handles(): readonly number[] {
    return this.#handles;
  }

  /** Replaces its tensors by these. */
  replace(handles: readonly number[]): void {
    for (const handle of this.#handles) this.#binding.deleteTensor(handle);
    this.#handles = handles;
  }

  assign(values: Float32Array): void {
    const { TF_FLOAT } = this.#binding;
    this.replace(
      // A copy, because the native tensor may use the array's memory.
      this.#parts.map(({ start, length, shape }) =>
        this.#binding.createTensor(shape, TF_FLOAT, values.slice(start, start + length)),
      ),
    );
  }

  get values(): Float32Array {
    const values = new Float32Array(this.#count);
    this.#handles.forEach((handle, index) =>
      values.set(this.#binding.tensorDataSync(handle), this.#parts[index].start),
    );
    return values;
  }

  dispose(): void {
    this.replace([]);
  }
}
