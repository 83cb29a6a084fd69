import type { Numbers } from '../numbers.ts';

/** A seeded stream of random numbers, the only source of randomness that a law may use. */
export interface RandomSource {
  /** A number of [0, 1) with 53 random bits. */
  uniform(): number;
  /** A draw of the standard normal law, by the inverse of its distribution function: one uniform number per draw. */
  normal(): number;
  /** A whole number of 0 … below − 1. */
  integer(below: number): number;
}

/** One separate peak of a law: a Gaussian of `standardDeviation` around `centre` that holds `weight` of the probability. */
export interface Mode {
  readonly centre: readonly number[];
  readonly standardDeviation: number;
  readonly weight: number;
}

/**
 * Mean, standard deviation, skewness and excess kurtosis; undefined if they do not exist (Student's t with few degrees
 * of freedom).
 */
export interface Moments {
  readonly mean: number | undefined;
  readonly standardDeviation: number | undefined;
  readonly skewness: number | undefined;
  readonly excessKurtosis: number | undefined;
}

/** The distribution of one coordinate. */
export interface Marginal {
  /** P(X ≤ x). */
  readonly cdf: (x: number) => number;
  /** The smallest x with P(X ≤ x) ≥ p, for p in (0, 1); at 0 and 1 the ends of the support, which may be infinite. */
  readonly quantile: (p: number) => number;
}

/** Draws that can be prepared. */
export interface Expecting {
  /**
   * Announces that the next `calls` calls of `sample` take `count` draws each from `source`, so that they can be drawn
   * ahead. The numbers are the same without this call, and if other calls come in between.
   */
  readonly expect?: ((count: number, calls: number, source: RandomSource) => void) | undefined;
}

interface Sampled extends Expecting {
  /** Writes `count` draws into `out`, row-major `[count, dimension]`. */
  sample(out: Numbers, count: number, source: RandomSource): void;
  /** The law's separate peaks; empty if it has none. */
  readonly modes: readonly Mode[];
}

export interface Law1D extends Sampled, Marginal {
  readonly dimension: 1;
  /** Probability density at x; undefined if only data is known. */
  readonly density: ((x: number) => number) | undefined;
  readonly moments: Moments;
  /** The law to which distances are measured: this law itself, or the held-out part of the user's data. */
  readonly reference: Law1D;
}

export interface Law2D extends Sampled {
  readonly dimension: 2;
  /** Probability density at (x, y); undefined if only data is known. */
  readonly density: ((x: number, y: number) => number) | undefined;
  readonly marginals: readonly [Marginal, Marginal];
  readonly reference: Law2D;
}

/** A target law, or a noise law of one coordinate. */
export type Law = Law1D | Law2D;

/** A latent law: `dimension` independent coordinates, or the user's own function. */
export interface NoiseLaw extends Expecting {
  readonly dimension: number;
  /** Writes `count` latent vectors into `out`, row-major `[count, dimension]`, rounded to float32. */
  sample(out: Float32Array, count: number, source: RandomSource): void;
  /** The law of the single coordinate if `dimension` is 1: the horizontal axis of the G(z) curve. */
  readonly marginal: Marginal | undefined;
  /** The law of a coordinate by itself, by its index; of the user's function as a few thousand draws tell it. */
  coordinate(index: number): Pick<Marginal, 'quantile'>;
}
