import type { DrawnSamples, SAMPLES_REQUESTS } from '../../../shared/api/samples.ts';
import type { Application } from '../application.ts';
import { parseLatentVectors } from '../latent-vectors.ts';
import { samplesJob, type Latent } from '../samples.ts';
import type { RequestHandlers } from './handlers.ts';

export function samplesRequests(application: Application): RequestHandlers<typeof SAMPLES_REQUESTS> {
  return {
    'samples.draw': async ({ run: id, epoch, weights, latent }): Promise<DrawnSamples> => {
      const { store } = application.workbench;
      const run = store.getRun(id);
      const dimension = run.config.generator.latent_dimension;
      const job = samplesJob(store, run, { epoch, weights, latent: latentOf(latent, dimension) });
      const samples = await application.draws.ask({ kind: 'samples', job });
      return {
        epoch: samples.epoch,
        latent: samples.latent,
        latentDimension: dimension,
        values: samples.values,
        dimension: samples.dimension,
        discriminator: samples.discriminator,
      };
    },
  };
}

type LatentInput = Parameters<ReturnType<typeof samplesRequests>['samples.draw']>[0]['latent'];

function latentOf(latent: LatentInput, dimension: number): Latent {
  switch (latent.kind) {
    case 'drawn':
      return { kind: 'drawn', count: latent.count, seed: latent.seed, stream: 'sample' };
    case 'text':
      return { kind: 'given', vectors: parseLatentVectors(Buffer.from(latent.text), 'The table', dimension) };
    case 'vectors':
      return { kind: 'given', vectors: latent.vectors };
  }
}
