import type { RunRow } from '../api/runs.ts';
import { membership } from './members.ts';

/** Whether seeds that count were added after the group was compared for the first time (UTC, ISO 8601). */
export function grownAfterLook(rows: readonly RunRow[], firstAt: string): boolean {
  return membership(rows).counted.some(({ run }) => run.createdAt > firstAt);
}
