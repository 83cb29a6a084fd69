import type { RUNS_CHANNELS, RUNS_REQUESTS } from '../../../shared/api/runs.ts';
import { emitMarked } from '../../runs/events.ts';
import type { Application } from '../application.ts';
import type { ChannelHandlers, RequestHandlers } from './handlers.ts';
import { RunListFeed } from './run-list-feed.ts';

export function runsRequests(application: Application): RequestHandlers<typeof RUNS_REQUESTS> {
  const store = () => application.workbench.store;
  /** Makes one change to each of several runs, or none of them where one is refused. */
  const forEach = (runs: readonly string[], change: (run: string) => void): undefined => {
    store().atomically(() => {
      for (const run of runs) change(run);
    });
    emitMarked(application.workbench.events, runs);
    return undefined;
  };
  return {
    'runs.rename': ({ run, name }) => forEach([run], () => store().runs.rename(run, name)),
    'runs.set_notes': ({ run, notes }) => forEach([run], () => store().runs.setNotes(run, notes)),
    'runs.change_tags': ({ runs, add, remove }) =>
      forEach(runs, (run) => {
        const kept = store()
          .runs.get(run)
          .tags.filter((tag) => !remove.includes(tag));
        store().runs.setTags(run, [...new Set([...kept, ...add])]);
      }),
    'runs.set_star': ({ runs, starred }) => forEach(runs, (run) => store().runs.setStar(run, starred)),
    'runs.trash': ({ runs }) => {
      const at = new Date().toISOString();
      application.workbench.claims.interruptAbandoned();
      forEach(runs, (run) => store().runs.trash(run, at));
      return undefined;
    },
    'runs.restore': ({ runs }) => forEach(runs, (run) => store().runs.restore(run)),
    'runs.measure': ({ runs }) => ({ bytes: runs.reduce((sum, run) => sum + store().runs.bytes(run), 0) }),
    'runs.purge': ({ runs }) => {
      const before = store().bytes();
      application.workbench.claims.interruptAbandoned();
      try {
        store().runs.purge(runs);
      } finally {
        emitMarked(application.workbench.events, runs);
      }
      return { bytes: Math.max(0, before - store().bytes()) };
    },
  };
}

export function runsChannels(application: Application): ChannelHandlers<typeof RUNS_CHANNELS> {
  return {
    runs: (_input, ready) => {
      // Whoever sees the list is about to look at runs.
      application.draws.prepare();
      return new RunListFeed(application.workbench, ready);
    },
  };
}
