import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { runConfigSchema, type RunConfigInput } from '../../../src/shared/config/schema.ts';
import type { RunRequest } from '../../../src/main/runs/queue.ts';
import { Workbench } from '../../../src/main/runs/workbench.ts';

/** The path of a store in a folder of its own, removed after the test. */
export function temporaryStore(): string {
  const folder = mkdtempSync(join(tmpdir(), 'gan-workbench-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'runs.sqlite');
}

export function request(config: RunConfigInput, name = 'test'): RunRequest {
  return { read: { config: runConfigSchema.parse(config), datasets: [] }, name };
}

/** A workbench over a temporary store, closed after the test. */
export function temporaryWorkbench(jobs = 1, store = temporaryStore()): Workbench {
  const workbench = new Workbench({ store, jobs });
  onTestFinished(() => workbench.close());
  return workbench;
}
