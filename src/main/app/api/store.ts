import type { RecoverySummary, STORE_CHANNELS, STORE_REQUESTS } from '../../../shared/api/store.ts';
import type { Recovery } from '../../store/care/recovery/recover.ts';
import type { Application } from '../application.ts';
import { recoveryLosses } from '../recovery-losses.ts';
import { stateFeed, type ChannelHandlers, type RequestHandlers } from './handlers.ts';

export function storeRequests(application: Application): RequestHandlers<typeof STORE_REQUESTS> {
  return {
    'store.check': ({ kind }) => application.workbench.upkeep.check(kind),
    'store.back_up': () => application.workbench.upkeep.backUp('requested'),
    'store.restore': ({ backup }) => application.store.restore(backup),
    'store.recover': async () => summaryOf(await application.store.recover()),
    'store.try_again': async () => {
      await application.store.tryAgain();
      return undefined;
    },
  };
}

export function storeChannels(application: Application): ChannelHandlers<typeof STORE_CHANNELS> {
  return {
    store: (_input, ready) =>
      stateFeed(
        () => application.store.state,
        (changed) => application.store.watch(changed),
        ready,
      ),
  };
}

function summaryOf({ runs, lostRuns, from }: Recovery): RecoverySummary {
  return { runs: runs.length, losses: recoveryLosses({ runs, lostRuns }), setAside: from };
}
