import { z } from 'zod';

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
