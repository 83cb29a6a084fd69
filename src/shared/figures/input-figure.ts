import type { Range } from '../run.ts';
import type { TargetShape } from './target-shape.ts';

/** A law as the input figure draws it: a density, bins or points, over these axes. */
export interface DrawnLaw {
  /** Such as `U(0, 1)`. */
  readonly label: string;
  readonly axes: readonly Range[];
  readonly shape: TargetShape;
}

/** What the networks are given: latent vectors to start from, data to learn. */
export interface InputFigureData {
  /** One coordinate of the noise law where its coordinates are independent. */
  readonly noise: DrawnLaw & { readonly dimension: number };
  readonly target: DrawnLaw;
}
