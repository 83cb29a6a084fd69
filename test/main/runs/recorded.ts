import type { WorkbenchEvent } from '../../../src/main/runs/events.ts';
import type { Workbench } from '../../../src/main/runs/workbench.ts';

/** What a run recorded, without ids and wall-clock columns. */
export function recorded({ store }: Pick<Workbench, 'store'>, id: string) {
  return {
    epochs: store.epochs.read(id).map((record) => ({ ...record, seconds: undefined })),
    snapshots: store.snapshots.read(id),
    summaries: store.runs.summaries(id),
    checkpoint: Buffer.from(store.checkpoints.read(id, 'last')?.bytes ?? []).toString('base64'),
    final: (({ status, ...run }) => [status, 'final' in run && run.final])(store.runs.get(id)),
  };
}

/** Resolves at the first event for which `holds`. */
export async function until(workbench: Workbench, holds: (event: WorkbenchEvent) => boolean): Promise<void> {
  await new Promise<void>((resolve) => {
    const end = workbench.events.add((event) => {
      if (!holds(event)) return;
      end();
      resolve();
    });
  });
}
