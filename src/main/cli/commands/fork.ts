import { Command, InvalidArgumentError } from 'commander';
import { forkName, forkRefusals, KEPT_BY_FORKS } from '../../../shared/config/fork.ts';
import { readAssignment } from '../../../shared/config/assign.ts';
import { parseConfig } from '../../../shared/config/parse.ts';
import { readOrStoredFiles } from '../../files/data/files.ts';
import { forkBase, forkPoint, type ForkPoint } from '../../runs/fork.ts';
import { defaultJobs } from '../../runs/pool.ts';
import type { RunRequest } from '../../runs/queue.ts';
import { Workbench } from '../../runs/workbench.ts';
import { tryModuleLaw } from '../../training/module-law.ts';
import { collect, jobsOption, seedsOf, wholeNumberOf } from '../arguments.ts';
import { prepareEngines } from './engine-preparation.ts';
import { notingProblems, requireStore } from '../input/open-store.ts';
import { RefusedInput, refuseEmptyName } from '../input/refused-input.ts';
import { contextOf, withSharedOptions, type Context } from '../input/shared-options.ts';
import { wrapped } from '../output/text-table.ts';
import { assignedInput } from '../input/train-request.ts';
import { trainQueued } from './train.ts';
import { TrainingSession } from './training-session.ts';

interface ForkOptions {
  readonly checkpoint: number | 'last';
  readonly set?: readonly string[];
  readonly seeds?: readonly number[];
  readonly name?: string;
  readonly tag?: readonly string[];
  readonly jobs?: number;
}

const COLUMNS = 96;

const HELP = `
${wrapped(`Everything else may change. ${KEPT_BY_FORKS}`, COLUMNS).join('\n')}
Epochs are counted from the start of the parent. With the parent's seed the batches continue where they were; with
another seed they start again. So forks with several --seeds show how much the part after the checkpoint varies by chance.

Examples:
  gan-workbench fork k3m9 --checkpoint 300 --set optimizer.generator.learning_rate=1e-4
  gan-workbench fork k3m9 --set epochs=1200 --set ema_decay=0.999 --name averaged
  gan-workbench fork k3m9 --checkpoint 300 --seeds 11..18`;

function checkpointOf(text: string): number | 'last' {
  if (text === 'last') return text;
  try {
    return wholeNumberOf(0)(text);
  } catch {
    throw new InvalidArgumentError('Use the epoch of a checkpoint, as show lists them, or last.');
  }
}

export function forkCommand(): Command {
  return withSharedOptions(new Command('fork'))
    .description('trains a new run from a checkpoint of another run, with changed settings')
    .argument('<run>', 'id, beginning of an id, or name')
    .option('--checkpoint <epoch>', 'the epoch of one of its checkpoints, or last', checkpointOf, 'last')
    .option('--set <path=value>', 'set a field of the config by its path or short name; can be repeated', collect)
    .option('--seeds <seeds>', "one fork per seed: 1..8 or 1,5,9 (default: the parent's)", seedsOf)
    .addOption(jobsOption())
    .option('--name <name>', "the fork's name (default: the parent's and the epoch)")
    .option('--tag <tag...>', "tags of the fork (default: the parent's)")
    .addHelpText('after', HELP)
    .action(async (run: string, options: ForkOptions, command: Command) => {
      process.exitCode = await fork(run, options, contextOf(command));
    });
}

async function fork(name: string, options: ForkOptions, { output, store: path }: Context): Promise<number> {
  refuseEmptyName(options.name);
  requireStore(path);
  const workbench = new Workbench({ store: path, jobs: options.jobs, report: notingProblems(output) });
  try {
    const { store } = workbench;
    const forkOf = forkPoint(store, store.runs.find(name).id, options.checkpoint);
    const requests = await forkRequests(workbench, forkOf, options);
    await prepareEngines(requests, options.jobs ?? defaultJobs());
    const session = new TrainingSession(workbench, output, { runs: requests.length, again: trainQueued(path) });
    return await session.train(() => workbench.queue.launch(requests));
  } finally {
    await workbench.close();
  }
}

/**
 * The forks that the options describe, one per seed. Throws RefusedInput with every setting that is invalid or does not
 * fit the checkpoint.
 */
async function forkRequests(
  workbench: Workbench,
  forkOf: ForkPoint,
  { set = [], seeds, name, tag }: ForkOptions,
): Promise<RunRequest[]> {
  const { run, checkpoint } = forkOf;
  const parsed = parseConfig(assignedInput(baseInput(forkOf, set), set));
  if (!parsed.ok) throw new RefusedInput('bad-config', parsed.refusals);
  const read = await readOrStoredFiles(parsed.config, process.cwd(), workbench.store, tryModuleLaw);
  const refusals = forkRefusals(run.config, checkpoint.epoch, read.config);
  if (refusals.length > 0) throw new RefusedInput('bad-fork', refusals);
  return (seeds ?? [read.config.seed]).map((seed) => ({
    read,
    seed,
    name: name ?? forkName(run.name, checkpoint.epoch),
    tags: tag ?? run.tags,
    forkOf,
  }));
}

/** A changed law is read from its file again, because it may name another file than the parent's. */
function baseInput(forkOf: ForkPoint, set: readonly string[]): unknown {
  const base = forkBase(forkOf);
  const isSet = (field: string) => set.some((one) => readAssignment(one)?.path.startsWith(field));
  return {
    ...base,
    ...(isSet('target') && { target: { ...base.target, digest: undefined, values_digest: undefined } }),
    ...(isSet('noise') && { noise: { ...base.noise, digest: undefined } }),
  };
}
