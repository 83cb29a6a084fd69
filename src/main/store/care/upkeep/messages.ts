import type { Backup, StoreCheck, StoreCheckKind } from '../../../../shared/api/store.ts';
import type { UnfinishedBackup } from '../backups.ts';
import type { Recovery } from '../recovery/recover.ts';
import type { Replaced } from '../restore.ts';

/** A job that reads a whole store, which may take long. */
export type UpkeepJob =
  | { readonly kind: 'check'; readonly store: string; readonly how: StoreCheckKind }
  | { readonly kind: 'finish_backup'; readonly backup: UnfinishedBackup }
  | { readonly kind: 'restore'; readonly store: string; readonly backup: string }
  | { readonly kind: 'recover'; readonly store: string };

/** The message that starts the thread. */
export interface UpkeepOrder {
  readonly job: UpkeepJob;
  /** Shared memory with one number, which becomes 1 when the job is cancelled. */
  readonly cancelled: Int32Array;
}

/** The result, by the kind of the job. */
export interface UpkeepResults {
  readonly check: StoreCheck;
  readonly finish_backup: Backup;
  readonly restore: Replaced;
  readonly recover: Recovery & Replaced;
}

export type UpkeepReply =
  | { readonly kind: 'done'; readonly result: UpkeepResults[UpkeepJob['kind']] }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string }
  | { readonly kind: 'unexpected'; readonly error: unknown };
