import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';
import type { RandomSource } from '../../../shared/distributions/law.ts';

const standardNormalQuantile = normalQuantile.factory(0, 1);

/** The root of x⁵ = x + 1. */
const RATIO = 1.1673039782614187;
const DIMENSIONS = 4;

/**
 * A quasirandom source: its points lie evenly instead of at random. Numbers 1 to 4 of each point are those of Roberts'
 * sequence R₄, additive recurrences by powers of 1/g with g⁵ = g + 1 (The unreasonable effectiveness of quasirandom
 * sequences, 2018). Further numbers come from `rest`. Means over n such points have an error of about 1/n, compared
 * with 1/√n for random ones.
 */
export class EvenSource implements RandomSource {
  readonly #places = new Float64Array(DIMENSIONS).fill(0.5);
  readonly #steps = new Float64Array(DIMENSIONS);
  readonly #rest: RandomSource;
  #next = 0;

  constructor(rest: RandomSource) {
    this.#rest = rest;
    let step = 1;
    for (let dimension = 0; dimension < DIMENSIONS; dimension++) this.#steps[dimension] = step /= RATIO;
  }

  /** Moves to the next point. */
  advance(): void {
    this.#next = 0;
    for (let dimension = 0; dimension < DIMENSIONS; dimension++) {
      const place = this.#places[dimension] + this.#steps[dimension];
      this.#places[dimension] = place < 1 ? place : place - 1;
    }
  }

  uniform(): number {
    return this.#next < DIMENSIONS ? this.#places[this.#next++] : this.#rest.uniform();
  }

  normal(): number {
    if (this.#next === DIMENSIONS) return this.#rest.normal();
    const place = this.#places[this.#next++];
    // The recurrence may reach 0 by rounding, where the quantile is infinite.
    return place > 0 ? standardNormalQuantile(place) : this.#rest.normal();
  }

  integer(below: number): number {
    return Math.floor(this.uniform() * below);
  }
}
