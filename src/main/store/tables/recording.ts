import type { PackedSnapshot } from '../../../shared/frames/frame-codec.ts';
import type { EpochRecord } from '../../../shared/run.ts';
import { WorkbenchError } from '../../../shared/errors.ts';
import type { EncodedCheckpoint } from '../../../shared/checkpoint.ts';
import type { CheckpointTable } from './checkpoints.ts';
import type { EpochTable } from './epochs.ts';
import type { RunStatusTable } from './run-statuses.ts';
import type { RunTable } from './runs.ts';
import type { SnapshotTable } from './snapshots.ts';
import type { SummaryTable } from './summaries.ts';

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

interface Tables {
  readonly runs: RunTable;
  readonly statuses: RunStatusTable;
  readonly epochs: EpochTable;
  readonly snapshots: SnapshotTable;
  readonly checkpoints: CheckpointTable;
  readonly summaries: SummaryTable;
}

/** Writes a message. Call it within a transaction. Throws `run-status` for a run that is not training. */
export function append(tables: Tables, { run, epochs, snapshots, rolling, kept }: Recording): void {
  const runKey = tables.statuses.keyOf(run, ['running', 'paused'], 'recorded');
  tables.epochs.append(runKey, epochs);
  tables.snapshots.append(runKey, snapshots);
  for (const checkpoint of kept) tables.checkpoints.keep(runKey, checkpoint);
  if (rolling !== undefined) tables.checkpoints.roll(runKey, rolling);
  const last = epochs.at(-1);
  if (last !== undefined) tables.runs.setProgress(runKey, last.epoch, last.seconds);
}

/**
 * Resets a run to its checkpoint of `epoch`, to be trained again from there: deletes everything recorded after it, and
 * the snapshot of that epoch if the run, now longer, has none there. Call this within a transaction. Throws
 * `checkpoint-not-found`.
 */
export function truncate(tables: Tables, run: string, epoch: number, keepsSnapshot: boolean): void {
  const { run_key: runKey } = tables.runs.row(run);
  const checkpoint = tables.checkpoints.list(runKey).find((entry) => entry.epoch === epoch);
  if (checkpoint === undefined) {
    throw new WorkbenchError('checkpoint-not-found', `Run ${run} has no checkpoint at epoch ${epoch} to resume from.`);
  }
  removeAfter(tables, runKey, epoch, keepsSnapshot);
  tables.runs.setProgress(runKey, epoch, checkpoint.seconds);
}

/** Resets a run without a checkpoint to its beginning. Call it within a transaction. */
export function clear(tables: Tables, run: string): void {
  const { run_key: runKey } = tables.runs.row(run);
  removeAfter(tables, runKey, -1, true);
  tables.runs.setProgress(runKey, 0, 0);
}

function removeAfter(tables: Tables, runKey: number, epoch: number, keepsSnapshot: boolean): void {
  tables.epochs.removeAfter(runKey, epoch);
  tables.snapshots.removeAfter(runKey, keepsSnapshot ? epoch : epoch - 1);
  tables.checkpoints.removeAfter(runKey, epoch);
  tables.summaries.remove(runKey);
}
