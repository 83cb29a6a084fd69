import type { RequestInput } from '../../../shared/api/contract.ts';
import type { DrawnSamples, SAMPLES_REQUESTS } from '../../../shared/api/samples.ts';
import { WorkbenchError } from '../../../shared/errors.ts';
import type { LatentGrid } from '../../../shared/latent-grid.ts';
import { hasBegun, isInPlane } from '../../../shared/run.ts';
import type { Application } from '../application.ts';
import { LatestRequest } from '../../runs/previews/latest-request.ts';
import type { Latent } from '../../files/generate-samples.ts';
import { samplesJob } from '../../files/samples.ts';
import type { RequestHandlers } from './handlers.ts';

type LatentInput = RequestInput<'samples.draw'>['latent'];

export function samplesRequests(
  application: Application,
  closed: AbortSignal,
): RequestHandlers<typeof SAMPLES_REQUESTS> {
  const tables = new LatestRequest();
  closed.addEventListener('abort', () => tables.withdraw(), { once: true });
  const latentOf = async (latent: LatentInput, dimension: number): Promise<Latent> => {
    switch (latent.kind) {
      case 'drawn':
        return { kind: 'drawn', count: latent.count, seed: latent.seed, stream: 'sample' };
      case 'text': {
        const job = { kind: 'latent', text: latent.text, name: 'The table', dimension } as const;
        return { kind: 'given', vectors: await application.tables.read(job, tables.next()) };
      }
      case 'vectors':
        return { kind: 'given', vectors: latent.vectors };
    }
  };
  return {
    'samples.draw': async ({ run: id, epoch, weights, latent }): Promise<DrawnSamples> => {
      const run = application.workbench.store.runs.get(id);
      const dimension = run.config.generator.latent_dimension;
      const given = await latentOf(latent, dimension);
      const job = samplesJob(application.workbench.store, run, { epoch, weights, latent: given });
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
    'samples.latent_grid': async ({ run: id, epoch }): Promise<LatentGrid> => {
      const { store } = application.workbench;
      const run = store.runs.get(id);
      if (hasBegun(run) && !isInPlane(run)) {
        throw new WorkbenchError(
          'not-in-plane',
          `Run ${id} is not in the plane, so it has no latent grid to draw there.`,
        );
      }
      const job = samplesJob(store, run, { epoch, weights: 'current', latent: { kind: 'grid' } });
      const { epoch: found, values: images } = await application.draws.ask({ kind: 'samples', job });
      return { epoch: found, dimension: run.config.generator.latent_dimension, images };
    },
  };
}
