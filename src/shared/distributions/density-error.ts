import { shortNumber } from '../number-text.ts';

/**
 * Why a function is not a density. The message completes a sentence that begins with the function, such as `is negative
 * at x = -1; …`.
 */
export class DensityError extends Error {
  override readonly name = 'DensityError';
}

/** Rounding may bring a density this far below 0, as a share of its largest value. */
const ROUNDING = 1e-12;

/** Checks the values of a density: throws a DensityError for one that is not finite, and records the least and the largest. */
export class CheckedDensity {
  #least = { value: 0, place: '' };
  #largest = 0;
  readonly #advice: string;

  /** `advice` says what to do about a value that is not finite. */
  constructor(advice: string) {
    this.#advice = advice;
  }

  get largest(): number {
    return this.#largest;
  }

  /** The `value` at `coordinates`, or 0 if it is negative; `check` later throws if it was too negative. */
  take(value: number, ...coordinates: readonly number[]): number {
    if (!Number.isFinite(value)) throw new DensityError(`is not finite at ${placeOf(coordinates)}; ${this.#advice}`);
    if (value > this.#largest) this.#largest = value;
    if (value >= 0) return value;
    if (value < this.#least.value) this.#least = { value, place: placeOf(coordinates) };
    return 0;
  }

  /** Throws a DensityError if a value was negative by more than rounding. */
  check(): void {
    const { value, place } = this.#least;
    if (value >= -ROUNDING * this.#largest && (value === 0 || this.#largest > 0)) return;
    throw new DensityError(`is negative at ${place}, where it is ${shortNumber(value)}; a density is 0 or more`);
  }
}

function placeOf(coordinates: readonly number[]): string {
  return coordinates.map((value, index) => `${'xy'[index]} = ${shortNumber(value)}`).join(', ');
}
