import { tensorFlowAvailability } from '../../src/main/training/engines/availability.ts';
import { Workbench } from '../../src/main/runs/workbench.ts';
import { runConfigSchema, type RunConfigInput } from '../../src/shared/config/schema.ts';
import { recorded } from '../main/runs/recorded.ts';
import { named, type TrainingProgram } from './training-program.ts';
import type { Fault, Victim } from './faults.ts';

/** Runs of both engines, where this machine has both: an averaged generator, other optimisers, checkpoints kept often. */
export function experiments(epochs: { readonly fused: number; readonly tensorflow: number }): RunConfigInput[] {
  const snapshots = { samples: 200, every: 2 };
  const fused: RunConfigInput[] = [
    { engine: 'fused', epochs: epochs.fused, snapshots },
    {
      engine: 'fused',
      epochs: epochs.fused,
      snapshots,
      seed: 2,
      ema_decay: 0.99,
      discriminator_updates: 2,
      checkpoints: { every: 50 },
    },
  ];
  if (!tensorFlowAvailability().available) return fused;
  // First, so that it trains beside the others from the beginning.
  return [{ engine: 'tensorflow', epochs: epochs.tensorflow, snapshots, seed: 3, ema_decay: 0.99 }, ...fused];
}

/** Puts runs into a store, where they wait for `train --queued`; gives their ids in this order. */
export async function queueRuns(store: string, configs: readonly RunConfigInput[]): Promise<string[]> {
  const workbench = new Workbench({ store });
  workbench.queue.hold(true);
  const ids = workbench.queue.launch(
    configs.map((config) => ({ read: { config: runConfigSchema.parse(config), datasets: [] }, name: 'disturbed' })),
  );
  workbench.stopAll();
  await workbench.close();
  return ids;
}

/** What undisturbed runs of these configs record. */
export async function undisturbed(store: string, configs: readonly RunConfigInput[]) {
  const ids = await queueRuns(store, configs);
  const workbench = new Workbench({ store, jobs: 2 });
  try {
    workbench.queue.adopt();
    await workbench.queue.idle();
    return ids.map((id) => recorded(workbench, id));
  } finally {
    await workbench.close();
  }
}

/** Has a fault come upon a program that trains, and puts it right after so long; gives what the program said it was. */
export async function disturb(
  program: TrainingProgram,
  fault: Fault,
  victim: Victim,
  milliseconds: number,
): Promise<string | undefined> {
  fault.begin(victim);
  try {
    const halted = await program.next(named('halted'));
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    return halted && String(halted['code']);
  } finally {
    fault.end(victim);
  }
}
