import type { EncodedCheckpoint } from '../../../shared/checkpoint.ts';
import { packCheckpoint, unpackCheckpoint } from './checkpoint-codec.ts';
import type { Connection } from '../connection.ts';

/**
 * A kept checkpoint stays and is compressed. The rolling one is the newest state of a running run; it is overwritten by
 * the next, so compressing it is not worth the time.
 */
export type CheckpointKind = 'kept' | 'rolling';

/** A checkpoint read from the store. */
export interface StoredCheckpoint extends EncodedCheckpoint {
  readonly kind: CheckpointKind;
}

/** A checkpoint in a listing. */
export type CheckpointFacts = Omit<StoredCheckpoint, 'bytes'>;

/** The checkpoint as it was recorded, kept or rolling. */
function unpacked(row: StoredCheckpoint | undefined): StoredCheckpoint | undefined {
  return row?.kind === 'kept' ? { ...row, bytes: unpackCheckpoint(row.bytes) } : row;
}

export function checkpointTable(connection: Connection) {
  const keep = connection.prepare<[number, number, number, Uint8Array]>(
    `INSERT INTO checkpoints (run_key, epoch, kind, seconds, bytes) VALUES (?, ?, 'kept', ?, ?)`,
  );
  const roll = connection.prepare<[number, number, number, Uint8Array]>(
    `INSERT INTO checkpoints (run_key, epoch, kind, seconds, bytes) VALUES (?, ?, 'rolling', ?, ?)
     ON CONFLICT (run_key) WHERE kind = 'rolling'
     DO UPDATE SET epoch = excluded.epoch, seconds = excluded.seconds, bytes = excluded.bytes`,
  );
  const list = connection.prepare<[number], CheckpointFacts>(
    'SELECT epoch, kind, seconds FROM checkpoints WHERE run_key = ? ORDER BY epoch, kind',
  );
  const newest = connection.prepare<[number], StoredCheckpoint>(
    'SELECT epoch, kind, seconds, bytes FROM checkpoints WHERE run_key = ? ORDER BY epoch DESC, kind LIMIT 1',
  );
  const nearestKept = connection.prepare<[number, number], StoredCheckpoint>(
    `SELECT epoch, kind, seconds, bytes FROM checkpoints WHERE checkpoint_key =
       (SELECT checkpoint_key FROM checkpoints WHERE run_key = ? AND kind = 'kept' ORDER BY abs(epoch - ?), epoch LIMIT 1)`,
  );
  const exact = connection.prepare<[number, number], StoredCheckpoint>(
    'SELECT epoch, kind, seconds, bytes FROM checkpoints WHERE run_key = ? AND epoch = ? ORDER BY kind LIMIT 1',
  );
  const removeKept = connection.prepare<[number, number]>(
    `DELETE FROM checkpoints WHERE run_key = ? AND epoch = ? AND kind = 'kept'`,
  );
  const removeAfter = connection.prepare<[number, number]>('DELETE FROM checkpoints WHERE run_key = ? AND epoch > ?');
  const removeOvertaken = connection.prepare<[number, number]>(
    `DELETE FROM checkpoints WHERE run_key = ? AND kind = 'rolling'
       AND epoch <= (SELECT max(epoch) FROM checkpoints WHERE run_key = ? AND kind = 'kept')`,
  );

  return {
    keep(runKey: number, { epoch, seconds, bytes }: EncodedCheckpoint): void {
      keep.run(runKey, epoch, seconds, packCheckpoint(bytes));
    },
    roll(runKey: number, { epoch, seconds, bytes }: EncodedCheckpoint): void {
      roll.run(runKey, epoch, seconds, bytes);
    },
    /** All checkpoints in order of epoch, without their bytes. */
    list(runKey: number): CheckpointFacts[] {
      return list.all(runKey);
    },
    /** The newest one, kept or rolling; undefined if there is none. */
    readNewest(runKey: number): StoredCheckpoint | undefined {
      return unpacked(newest.get(runKey));
    },
    /** The kept one nearest to `epoch`, the earlier of two equally near ones; undefined if there is none. */
    readNearest(runKey: number, epoch: number): StoredCheckpoint | undefined {
      return unpacked(nearestKept.get(runKey, epoch));
    },
    /** The one of exactly this epoch; undefined if there is none. */
    readExact(runKey: number, epoch: number): StoredCheckpoint | undefined {
      return unpacked(exact.get(runKey, epoch));
    },
    /** Makes a kept checkpoint the rolling one. */
    unkeep(runKey: number, epoch: number): void {
      const found = unpacked(exact.get(runKey, epoch));
      if (found?.kind !== 'kept') return;
      removeKept.run(runKey, epoch);
      roll.run(runKey, epoch, found.seconds, found.bytes);
    },
    removeAfter(runKey: number, epoch: number): void {
      removeAfter.run(runKey, epoch);
    },
    /** Removes the rolling checkpoint if a kept one is as new. */
    removeOvertaken(runKey: number): void {
      removeOvertaken.run(runKey, runKey);
    },
  };
}
