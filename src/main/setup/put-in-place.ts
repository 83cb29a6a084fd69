import { renameSync } from 'node:fs';

/** Far more than processes that build at once could ever be in each other's way. */
const TRIALS = 100;

/**
 * Puts a built folder in the place of an older one, which then lies beside where the built one was. Another process may do the same
 * meanwhile: the last one counts.
 */
export function putInPlace(built: string, place: string): void {
  for (let trial = 1; ; trial++) {
    try {
      // A new name each time: what another process put there since the last trial is moved as well, and a full folder is not replaced.
      renameSync(place, `${built}-before-${trial}`);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    }
    try {
      renameSync(built, place);
      return;
    } catch (error) {
      if (trial === TRIALS) throw error;
    }
  }
}
