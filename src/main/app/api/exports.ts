import type { EXPORTS_CHANNELS, EXPORTS_REQUESTS } from '../../../shared/api/exports.ts';
import { parseDrawing } from '../../../shared/figures/drawing.ts';
import type { Application } from '../application.ts';
import { epochsCsv } from '../../files/exports/epochs-csv.ts';
import { runJson } from '../../files/exports/run-json.ts';
import { writeVector } from '../../files/figures/vector.ts';
import { AnimationFeed } from './animation-feed.ts';
import type { ChannelHandlers, RequestHandlers } from './handlers.ts';

export function exportRequests(application: Application): RequestHandlers<typeof EXPORTS_REQUESTS> {
  const store = () => application.workbench.store;
  return {
    'exports.epochs_csv': ({ run }) => epochsCsv(store().epochs.read(run), store().snapshots.readMeasurements(run)),
    'exports.vector': ({ drawing, ...options }) => writeVector([parseDrawing(drawing)], options),
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
