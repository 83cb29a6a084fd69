import type { Kernels } from './kernels/kernels.ts';
import { padded, type MemoryPlan } from './memory.ts';

const FLOAT = 4;

/**
 * The rounding error of a network's float32 parameters. Updates are subtracted from it, and then the parameters absorb
 * what float32 can represent.
 */
export class Remainder {
  readonly address: number;
  readonly #scratch: number;
  readonly #bytes: number;
  readonly #minus: number;

  constructor(plan: MemoryPlan, count: number) {
    this.address = plan.floats(count);
    this.#scratch = plan.floats(count);
    this.#minus = plan.constants(-1);
    this.#bytes = padded(count) * FLOAT;
  }

  /** Adds to the parameters what they can represent, and keeps the rest. */
  takeUp(kernels: Kernels, parameters: number): void {
    const [before, bytes] = [this.#scratch, this.#bytes];
    kernels.copy(parameters, before, bytes);
    kernels.addElements(parameters, this.address, bytes);
    // Subtracts what was absorbed: after − before.
    kernels.scaleElements(before, bytes, this.#minus);
    kernels.addElements(before, parameters, bytes);
    kernels.scaleElements(before, bytes, this.#minus);
    kernels.addElements(this.address, before, bytes);
  }

  /** Adds a share of the parameters to it; `share` is the address of the share. */
  addShare(kernels: Kernels, parameters: number, share: number): void {
    kernels.addElements(this.address, this.#shareOf(kernels, parameters, share), this.#bytes);
  }

  /** The address of gradient + share · parameters. */
  withShare(kernels: Kernels, gradient: number, parameters: number, share: number): number {
    const sum = this.#shareOf(kernels, parameters, share);
    kernels.addElements(sum, gradient, this.#bytes);
    return sum;
  }

  #shareOf(kernels: Kernels, parameters: number, share: number): number {
    kernels.copy(parameters, this.#scratch, this.#bytes);
    kernels.scaleElements(this.#scratch, this.#bytes, share);
    return this.#scratch;
  }
}
