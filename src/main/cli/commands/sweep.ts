import { Command, Option } from 'commander';
import { counted, plural, wholeNumber } from '../../../shared/counted.ts';
import { sweepName } from '../../../shared/sweep/names.ts';
import { variedPaths } from '../../../shared/sweep/paths.ts';
import { textOfSeeds } from '../../../shared/sweep/seeds-text.ts';
import { tryModuleLaw } from '../../training/module-law.ts';
import { jobFiles, readFiles } from '../../files/data/files.ts';
import { refuseUnfitTable, scaleWarnings } from '../../files/data/table-fitness.ts';
import { defaultJobs } from '../../runs/pool.ts';
import type { ArmInStore } from '../../experiments/sweep-existing.ts';
import {
  newSweep,
  planSweep,
  readArms,
  sweepRuns,
  type ReadArm,
  type SweepPlan,
} from '../../experiments/sweep-plan.ts';
import { previewSweep } from '../../experiments/sweep-preview.ts';
import { PreviewThread } from '../../runs/previews/preview-thread.ts';
import { Workbench } from '../../runs/workbench.ts';
import { collect, jobsOption, presetOption, seedsOf, wholeNumberOf } from '../arguments.ts';
import { prepareEngines } from './engine-preparation.ts';
import { notingProblems, withOpenStore } from '../input/open-store.ts';
import type { Output } from '../output/output.ts';
import { refuseEmptyName } from '../input/refused-input.ts';
import { contextOf, withSharedOptions, type Context } from '../input/shared-options.ts';
import { reportArms, type TrainedArm } from './sweep-arms.ts';
import { existingArms, existingCount, existingText } from './sweep-existing.ts';
import { refuseSweep, sweepInput, type SweepOptions } from '../input/sweep-input.ts';
import { printable } from '../output/printable.ts';
import { namesColumns } from '../input/train-request.ts';
import { trainQueued } from './train.ts';
import { TrainingSession } from './training-session.ts';
import { duration } from '../../../shared/duration.ts';
import { byteSize } from '../../../shared/byte-size.ts';

interface SweepCommandOptions extends SweepOptions {
  readonly jobs?: number;
  readonly tag?: readonly string[];
  readonly dryRun?: boolean;
  readonly missing?: boolean;
}

/** The most arms that a dry run lists for people. */
const NAMED_ARMS = 20;

const HELP = `
A setting is named by its path or its short name (lr_g, lr_d, batch, loss, widths_g, ...; see
train --help). Write a value that is a list in brackets. The file format is in docs/sweeps.md.

Examples:
  gan-workbench sweep --grid lr_g=1e-4,2e-4 --grid loss=bce,minimax --seeds 1..4
  gan-workbench sweep --preset ring --grid "widths_g=[64,64],[128,128]" --seeds 1..8 --dry-run
  gan-workbench sweep --random lr_g=log_uniform:1e-5,1e-2 --random batch=uniform:16,128 --draws 20
  gan-workbench sweep rates.json --seeds 1..8 --stop-diverged

Ctrl-C stops cleanly; "train --queued" continues the runs that were training and trains the rest.`;

export function sweepCommand(): Command {
  return withSharedOptions(new Command('sweep'))
    .description('trains many arms (combinations of settings) with many seeds and ranks them')
    .argument('[file]', 'a JSON file that defines the sweep; - reads stdin')
    .option('--grid <path=values>', 'values of a setting; all combinations of the --grid options are trained', collect)
    .option(
      '--random <path=law>',
      'a setting to draw at random: uniform:LOW,HIGH, log_uniform:LOW,HIGH or choice:VALUES',
      collect,
    )
    .option('--draws <n>', 'number of arms to draw with --random', wholeNumberOf(1))
    .option('--sweep-seed <n>', 'seed of these draws (default: 1)', wholeNumberOf(0))
    .addOption(presetOption())
    .addOption(new Option('--config <file>', 'start from a JSON file').conflicts('preset'))
    .option('--set <path=value>', 'set a field of all configs by its path or short name; can be repeated', collect)
    .option('--seeds <seeds>', 'train each arm with these seeds: 1..8 or 1,5,9 (default: 1)', seedsOf)
    .addOption(jobsOption())
    .option('--name <name>', "the sweep's name (default: what it varies)")
    .option('--tag <tag...>', 'tags of the runs')
    .option('--stop-diverged', 'stop runs that have clearly diverged')
    .option('--missing', 'train only runs that are missing in the store')
    .option('--dry-run', 'show what would be trained, the time and the disk space, without training')
    .addHelpText('after', HELP)
    .action(async (file: string | undefined, options: SweepCommandOptions, command: Command) => {
      process.exitCode = await sweep(file, options, contextOf(command));
    });
}

