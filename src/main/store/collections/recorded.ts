import type { EncodedCheckpoint } from '../../../shared/checkpoint.ts';
import { WorkbenchError } from '../../../shared/errors.ts';
import type { PackedSnapshot } from '../../../shared/frames/frame-codec.ts';
import type { NoiseFloor } from '../../../shared/metrics.ts';
import type { EpochRecord } from '../../../shared/run.ts';
import { floorsWithShare, shareUnitOf } from '../../../shared/wasserstein-share.ts';
import type { StoredCheckpoint } from '../tables/checkpoints.ts';
import { targetScaleOf } from '../tables/run-rows.ts';
import { byRun, type Access } from './access.ts';

/** One message of a training run, which is stored as a whole or not at all. */
export interface Recording {
  readonly run: string;
  /** The epochs since the last message, in order. */
  readonly epochs: readonly EpochRecord[];
  /** The snapshots since the last message, in order. */
  readonly snapshots: readonly PackedSnapshot[];
  /** Overwrites the run's rolling checkpoint. */
  readonly rolling?: EncodedCheckpoint | undefined;
  readonly kept: readonly EncodedCheckpoint[];
}

/** What runs recorded: epochs, snapshots, checkpoints and noise floors, read by a run's id. */
export function recordedCollections(access: Access) {
  const { tables, write } = access;
  const key = (id: string) => tables().runs.row(id).run_key;

  function append({ run, epochs, snapshots, rolling, kept }: Recording): void {
    const all = tables();
    const runKey = all.statuses.keyOf(run, ['running', 'paused'], 'recorded');
    all.epochs.append(runKey, epochs);
    all.snapshots.append(runKey, snapshots);
    for (const checkpoint of kept) all.checkpoints.keep(runKey, checkpoint);
    if (rolling !== undefined) all.checkpoints.roll(runKey, rolling);
    const last = epochs.at(-1);
    if (last !== undefined) all.runs.setProgress(runKey, last.epoch, last.seconds);
  }

  function removeAfter(runKey: number, epoch: number, keepsSnapshot: boolean): void {
    const { epochs, snapshots, checkpoints, summaries } = tables();
    epochs.removeAfter(runKey, epoch);
    snapshots.removeAfter(runKey, keepsSnapshot ? epoch : epoch - 1);
    checkpoints.removeAfter(runKey, epoch);
    summaries.remove(runKey);
  }

  function truncate(id: string, epoch: number, keepsSnapshot: boolean): void {
    const { runs, checkpoints } = tables();
    const runKey = key(id);
    const checkpoint = checkpoints.list(runKey).find((entry) => entry.epoch === epoch);
    if (checkpoint === undefined) {
      throw new WorkbenchError('checkpoint-not-found', `Run ${id} has no checkpoint at epoch ${epoch} to resume from.`);
    }
    removeAfter(runKey, epoch, keepsSnapshot);
    runs.setProgress(runKey, epoch, checkpoint.seconds);
  }

  function clear(id: string): void {
    const runKey = key(id);
    removeAfter(runKey, -1, true);
    tables().runs.setProgress(runKey, 0, 0);
  }

  return {
    recordings: {
      /** Writes one message of a run in training. Throws `run-status`. */
      append: (recording: Recording): void => write(() => append(recording)),
      /**
       * Takes a run back to its checkpoint of `epoch`, to be trained again from there: deletes everything recorded after it, and the
       * snapshot of that epoch unless `keepsSnapshot`, as where the run, now longer, has none there. Throws `checkpoint-not-found`.
       */
      truncateAfter: (id: string, epoch: number, keepsSnapshot = true): void =>
        write(() => truncate(id, epoch, keepsSnapshot)),
      /** Takes a run without a checkpoint back to its beginning: deletes all that was recorded of it. */
      clear: (id: string): void => write(() => clear(id)),
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
