import { dirname, join } from 'node:path';
import { Command, Option } from 'commander';
import { STORE_VARIABLE } from '../../locations.ts';
import { scaleWarnings } from '../../files/data/table-fitness.ts';
import { defaultJobs } from '../../runs/pool.ts';
import { Workbench } from '../../runs/workbench.ts';
import { collect, jobsOption, presetOption, seedsOf } from '../arguments.ts';
import { configHelp } from '../input/config-help.ts';
import { prepareEngines } from './engine-preparation.ts';
import { EXIT } from '../output/exit-codes.ts';
import { makeFolder } from '../output/file-output.ts';
import { notingProblems } from '../input/open-store.ts';
import { PROGRAM } from '../program-name.ts';
import { refuseEmptyName } from '../input/refused-input.ts';
import { contextOf, withSharedOptions, type Context } from '../input/shared-options.ts';
import { runRequests, type TrainRequestOptions } from '../input/train-request.ts';
import { TrainingSession } from './training-session.ts';

interface TrainOptions extends TrainRequestOptions {
  readonly jobs?: number;
  readonly queued?: boolean;
  /** A folder; false for no figures. */
  readonly figures?: string | false;
}

const EXAMPLES = `
Examples:
  gan-workbench train --preset vanilla
  gan-workbench train --preset ring --set epochs=100 --set generator.hidden_widths=64,64
  gan-workbench train --config experiment.json --seeds 1..8 --jobs 4 --name wide
  echo '{"target": {"law": "csv", "file": "heights.csv"}}' | gan-workbench train --config -

Ctrl-C stops cleanly: runs in training are recorded as stopped, and waiting runs stay queued in the
store for "train --queued". A second Ctrl-C ends the program at once.`;

const NARROWEST_HELP = 80;
const WIDEST_HELP = 110;

function helpColumns(): number {
  return Math.min(WIDEST_HELP, Math.max(NARROWEST_HELP, process.stdout.columns || NARROWEST_HELP));
}

export function trainCommand(): Command {
  return withSharedOptions(new Command('train'))
    .description('queues runs, trains them and records them')
    .addOption(presetOption())
    .addOption(new Option('--config <file>', 'start from a JSON file; - reads stdin').conflicts('preset'))
    .option('--set <path=value>', 'set a field of the config by its path or short name; can be repeated', collect)
    .option('--seeds <seeds>', 'one run per seed: 1..8 or 1,5,9', seedsOf)
    .addOption(jobsOption())
    .option('--name <name>', "the runs' name (default: the preset's with what --set changes, or the file's)")
    .option('--tag <tag...>', 'tags of the runs')
    .option('--queued', 'also train the queued runs of the store; without other options, only those')
    .option(
      '--figures <folder>',
      'draw losses.png and distribution.png into this folder (default for one run: beside the store)',
    )
    .option('--no-figures', 'draw neither of them')
    .addHelpText('after', () => `${EXAMPLES}\n\n${configHelp(helpColumns())}`)
    .action(async (options: TrainOptions, command: Command) => {
      process.exitCode = await train(options, contextOf(command));
    });
}

/** Whether the command only trains waiting runs: no option describes a new run. */
function onlyQueued({ queued, preset, config, set, seeds }: TrainOptions): boolean {
  return queued === true && preset === undefined && config === undefined && set === undefined && seeds === undefined;
}

async function train(options: TrainOptions, context: Context): Promise<number> {
  const { output, store: path } = context;
  refuseEmptyName(options.name);
  const requests = onlyQueued(options) ? [] : await runRequests(options);
  for (const remark of new Set(requests.flatMap(({ read }) => read.remarks ?? []))) output.note(remark);
  for (const warning of requests.slice(0, 1).flatMap(({ read }) => scaleWarnings(read))) output.note(warning);
  await prepareEngines(requests, options.jobs ?? defaultJobs());
  if (typeof options.figures === 'string') makeFolder(options.figures);
  const workbench = new Workbench({ store: path, jobs: options.jobs, report: notingProblems(output) });
  const again = trainQueued(path);
  const session = new TrainingSession(workbench, output, { runs: requests.length, again });
  try {
    session.listen();
    const adopted = options.queued === true ? workbench.queue.adopt() : [];
    const launched = workbench.queue.launch(requests);
    if (adopted.length + launched.length === 0) {
      output.text(`No runs are queued in ${path}.`);
      return EXIT.ok;
    }
    await workbench.queue.idle();
    session.close();
    await session.report({ figuresOf: figureFolder(options.figures, path, adopted.length + launched.length) });
    return session.exitCode;
  } finally {
    session.close();
    await workbench.close();
  }
}

/** The command that trains the waiting runs of a store. */
export function trainQueued(store: string): string {
  return `${PROGRAM} train --queued${store === process.env[STORE_VARIABLE] ? '' : ` --store ${store}`}`;
}

/** The folder for the figures of a run; undefined if none are drawn. By default it lies beside the store. */
function figureFolder(
  figures: string | false | undefined,
  store: string,
  runs: number,
): ((run: string) => string) | undefined {
  if (typeof figures === 'string') return (run) => (runs === 1 ? figures : join(figures, run));
  return figures === undefined && runs === 1 ? (run) => join(dirname(store), 'figures', run) : undefined;
}