async function sweep(file: string | undefined, options: SweepCommandOptions, context: Context): Promise<number> {
  refuseEmptyName(options.name);
  const { input, folder } = sweepInput(file, options);
  const plan = planSweep(input);
  if (!plan.ok) return refuseSweep(plan.refusals);
  const { definition } = plan;
  const takesUsual =
    !namesColumns(definition.config) && !variedPaths(definition).some((path) => /^target(?:\.columns|$)/.test(path));
  const arms = await readArms(plan.arms, async (config) => {
    const read = await readFiles(config, folder, tryModuleLaw, takesUsual);
    refuseUnfitTable(read);
    return read;
  });
  const remarks = arms.flatMap(({ read }) => [...(read.remarks ?? []), ...scaleWarnings(read)]);
  for (const remark of new Set(remarks)) context.output.note(remark);
  const jobs = options.jobs ?? defaultJobs();
  const there = existingArms(context.store, arms, jobs);
  if (options.dryRun === true)
    return dryRun(plan, arms, there, { jobs, onlyMissing: options.missing === true, output: context.output });
  return train(plan, arms, there, { ...options, jobs }, context);
}

async function train(
  plan: SweepPlan,
  arms: readonly ReadArm[],
  there: readonly ArmInStore[],
  { jobs, tag, missing: onlyMissing = false }: SweepCommandOptions & { readonly jobs: number },
  { output, store }: Context,
): Promise<number> {
  const { definition } = plan;
  const { seeds } = definition;
  const isThere = (arm: number, seed: number) => onlyMissing && there[arm].runs.has(seed);
  const runs = sweepRuns(arms, seeds, tag ?? [], isThere);
  await prepareEngines(runs, jobs);
  /** The runs of each arm: existing ones, if only missing ones are trained, and new ones. */
  const trainedArms = (ids: readonly string[]): TrainedArm[] => {
    const places = seeds.flatMap((seed) => arms.flatMap((_, arm) => (isThere(arm, seed) ? [] : [arm])));
    return plan.arms.map(({ name, settings }, arm) => {
      const found = onlyMissing ? seeds.flatMap((seed) => there[arm].runs.get(seed) ?? []) : [];
      return { name, settings, runs: [...found, ...ids.filter((_, index) => places[index] === arm)] };
    });
  };
  if (runs.length === 0) {
    printPlan(output, plan, { id: undefined, there, onlyMissing });
    await withOpenStore(store, (opened) => reportArms(output, opened, trainedArms([])));
    return 0;
  }
  const workbench = new Workbench({ store, jobs, report: notingProblems(output) });
  const session = new TrainingSession(workbench, output, {
    runs: runs.length,
    again: trainQueued(store),
    goesOn: true,
  });
  try {
    session.listen();
    const launched = newSweep(definition, onlyMissing ? there.map(({ group }) => group) : []);
    printPlan(output, plan, { id: launched.id, there, onlyMissing });
    const ids = workbench.queue.launch(runs, launched);
    await workbench.queue.idle();
    session.close();
    reportArms(output, workbench.store, trainedArms(ids));
    await session.report({ figuresOf: undefined });
    return session.exitCode;
  } finally {
    session.close();
    await workbench.close();
  }
}

