import { z } from 'zod';
import type { LatentGrid } from '../latent-grid.ts';
import { epochNumber, request, runId } from './request.ts';
import type { Numbers } from '../numbers.ts';

/** Samples of a generator, and what the discriminator of the same epoch says of them. */
export interface DrawnSamples {
  /** The epoch whose checkpoint was taken. */
  readonly epoch: number;
  /** `[n, latentDimension]` */
  readonly latent: Float32Array;
  readonly latentDimension: number;
  /** `[n, dimension]`, in the data's own units: float64 where these were standardized. */
  readonly values: Numbers;
  readonly dimension: number;
  /** D(G(z)), a probability or what `outputKind` says; `[n]` */
  readonly discriminator: Float32Array;
}

export const SAMPLES_REQUESTS = {
  /** As `sample` on the command line: the same latent vectors give the same bytes. */
  'samples.draw': request(
    z.strictObject({
      run: runId,
      epoch: z.union([epochNumber, z.literal('last')]),
      weights: z.enum(['current', 'average']),
      latent: z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('drawn'), count: z.int().min(1).max(100_000), seed: z.int().min(0) }),
        /** A table as pasted: one row a vector, one column a coordinate. */
        z.strictObject({ kind: z.literal('text'), text: z.string().max(20_000_000) }),
        /** `[n, latentDimension]` */
        z.strictObject({ kind: z.literal('vectors'), vectors: z.instanceof(Float32Array) }),
      ]),
    }),
  ).gives<DrawnSamples>(),
  /** The latent grid of a run in the plane under the trained generator of the kept checkpoint nearest to an epoch. */
  'samples.latent_grid': request(z.strictObject({ run: runId, epoch: epochNumber })).gives<LatentGrid>(),
};
