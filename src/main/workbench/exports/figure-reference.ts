import type { RunReference } from '../../../shared/api/run.ts';
import type { Axes, Run } from '../../../shared/run.ts';
import type { Store } from '../../store/store.ts';
import { filesFromStore } from '../data/files.ts';
import { runReference, type ReferenceJob } from '../trial/reference.ts';

/** What is asked of a run's laws, with what the store keeps of them. */
export function referenceJob(store: Store, { config }: Run, axes: Axes): ReferenceJob {
  return { config, axes, files: filesFromStore(config, store) };
}

/** What figures of a run draw of its laws, found in this thread: a module of the user's runs in it. */
export function figureReference(store: Store, run: Run, axes: Axes): Promise<RunReference> {
  return runReference(referenceJob(store, run, axes));
}