function counts({ arms, definition: { seeds } }: SweepPlan): string {
  const runs = arms.length * seeds.length;
  return `${counted(arms.length, 'arm')} × ${counted(seeds.length, 'seed')}: ${counted(runs, 'run')}`;
}

function repeatedText(repeated: number): string[] {
  if (repeated === 0) return [];
  return [
    `${counted(repeated, 'further arm equals', 'further arms equal')} one of these and ${repeated === 1 ? 'is' : 'are'} not trained again.`,
  ];
}

interface PrintedSweep {
  /** undefined if no run was missing, so that no sweep was launched. */
  readonly id: string | undefined;
  readonly there: readonly ArmInStore[];
  readonly onlyMissing: boolean;
}

function printPlan(output: Output, plan: SweepPlan, { id, there, onlyMissing }: PrintedSweep): void {
  const { definition, arms, repeated } = plan;
  const name = sweepName(definition);
  output.event('sweep', {
    sweep: id ?? null,
    name,
    arms: arms.length,
    seeds: definition.seeds,
    runs: arms.length * definition.seeds.length,
    existing: existingCount(there, definition.seeds),
    only_missing: onlyMissing,
    repeated,
  });
  const existing = existingText(there, definition.seeds, onlyMissing);
  output.text(
    `Sweep ${printable(name)}${id === undefined ? '' : ` (${id})`}, ${counts(plan)}`,
    ...repeatedText(repeated),
    ...existing,
  );
}

/** Describes the existing runs of an arm, behind its name. */
function armLine(name: string, { runs }: ArmInStore, seeds: readonly number[]): string {
  const found = seeds.filter((seed) => runs.has(seed));
  return `  ${printable(name)}${found.length === 0 ? '' : ` (already in the store: ${plural(found.length, 'seed')} ${textOfSeeds(found)})`}`;
}

async function dryRun(
  plan: SweepPlan,
  arms: readonly ReadArm[],
  there: readonly ArmInStore[],
  { jobs, onlyMissing, output }: { readonly jobs: number; readonly onlyMissing: boolean; readonly output: Output },
): Promise<number> {
  const previewThread = new PreviewThread((error) => output.note(String(error)));
  try {
    const preview = await previewSweep(plan, arms, there, jobs, async (read, choice) => {
      const question = { kind: 'estimate', config: read.config, files: jobFiles(read), choice } as const;
      // In a new thread most of the first measurement is compilation.
      await previewThread.ask(question);
      return previewThread.ask(question);
    });
    const { engines, repeated } = preview;
    const { seconds, bytes } = (onlyMissing ? preview.missing : undefined) ?? preview;
    const { seeds } = plan.definition;
    const name = sweepName(plan.definition);
    const named = plan.arms.slice(0, NAMED_ARMS).map((arm, index) => armLine(arm.name, there[index], seeds));
    const more = plan.arms.length - named.length;
    output.text(
      `Sweep ${printable(name)}, ${counts(plan)}`,
      ...named,
      ...(more > 0 ? [`  and ${wholeNumber(more)} more`] : []),
      ...repeatedText(repeated),
      ...existingText(there, seeds, onlyMissing),
      `About ${duration(seconds)} with ${jobs} at a time, and ${byteSize(bytes)} in the store; on the ${plural(engines.length, 'engine')} ${engines.join(' and ')}.`,
    );
    for (const [index, arm] of plan.arms.entries()) {
      const existing = seeds.filter((seed) => there[index].runs.has(seed));
      output.event('arm', { name: arm.name, settings: arm.settings, existing_seeds: existing });
    }
    output.event('preview', {
      name,
      arms: preview.armCount,
      seeds,
      runs: preview.runCount,
      existing: existingCount(there, seeds),
      only_missing: onlyMissing,
      repeated,
      jobs,
      seconds,
      bytes,
      engines,
    });
    return 0;
  } finally {
    await previewThread.close();
  }
}
