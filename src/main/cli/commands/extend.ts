import { Command } from 'commander';
import { Workbench } from '../../runs/workbench.ts';
import { wholeNumberOf } from '../arguments.ts';
import { chosenBuilds, withBuildOptions, type BuildOptions } from '../input/build-options.ts';
import { notingProblems, requireStore } from '../input/open-store.ts';
import { contextOf, withSharedOptions, type Context } from '../input/shared-options.ts';
import { trainQueued } from './train.ts';
import { TrainingSession } from './training-session.ts';

interface ExtendOptions extends BuildOptions {
  readonly epochs: number;
}

const MOST_EPOCHS = 10_000_000;

const HELP = `
The result is bit-identical to a run launched with that length: losses, snapshots, the
evaluation at the end and the weights.

Example:
  gan-workbench extend k3m9 --epochs 600`;

export function extendCommand(): Command {
  return withBuildOptions(withSharedOptions(new Command('extend')))
    .description('adds epochs to a run that has ended')
    .argument('<run>', 'id, beginning of an id, or name')
    .requiredOption('--epochs <n>', 'number of epochs to add', wholeNumberOf(1, MOST_EPOCHS))
    .addHelpText('after', HELP)
    .action(async (run: string, options: ExtendOptions, command: Command) => {
      process.exitCode = await extend(run, options, contextOf(command));
    });
}

async function extend(name: string, options: ExtendOptions, { output, store: path }: Context): Promise<number> {
  requireStore(path);
  const workbench = new Workbench({ store: path, jobs: 1, report: notingProblems(output) });
  try {
    const { id, config } = workbench.store.runs.find(name);
    const builds = await chosenBuilds(workbench, [id], options, output);
    const session = new TrainingSession(workbench, output, { runs: 1, again: trainQueued(path), goesOn: true });
    return await session.train(() => workbench.goingOn.extend(id, config.epochs + options.epochs, builds));
  } finally {
    await workbench.close();
  }
}
