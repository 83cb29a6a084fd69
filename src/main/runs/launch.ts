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
  /** Runs that differ only in the seed share one object: what they have in common is then computed once. */
  readonly read: ReadConfig;
  /** Replaces the seed of the config. */
  readonly seed?: number;
  readonly name: string;
  readonly tags?: readonly string[];
  readonly notes?: string;
  /** For a fork, the parent's checkpoint that it starts from. */
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

/** `compute`, called once per object. */
function oncePerObject<Key extends object, Value>(compute: (key: Key) => Value): (key: Key) => Value {
  const computed = new Map<Key, { readonly value: Value }>();
  return (key) => {
    const entry = computed.get(key) ?? { value: compute(key) };
    computed.set(key, entry);
    return entry.value;
  };
}

/** Writes new runs to the store, queued, and gives their ids. If one of them cannot be trained, nothing is written. */
export function createRuns(store: Store, { requests, sweep, owner, jobs }: Launch): string[] {
  const engineOf = oncePerObject(({ config }: ReadConfig) => engineFor(config, jobs).engine);
  for (const { read } of requests) engineOf(read);
  const createdAt = new Date().toISOString();
  return store.atomically(() => {
    const datasets = new Set(requests.flatMap(({ read }) => read.datasets));
    for (const dataset of datasets) store.datasets.put(dataset, createdAt);
    if (sweep) store.sweeps.insert({ ...sweep, createdAt });
    const recordedOf = oncePerObject(({ config }: ReadConfig) => asRecorded(config, store));
    const groupOf = oncePerObject((read: ReadConfig) => groupHash(recordedOf(read), engineOf(read)));
    const runs = requests.map(({ read, seed, name, tags = [], notes = '', forkOf }) => {
      const recorded = recordedOf(read);
      const config = seed === undefined ? recorded : { ...recorded, seed };
      const fork = forkOf && forkFrom(forkOf, config, engineOf(read));
      const group = fork ? groupHash(config, engineOf(read), fork.lineage) : groupOf(read);
      return { id: newId(), name, config, group, createdAt, tags, notes, sweep: sweep?.id, fork, owner };
    });
    store.runs.createAll(runs);
    return runs.map(({ id }) => id);
  });
}
