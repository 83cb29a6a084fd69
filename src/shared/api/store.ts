import { z } from 'zod';
import { channel, nothing, request } from './request.ts';
import type { ApiError } from './messages.ts';

export const STORE_CHECKS = ['quick', 'full'] as const;
/** `quick` asks SQLite whether every page is well formed; `full` compares indexes and reads every snapshot and checkpoint as well. */
export type StoreCheckKind = (typeof STORE_CHECKS)[number];

export const storeCheckSchema = z.strictObject({
  kind: z.enum(STORE_CHECKS),
  /** UTC, ISO 8601. */
  at: z.iso.datetime(),
  seconds: z.number(),
  /** A sentence each; none where the store is sound. */
  problems: z.array(z.string()),
});

/** How a store was found. */
export type StoreCheck = Readonly<z.output<typeof storeCheckSchema>>;

export type BackupKind = 'automatic' | 'requested' | 'before-migration';

/** A whole copy of the store as it was. */
export interface Backup {
  /** The file's name in the folder of backups. */
  readonly name: string;
  readonly kind: BackupKind;
  /** UTC, ISO 8601. */
  readonly at: string;
  readonly bytes: number;
}

/** What takes a while. */
export interface StoreActivity {
  readonly kind: 'checking' | 'backing_up' | 'restoring' | 'recovering';
  /** How much of it is done, from 0 to 1; undefined where that is not known. */
  readonly share?: number;
}

/** What was recovered from a damaged store. */
export interface RecoverySummary {
  readonly runs: number;
  /** A sentence for each run of which something was lost, or all of it. */
  readonly losses: readonly string[];
  /** The damaged file, kept. */
  readonly setAside: string;
}

export interface StoreEvent {
  readonly path: string;
  /** Why it is not open; undefined where it is. */
  readonly problem: ApiError | undefined;
  /** Why it can only be read; undefined where it can be written, or is not open. */
  readonly readOnly: string | undefined;
  readonly activity: StoreActivity | undefined;
  /** undefined if it was never checked. */
  readonly lastCheck: StoreCheck | undefined;
  /** Newest first. */
  readonly backups: readonly Backup[];
  readonly backupFolder: string;
}

export const STORE_CHANNELS = {
  /** How the store's file is, and what is being done with it; also while no store is open. */
  store: channel(nothing).tells<StoreEvent>(),
};

export const STORE_REQUESTS = {
  'store.check': request(z.strictObject({ kind: z.enum(STORE_CHECKS) })).gives<StoreCheck>(),
  'store.back_up': request(nothing).gives<Backup>(),
  /**
   * Replaces the store by a backup, given by its name; the old store is renamed. Refused while runs train or wait, and while
   * another process has the store open. All subscriptions start again.
   */
  'store.restore': request(z.strictObject({ backup: z.string().min(1).max(255) })).gives<{
    /** What the store that was there is called now; undefined where there was none. */
    readonly setAside: string | undefined;
  }>(),
  /** Puts what can be read of a damaged store in its place; `store-sound` where nothing is known to be wrong with it. */
  'store.recover': request(nothing).gives<RecoverySummary>(),
  /** Opens a store that could not be opened once more. */
  'store.try_again': request(nothing).gives<undefined>(),
};
