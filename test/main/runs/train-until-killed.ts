import { runConfigSchema } from '../../../src/shared/config/schema.ts';
import { Workbench } from '../../../src/main/runs/workbench.ts';

// Trains a run and says so at its first progress: whoever started this kills it.
const [store, config] = process.argv.slice(2);
const workbench = new Workbench({ store, jobs: 1 });
workbench.events.add(({ kind }) => {
  if (kind === 'progress') process.stdout.write('training\n');
});
workbench.queue.launch([{ read: { config: runConfigSchema.parse(JSON.parse(config)), datasets: [] }, name: 'killed' }]);
