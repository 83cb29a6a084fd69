import type { RunRow } from '../../shared/api/runs.ts';
import { hasEnded } from '../../shared/run.ts';

/** Whether any of these runs has not ended; the question is answered only when all have. */
export function goesOn(rows: readonly RunRow[]): boolean {
  return rows.some(({ run }) => !hasEnded(run));
}
