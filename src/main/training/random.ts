import { createHash } from 'node:crypto';
import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';
import type { RandomSource } from '../../shared/distributions/law.ts';

const standardNormalQuantile = normalQuantile.factory(0, 1);

/**
 * xoshiro128++ 1.0 (Blackman and Vigna, 2019, https://prng.di.unimi.it/xoshiro128plusplus.c), a published generator of
 * 32-bit integers. Its whole state is four words, which a checkpoint stores.
 */
export class RandomStream implements RandomSource {
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  /** `state` is four 32-bit words, not all 0. */
  constructor(state: Uint32Array) {
    this.#a = state[0] | 0;
    this.#b = state[1] | 0;
    this.#c = state[2] | 0;
    this.#d = state[3] | 0;
  }

  /** The next 32 bits, as a whole number of 0 … 2³² − 1. */
  bits(): number {
    const sum = (this.#a + this.#d) | 0;
    const result = (((sum << 7) | (sum >>> 25)) + this.#a) >>> 0;
    const shifted = this.#b << 9;
    this.#c ^= this.#a;
    this.#d ^= this.#b;
    this.#b ^= this.#c;
    this.#a ^= this.#d;
    this.#c ^= shifted;
    this.#d = (this.#d << 11) | (this.#d >>> 21);
    return result;
  }

  uniform(): number {
    const high = this.bits() >>> 5;
    return (high * 67108864 + (this.bits() >>> 6)) / 9007199254740992;
  }

  normal(): number {
    // 52 bits plus one half: exact in a double, and never 0 or 1, whose quantiles are infinite.
    const high = this.bits() >>> 6;
    return standardNormalQuantile((high * 67108864 + (this.bits() >>> 6) + 0.5) / 4503599627370496);
  }

  integer(below: number): number {
    return Math.floor(this.uniform() * below);
  }

  state(): Uint32Array {
    return Uint32Array.of(this.#a, this.#b, this.#c, this.#d);
  }

  /** Continues from a saved state. */
  moveTo(state: Uint32Array): void {
    this.#a = state[0] | 0;
    this.#b = state[1] | 0;
    this.#c = state[2] | 0;
    this.#d = state[3] | 0;
  }
}

/**
 * The stream `name` of `seed`, which nothing else reads: its state is the first 16 bytes, little-endian, of SHA-256 of
 * `gan-workbench/SEED/NAME`. The streams of a run are named `init`, `data`, `noise`, `generator_data`, `dropout`,
 * `epsilons`, `instance_noise`, `evaluation`, `divergence_evaluation` and `final_evaluation`; what must be equal for
 * every run (the split of a table, a noise floor) uses a digest or a word instead of the seed.
 */
export function randomStream(seed: number | string, name: string): RandomStream {
  const digest = createHash('sha256').update(`gan-workbench/${seed}/${name}`).digest();
  return new RandomStream(Uint32Array.from({ length: 4 }, (_, index) => digest.readUInt32LE(index * 4)));
}
