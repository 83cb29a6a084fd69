import type { ReadConfig } from '../files/data/files.ts';
import { asRecorded } from '../files/data/files.ts';
import { groupHash } from '../store/group-hash.ts';
import { newId } from '../store/new-id.ts';
import type { Store } from '../store/store.ts';
import type { NewSweep } from '../store/tables/sweeps.ts';
import { engineFor } from './engine-choice.ts';
import { forkFrom, type ForkPoint } from './fork.ts';

/** A run to be queued: its config with what its files hold. */
export interface RunRequest {
  readonly read: ReadConfig;
  readonly name: string;
  readonly tags?: readonly string[];
  readonly notes?: string;
  /** The checkpoint that it goes on from, where it is forked from another run. */
  readonly forkOf?: ForkPoint | undefined;
}

/** A sweep to be launched with its runs. */
export type SweepRequest = Omit<NewSweep, 'createdAt'>;

export interface Launch {
  readonly requests: readonly RunRequest[];
  /** The sweep that the runs are of. */
  readonly sweep: SweepRequest | undefined;
  /** The process that claims them. */
  readonly owner: string;
  /** Runs trained side by side. */
  readonly jobs: number;
}

/** Writes new runs into the store, queued, and gives their ids. Writes nothing where one of them cannot be trained. */
export function createRuns(store: Store, { requests, sweep, owner, jobs }: Launch): string[] {
  const engines = requests.map(({ read }) => engineFor(read.config, jobs).engine);
  const createdAt = new Date().toISOString();
  return store.atomically(() => {
    // The runs of many seeds share one object: it is written once.
    const datasets = new Set(requests.flatMap(({ read }) => read.datasets));
    for (const dataset of datasets) store.datasets.put(dataset, createdAt);
    if (sweep) store.sweeps.insert({ ...sweep, createdAt });
    return requests.map(({ read, name, tags = [], notes = '', forkOf }, index) => {
      const id = newId();
      const config = asRecorded(read.config, store);
      const fork = forkOf && forkFrom(forkOf, config, engines[index]);
      const group = groupHash(config, engines[index], fork?.lineage);
      store.runs.create({ id, name, config, group, createdAt, tags, notes, sweep: sweep?.id, fork, owner });
      return id;
    });
  });
}
