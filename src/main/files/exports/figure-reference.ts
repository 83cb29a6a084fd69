import type { RunReference } from '../../../shared/api/run.ts';
import { scalesOf } from '../../../shared/run-scales.ts';
import type { Axes, Run } from '../../../shared/run.ts';
import type { Store } from '../../store/store.ts';
import { filesFromStore } from '../data/files.ts';
import { runReference, type ReferenceJob } from '../figures/reference.ts';

/** The job that computes the reference of a run's figures from its laws and what the store has of them. */
export function referenceJob(store: Store, run: Run, axes: Axes): ReferenceJob {
  const { config } = run;
  return { config, axes, files: filesFromStore(config, store), scales: scalesOf(run) };
}

/** What figures of a run draw of its laws, found in this thread: a module of the user's runs in it. */
export function figureReference(store: Store, run: Run, axes: Axes): Promise<RunReference> {
  return runReference(referenceJob(store, run, axes));
}
