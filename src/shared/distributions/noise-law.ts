import type { NoiseConfig } from '../config/laws.ts';
import { functionNoise, type DrawFunction } from './function-law.ts';
import type { Law1D, NoiseLaw, RandomSource } from './law.ts';
import { normal } from './normal.ts';
import { uniform } from './uniform.ts';

/** A latent law that needs nothing but its config. */
export type FormulaNoise = Exclude<NoiseConfig, { law: 'module' }>;

/** The function that a `module` law's file exports, and a fresh stream derived from its digest for its fixed draw. */
export interface FunctionNoise {
  readonly law: 'module';
  /** Its dimension is the latent dimension. */
  readonly draws: DrawFunction;
  readonly fixed: RandomSource;
}

/** A noise config, with the content of its file in place of the path. */
export type ResolvedNoise = FormulaNoise | FunctionNoise;

export function noiseLaw(noise: ResolvedNoise, latentDimension: number): NoiseLaw {
  switch (noise.law) {
    case 'uniform':
      return independent(uniform(noise), latentDimension);
    case 'normal':
      return independent(normal(noise), latentDimension);
    case 'module':
      return functionNoise(noise.draws, noise.fixed);
  }
}

/** `dimension` independent coordinates of one law. */
function independent(law: Law1D, dimension: number): NoiseLaw {
  return {
    dimension,
    sample: (out, count, source) => law.sample(out, count * dimension, source),
    marginal: dimension === 1 ? law : undefined,
    coordinate: () => law,
  };
}
