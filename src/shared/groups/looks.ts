import type { RunRow } from '../api/runs.ts';
import { membership } from './members.ts';
import { trainingFacts, type Run } from '../run.ts';

/** Seeds that count although the result was looked at before they had theirs: whoever looked may have stopped or gone on by what was seen. */
export interface SinceLook {
  /** Seeds that were added after the first look. */
  readonly added: number;
  /** Seeds that were queued or training at the first look. */
  readonly pending: number;
}

/** The seeds of a group that came after it was compared for the first time (UTC, ISO 8601); undefined where there are none. */
export function sinceLook(rows: readonly RunRow[], firstAt: string | undefined): SinceLook | undefined {
  if (firstAt === undefined) return undefined;
  const { counted } = membership(rows);
  const added = counted.filter(({ run }) => run.createdAt > firstAt);
  const endsAfter = (run: Run) => (trainingFacts(run).endedAt ?? '') > firstAt;
  const pending = counted.filter(({ run }) => run.createdAt <= firstAt && endsAfter(run));
  if (added.length + pending.length === 0) return undefined;
  return { added: added.length, pending: pending.length };
}
