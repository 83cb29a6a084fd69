import type { SWEEPS_CHANNELS, SWEEPS_REQUESTS } from '../../../shared/api/sweeps.ts';
import type { RunConfig } from '../../../shared/config/schema.ts';
import type { Application } from '../application.ts';
import { jobFiles, storedFiles } from '../../files/data/files.ts';
import { refuseUnfitTable } from '../../files/data/table-fitness.ts';
import { armsInStore } from '../../experiments/sweep-existing.ts';
import { newSweep, plannedSweep, readArms, sweepRuns } from '../../experiments/sweep-plan.ts';
import { previewSweep } from '../../experiments/sweep-preview.ts';
import { LatestRequest } from '../../runs/previews/latest-request.ts';
import { stateFeed, type ChannelHandlers, type RequestHandlers } from './handlers.ts';

export function sweepsRequests(application: Application): RequestHandlers<typeof SWEEPS_REQUESTS> {
  const store = () => application.workbench.store;
  const { previewThread } = application;
  const read = (config: RunConfig) => {
    const files = storedFiles(config, store());
    refuseUnfitTable(files);
    return files;
  };
  // The window asks while the user types.
  const previews = new LatestRequest();
  let isCompiled = false;
  return {
    'sweeps.preview': async ({ sweep }) => {
      const withdrawn = previews.next();
      const plan = plannedSweep(sweep);
      const arms = await readArms(plan.arms, read);
      const { jobs } = application.workbench.queue;
      return previewSweep(plan, arms, armsInStore(store(), arms, jobs), jobs, async (middle, choice) => {
        const question = { kind: 'estimate', config: middle.config, files: jobFiles(middle), choice } as const;
        // In a new thread the first try is mostly the time that code takes to be compiled.
        if (!isCompiled) await previewThread.ask(question, withdrawn);
        isCompiled = true;
        return previewThread.ask(question, withdrawn);
      });
    },
    'sweeps.launch': async ({ sweep, only_missing: onlyMissing = false }) => {
      const plan = plannedSweep(sweep);
      const arms = await readArms(plan.arms, read);
      const { seeds } = plan.definition;
      const there = onlyMissing ? armsInStore(store(), arms, application.workbench.queue.jobs) : [];
      const launched = newSweep(
        plan.definition,
        there.map(({ group }) => group),
      );
      const requests = sweepRuns(arms, seeds, [], (arm, seed) => onlyMissing && there[arm].runs.has(seed));
      const runs = application.workbench.queue.launch(requests, launched);
      application.experimentsChanged();
      return { sweep: launched.id, runs };
    },
    'sweeps.rename': ({ sweep, name }) => {
      store().sweeps.rename(sweep, name);
      application.experimentsChanged();
      return undefined;
    },
    'sweeps.remove': ({ sweep }) => {
      store().sweeps.remove(sweep);
      application.experimentsChanged();
      return undefined;
    },
  };
}

export function sweepsChannels(application: Application): ChannelHandlers<typeof SWEEPS_CHANNELS> {
  return {
    sweeps: (_input, ready) =>
      stateFeed(
        () => ({ sweeps: application.workbench.store.sweeps.list() }),
        (changed) => application.watchExperiments(changed),
        ready,
      ),
  };
}
