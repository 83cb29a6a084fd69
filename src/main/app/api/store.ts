import type { RecoverySummary, STORE_CHANNELS, STORE_REQUESTS } from '../../../shared/api/store.ts';
import type { Recovery } from '../../store/care/recovery/recover.ts';
import type { Application } from '../application.ts';
import { recoveryLosses } from '../recovery-losses.ts';
import { stateFeed, type ChannelHandlers, type RequestHandlers } from './handlers.ts';

export function storeRequests(application: Application): RequestHandlers<typeof STORE_REQUESTS> {
  return {
    'store.check': ({ kind }) => application.workbench.upkeep.check(kind),
    'store.back_up': () => application.workbench.upkeep.backUp('requested'),
    'store.restore': ({ backup }) => application.restoreBackup(backup),
    'store.recover': async () => summaryOf(await application.recoverStore()),
    'store.try_again': async () => {
      await application.tryAgain();
      return undefined;
    },
  };
}

export function storeChannels(application: Application): ChannelHandlers<typeof STORE_CHANNELS> {
  return {
    store: (_input, ready) =>
      stateFeed(
        () => application.storeState(),
        (changed) => application.watchStoreState(changed),
        ready,
      ),
  };
}

function summaryOf({ runs, lostRuns, from }: Recovery): RecoverySummary {
  return { runs: runs.length, losses: recoveryLosses({ runs, lostRuns }), setAside: from };
}
