import { WorkbenchError } from '../../shared/errors.ts';
import { scalesOf } from '../../shared/run-scales.ts';
import { filesFromStore } from '../files/data/files.ts';
import type { Store } from '../store/store.ts';
import type { TrainingJob } from '../training/messages.ts';
import { engineForRun } from './engine-choice.ts';
import { floorLaw, rulesFor } from './floor-law.ts';

/**
 * The error of a fork without its first checkpoint, as after the recovery of a damaged store. With initial weights it would be
 * another run.
 */
function startLost(run: string): WorkbenchError {
  const message = `The first checkpoint of the fork ${run} is lost; fork its parent again.`;
  return new WorkbenchError('checkpoint-not-found', message);
}

/** The job that makes a worker train a run from where it is. Throws if the run cannot be trained here. */
export function trainingJob(store: Store, id: string, jobs: number): Omit<TrainingJob, 'expected'> {
  const run = store.runs.get(id);
  const { config } = run;
  const choice = engineForRun(run, jobs);
  const files = filesFromStore(config, store);
  const rules = rulesFor(run);
  const known = store.noiseFloors.find(floorLaw(config, rules), config.snapshots.samples);
  const noiseFloors = known.length > 0 ? known : undefined;
  const from = store.checkpoints.read(id, 'last');
  if (!from && run.lineage) throw startLost(id);
  return {
    run: id,
    config,
    choice,
    files,
    rules,
    noiseFloors,
    scales: scalesOf(run),
    from: from && { bytes: from.bytes, seconds: from.seconds },
  };
}
