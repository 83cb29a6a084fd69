import type { EXPORTS_CHANNELS, EXPORTS_REQUESTS } from '../../../shared/api/exports.ts';
import { WorkbenchError } from '../../../shared/errors.ts';
import type { Application } from '../application.ts';
import { epochsCsv } from '../exports/epochs-csv.ts';
import { runJson } from '../exports/run-json.ts';
import type { ChannelHandlers, RequestHandlers } from './handlers.ts';

export function exportRequests(application: Application): RequestHandlers<typeof EXPORTS_REQUESTS> {
  const store = () => application.workbench.store;
  return {
    'exports.epochs_csv': ({ run }) => epochsCsv(store().readEpochs(run), store().readMeasurements(run)),
    'exports.json': ({ run }) => `${JSON.stringify(runJson(store(), store().getRun(run)), undefined, 2)}\n`,
  };
}

export function exportChannels(): ChannelHandlers<typeof EXPORTS_CHANNELS> {
  return {
    animation: () => {
      throw new WorkbenchError('not-yet', 'Animations cannot be exported yet.');
    },
  };
}
