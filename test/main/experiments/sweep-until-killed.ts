import { newSweep, plannedSweep, sweepRuns } from '../../../src/main/experiments/sweep-plan.ts';
import { Workbench } from '../../../src/main/runs/workbench.ts';

// Trains a sweep and says so once its second run is on its way: whoever started this kills it.
const [store, sweep] = process.argv.slice(2);
const workbench = new Workbench({ store, jobs: 1 });
const trained = new Set<string>();
workbench.events.add(({ kind, run }) => {
  if (kind === 'progress' && trained.add(run).size === 2) process.stdout.write('training\n');
});
const { arms, definition } = plannedSweep(JSON.parse(sweep));
const read = arms.map(({ name, config }) => ({ name, read: { config, datasets: [] } }));
workbench.queue.launch(sweepRuns(read, definition.seeds, []), newSweep(definition));
