import type { NoiseFloor } from '../../../shared/metrics.ts';
import { floorsWithShare, shareUnitOf } from '../../../shared/wasserstein-share.ts';
import type { StoredCheckpoint } from '../tables/checkpoints.ts';
import { append, clear, truncate, type Recording } from '../tables/recording.ts';
import { targetScaleOf } from '../tables/target-scale.ts';
import { byRun, type Access } from './access.ts';

/** What runs recorded: epochs, snapshots, checkpoints and noise floors, read by a run's id. */
export function recordedCollections(access: Access) {
  const { tables, write } = access;
  const key = (id: string) => tables().runs.row(id).run_key;
  return {
    recordings: {
      /** Writes one message of a run in training. Throws `run-status`. */
      append: (recording: Recording): void => write(() => append(tables(), recording)),
      /**
       * Takes a run back to its checkpoint of `epoch`: deletes everything recorded after it, and the snapshot of that epoch unless
       * `keepsSnapshot`. Throws `checkpoint-not-found`.
       */
      truncateAfter: (id: string, epoch: number, keepsSnapshot = true): void =>
        write(() => truncate(tables(), id, epoch, keepsSnapshot)),
      /** Takes a run back to its beginning: deletes all that was recorded of it. */
      clear: (id: string): void => write(() => clear(tables(), id)),
    },
    epochs: byRun(access, 'epochs', ['read', 'readBuckets']),
    snapshots: byRun(access, 'snapshots', [
      'read',
      'readMeasurements',
      'readBuckets',
      'readEpochs',
      'readExact',
      'walkExact',
      'readNearest',
    ]),
    checkpoints: {
      ...byRun(access, 'checkpoints', ['list', 'readExact']),
      /** The newest checkpoint of all, or the kept one nearest to an epoch; undefined where there is none. */
      read: (id: string, epoch: number | 'last'): StoredCheckpoint | undefined =>
        epoch === 'last' ? tables().checkpoints.readNewest(key(id)) : tables().checkpoints.readNearest(key(id), epoch),
      /** Makes a kept checkpoint the rolling one, to be overwritten by the next. */
      unkeep: (id: string, epoch: number): void => write(() => tables().checkpoints.unkeep(key(id), epoch)),
    },
    noiseFloors: {
      read(id: string): NoiseFloor[] {
        const row = tables().runs.row(id);
        return floorsWithShare(tables().noiseFloors.read(row.run_key), shareUnitOf(targetScaleOf(row)));
      },
      /** The noise floors that a run with this law and number of samples was given before; empty where there is none. */
      find: (law: string, samples: number): NoiseFloor[] => tables().noiseFloors.readByLaw(law, samples),
    },
  };
}
