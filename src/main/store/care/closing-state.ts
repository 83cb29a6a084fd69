import { existsSync, statSync } from 'node:fs';
import { hasLivingOwner } from '../owners.ts';
import { LOG_INDEX_SUFFIX, LOG_SUFFIX } from '../store-files.ts';

/**
 * How a store was left by whoever had it open last: `closed` as it should be, `cut off` by a kill (its write-ahead log holds
 * what was written last), or with its `log missing`: somebody took it away. To be asked before the store is opened.
 */
export type ClosingState = 'closed' | 'cut off' | 'log missing';

export function closingState(store: string): ClosingState {
  const log = statSync(store + LOG_SUFFIX, { throwIfNoEntry: false });
  // SQLite removes both when the last one closes it; whoever only reads leaves an empty log.
  const isOpen = log ? log.size > 0 : existsSync(store + LOG_INDEX_SUFFIX);
  if (!isOpen || !existsSync(store) || hasLivingOwner(store)) return 'closed';
  return log ? 'cut off' : 'log missing';
}
