import type { SWEEPS_CHANNELS, SWEEPS_REQUESTS } from '../../../shared/api/sweeps.ts';
import { WorkbenchError } from '../../../shared/errors.ts';
import type { Application } from '../application.ts';
import { stateFeed, type ChannelHandlers, type RequestHandlers } from './handlers.ts';

export function sweepsRequests(application: Application): RequestHandlers<typeof SWEEPS_REQUESTS> {
  const store = () => application.workbench.store;
  return {
    'sweeps.preview': () => {
      throw new WorkbenchError('not-there', 'Sweeps cannot be previewed yet.');
    },
    'sweeps.launch': () => {
      throw new WorkbenchError('not-there', 'Sweeps cannot be launched yet.');
    },
    'sweeps.rename': ({ sweep, name }) => {
      store().renameSweep(sweep, name);
      application.experimentsChanged();
      return undefined;
    },
    'sweeps.remove': ({ sweep }) => {
      store().removeSweep(sweep);
      application.experimentsChanged();
      return undefined;
    },
  };
}

export function sweepsChannels(application: Application): ChannelHandlers<typeof SWEEPS_CHANNELS> {
  return {
    sweeps: (_input, ready) =>
      stateFeed(
        () => ({ sweeps: application.workbench.store.listSweeps() }),
        (changed) => application.watchExperiments(changed),
        ready,
      ),
  };
}
