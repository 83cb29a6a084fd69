import { existsSync, statSync } from 'node:fs';
import { hasLivingOwner } from '../owners.ts';
import { LOG_INDEX_SUFFIX, LOG_SUFFIX } from '../store-files.ts';

/**
 * How the last program left the store: `closed` properly, `cut off` by a kill (its write-ahead log still holds the last
 * writes), or with its `log missing`, because somebody removed it. Call it before the store is opened.
 */
export type ClosingState = 'closed' | 'cut off' | 'log missing';

export function closingState(store: string): ClosingState {
  const log = statSync(store + LOG_SUFFIX, { throwIfNoEntry: false });
  // SQLite removes both files when the last connection closes; a read-only one leaves an empty log.
  const isOpen = log ? log.size > 0 : existsSync(store + LOG_INDEX_SUFFIX);
  if (!isOpen || !existsSync(store) || hasLivingOwner(store)) return 'closed';
  return log ? 'cut off' : 'log missing';
}
