import { runConfigSchema, type RunConfig, type RunConfigInput } from '../../../src/shared/config/schema.ts';
import { mergeInput } from '../../../src/shared/config/merge.ts';
import { forkBase, forkPoint } from '../../../src/main/runs/fork.ts';
import type { Workbench } from '../../../src/main/runs/workbench.ts';

/** Queues a fork of a run at a checkpoint, with these settings changed, and gives its id. */
export function forked(
  workbench: Workbench,
  parent: string,
  epoch: number | 'last',
  changed: RunConfigInput = {},
): string {
  const forkOf = forkPoint(workbench.store, parent, epoch);
  const config: RunConfig = runConfigSchema.parse(mergeInput(forkBase(forkOf), changed));
  const [id] = workbench.queue.launch([{ read: { config, datasets: [] }, name: 'fork', forkOf }]);
  return id;
}
