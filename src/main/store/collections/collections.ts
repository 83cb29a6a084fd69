import type { GroupLook } from '../../../shared/api/compare.ts';
import type { Study } from '../../../shared/api/studies.ts';
import type { Sweep } from '../../../shared/api/sweeps.ts';
import type { DatasetKey } from '../tables/dataset-keys.ts';
import type { Dataset, DatasetFacts } from '../tables/datasets.ts';
import { writing, type Access } from './access.ts';
import { recordedCollections } from './recorded.ts';
import { runCollection } from './runs.ts';
import { stateCollection } from './states.ts';

export interface CollectionOptions extends Access {
  readonly isForWriting: boolean;
  /** Gives what was deleted back to the disk. */
  readonly giveBackSpace: () => void;
  readonly isOwnerAlive: (owner: string) => boolean;
}

/** What a store holds, a collection a subject. Every change is one transaction. */
export type Collections = ReturnType<typeof collectionsOf>;

export function collectionsOf(options: CollectionOptions) {
  const { tables, write, isForWriting, giveBackSpace, isOwnerAlive } = options;
  return {
    runs: runCollection(options, giveBackSpace),
    states: stateCollection(options, isOwnerAlive, isForWriting),
    ...recordedCollections(options),
    /** Throws `sweep-not-found` where one is named that is not there. Runs of a sweep that is removed stay. */
    sweeps: {
      get: (id: string): Sweep => tables().sweeps.get(id),
      list: (): Sweep[] => tables().sweeps.list(),
      ...writing(options, 'sweeps', ['insert', 'rename', 'remove']),
    },
    /** Throws `study-not-found` where one is named that is not there. Runs of a study that is removed stay. */
    studies: {
      list: (): Study[] => tables().studies.list(),
      ...writing(options, 'studies', ['insert', 'change', 'remove']),
    },
    groupLooks: {
      /**
       * Records that these groups (by their hashes) are compared now, and gives when each was first compared. In a read-only store,
       * gives only the groups that were compared before.
       */
      look: (groups: readonly string[], at: string): GroupLook[] =>
        isForWriting ? write(() => tables().groupLooks.look(groups, at)) : tables().groupLooks.read(groups),
    },
    /** The users' own tables and modules. */
    datasets: {
      find: (key: DatasetKey): Dataset | undefined => tables().datasets.find(key),
      facts: (key: DatasetKey): DatasetFacts | undefined => tables().datasets.facts(key),
      get: (key: DatasetKey): Dataset => tables().datasets.get(key),
      /** Keeps a dataset; the same one again changes nothing. */
      ...writing(options, 'datasets', ['put']),
    },
  };
}
