import type { EXPORTS_CHANNELS, EXPORTS_REQUESTS } from '../../../shared/api/exports.ts';
import type { Application } from '../application.ts';
import { epochsCsv } from '../../files/exports/epochs-csv.ts';
import { runJson } from '../../files/exports/run-json.ts';
import { AnimationFeed } from './animation-feed.ts';
import type { ChannelHandlers, RequestHandlers } from './handlers.ts';

export function exportRequests(application: Application): RequestHandlers<typeof EXPORTS_REQUESTS> {
  const store = () => application.workbench.store;
  return {
    'exports.epochs_csv': ({ run }) => epochsCsv(store().epochs.read(run), store().snapshots.readMeasurements(run)),
    'exports.vector': async ({ drawing, ...options }) => {
      // Loaded here, since nothing else in this thread draws, and a start should not wait for it.
      const [{ parseDrawing }, { writeVector }] = await Promise.all([
        import('../../../shared/figures/drawing.ts'),
        import('../../files/figures/vector.ts'),
      ]);
      return writeVector([parseDrawing(drawing)], options);
    },
    'exports.json': ({ run }) => `${JSON.stringify(runJson(store(), store().runs.get(run)), undefined, 2)}\n`,
  };
}

export function exportChannels(application: Application): ChannelHandlers<typeof EXPORTS_CHANNELS> {
  return {
    animation: ({ run, ...options }, ready) =>
      new AnimationFeed({ store: application.workbench.store.readFile, run, options }, ready, (error) =>
        application.log.error(error),
      ),
  };
}
