import type { RunRow } from '../../shared/api/runs.ts';

const UNENDED: readonly string[] = ['queued', 'running', 'paused', 'interrupted'];

/** Whether any of these runs has not ended; the question is answered only when all have. */
export function goesOn(rows: readonly RunRow[]): boolean {
  return rows.some(({ run }) => UNENDED.includes(run.status));
}
