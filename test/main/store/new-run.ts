import { runConfigSchema, type RunConfigInput } from '../../../src/shared/config/schema.ts';
import type { NewRun } from '../../../src/main/store/tables/runs.ts';

export function newRun(id: string, config: RunConfigInput = {}): NewRun {
  return {
    id,
    name: 'vanilla',
    config: runConfigSchema.parse(config),
    group: 'group-of-vanilla',
    createdAt: '2026-01-02T03:04:05.000Z',
  };
}
