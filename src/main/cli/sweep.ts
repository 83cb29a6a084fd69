import { Command, Option } from 'commander';
import { PRESET_NAMES } from '../../shared/config/presets.ts';
import { counted, wholeNumber } from '../../shared/counted.ts';
import { sweepName } from '../../shared/sweep/names.ts';
import { variedPaths } from '../../shared/sweep/paths.ts';
import { loadModuleLaw } from '../training/module-law.ts';
import { jobFiles, readFiles } from '../workbench/data/files.ts';
import { refuseUnfitTable, scaleWarnings } from '../workbench/data/table-fitness.ts';
import { defaultJobs } from '../workbench/pool.ts';
import { newSweep, planSweep, readArms, sweepRuns, type ReadArm, type SweepPlan } from '../workbench/sweep-plan.ts';
import { previewSweep } from '../workbench/sweep-preview.ts';
import { Trials } from '../workbench/trial/trials.ts';
import { Workbench } from '../workbench/workbench.ts';
import { collect, jobsOption, seedsOf, wholeNumberOf } from './arguments.ts';
import { prepareEngines } from './engine-preparation.ts';
import { duration } from './numbers.ts';
import { notingProblems } from './open-store.ts';
import type { Output } from './output.ts';
import { RefusedInput } from './refused-input.ts';
import { contextOf, withSharedOptions, type Context } from './shared-options.ts';
import { reportArms, type TrainedArm } from './sweep-arms.ts';
import { refuseSweep, sweepInput, type SweepOptions } from './sweep-input.ts';
import { printable } from './text-table.ts';
import { namesColumns } from './train-request.ts';
import { trainQueued } from './train.ts';
import { TrainingSession } from './training-session.ts';

interface SweepCommandOptions extends SweepOptions {
  readonly jobs?: number;
  readonly tag?: readonly string[];
  readonly dryRun?: boolean;
}

/** Arms that a dry run names to people. */
const NAMED_ARMS = 20;

const HELP = `
A setting is named by its path or for short (lr_g, lr_d, batch, loss, widths_g, ...; see train --help);
of a list every value stands in brackets. The file format is in docs/sweeps.md.

Examples:
  gan-workbench sweep --grid lr_g=1e-4,2e-4 --grid loss=bce,minimax --seeds 1..4
  gan-workbench sweep --preset ring --grid "widths_g=[64,64],[128,128]" --seeds 1..8 --dry-run
  gan-workbench sweep --random lr_g=log_uniform:1e-5,1e-2 --random batch=uniform:16,128 --draws 20
  gan-workbench sweep rates.json --seeds 1..8 --stop-diverged

Ctrl-C stops cleanly: all that is left, what was training too, goes on with "train --queued".`;

export function sweepCommand(): Command {
  return withSharedOptions(new Command('sweep'))
    .description('trains many settings with many seeds, and tells which did best')
    .argument('[file]', 'a JSON file that says the sweep; - reads stdin')
    .option('--grid <path=values>', 'every value, in every combination with those of the other --grid', collect)
    .option('--random <path=law>', 'draws it: uniform:LOW,HIGH, log_uniform:LOW,HIGH or choice:VALUES', collect)
    .option('--draws <n>', 'settings that --random draws', wholeNumberOf(1))
    .option('--sweep-seed <n>', 'seed of these draws (default: 1)', wholeNumberOf(0))
    .addOption(new Option('--preset <name>', `start from a preset (default: vanilla): ${PRESET_NAMES.join(', ')}`))
    .addOption(new Option('--config <file>', 'start from a JSON file').conflicts('preset'))
    .option('--set <path=value>', 'set a field of all configs; may be given often', collect)
    .option('--seeds <seeds>', 'each setting with these seeds: 1..8 or 1,5,9 (default: 1)', seedsOf)
    .addOption(jobsOption())
    .option('--name <name>', "the sweep's name (default: what it varies)")
    .option('--tag <tag...>', 'tags of the runs')
    .option('--stop-diverged', 'stop runs that have clearly diverged')
    .option('--dry-run', 'say what would be trained, how long and on how much disk, and train nothing')
    .addHelpText('after', HELP)
    .action(async (file: string | undefined, options: SweepCommandOptions, command: Command) => {
      process.exitCode = await sweep(file, options, contextOf(command));
    });
}

async function sweep(file: string | undefined, options: SweepCommandOptions, context: Context): Promise<number> {
  if (options.name?.trim() === '') {
    throw new RefusedInput('bad-usage', [
      { path: '--name', message: 'the name is empty; give one, or leave --name out' },
    ]);
  }
  const { input, folder } = sweepInput(file, options);
  const plan = planSweep(input);
  if (!plan.ok) return refuseSweep(plan.refusals);
  const { definition } = plan;
  const takesUsual =
    !namesColumns(definition.config) && !variedPaths(definition).some((path) => /^target(?:\.columns|$)/.test(path));
  const arms = await readArms(plan.arms, async (config) => {
    const read = await readFiles(config, folder, loadModuleLaw, takesUsual);
    refuseUnfitTable(read);
    return read;
  });
  const remarks = arms.flatMap(({ read }) => [...(read.remarks ?? []), ...scaleWarnings(read)]);
  for (const remark of new Set(remarks)) context.output.note(remark);
  const jobs = options.jobs ?? defaultJobs();
  if (options.dryRun === true) return dryRun(plan, arms, jobs, context.output);
  // Seeds differ in nothing that an engine is chosen by.
  await prepareEngines(sweepRuns(arms, plan.definition.seeds.slice(0, 1), []), jobs);
  return train(plan, arms, options, context);
}

async function train(
  plan: SweepPlan,
  arms: readonly ReadArm[],
  { jobs, tag }: SweepCommandOptions,
  { output, store }: Context,
): Promise<number> {
  const { definition } = plan;
  const runs = sweepRuns(arms, definition.seeds, tag ?? []);
  const workbench = new Workbench({ store, jobs, report: notingProblems(output) });
  const session = new TrainingSession(workbench, output, {
    runs: runs.length,
    again: trainQueued(store),
    goesOn: true,
  });
  try {
    session.listen();
    const launched = newSweep(definition);
    tellPlan(output, plan, launched.id);
    const ids = workbench.launch(runs, launched);
    await workbench.idle();
    session.close();
    const trained = plan.arms.map(({ name, settings }, index): TrainedArm => {
      const own = ids.filter((_id, place) => place % arms.length === index);
      return { name, settings, runs: own };
    });
    reportArms(output, workbench.store, trained);
    await session.report({ figuresOf: undefined });
    return session.exitCode;
  } finally {
    session.close();
    await workbench.close();
  }
}

function counts({ arms, definition: { seeds } }: SweepPlan): string {
  const runs = arms.length * seeds.length;
  return `${counted(arms.length, 'setting')} × ${counted(seeds.length, 'seed')}: ${counted(runs, 'run')}`;
}

function repeatedText(repeated: number): string[] {
  if (repeated === 0) return [];
  return [`${counted(repeated, 'more comes', 'more come')} to the same as one of them.`];
}

function tellPlan(output: Output, plan: SweepPlan, id: string): void {
  const { definition, arms, repeated } = plan;
  const name = sweepName(definition);
  output.event('sweep', {
    sweep: id,
    name,
    arms: arms.length,
    seeds: definition.seeds,
    runs: arms.length * definition.seeds.length,
    repeated,
  });
  output.text(`Sweep ${printable(name)} (${id}), ${counts(plan)}`, ...repeatedText(repeated));
}

async function dryRun(plan: SweepPlan, arms: readonly ReadArm[], jobs: number, output: Output): Promise<number> {
  const trials = new Trials((error) => output.note(String(error)));
  try {
    const preview = await previewSweep(plan, arms, jobs, async (read, choice) => {
      const question = { kind: 'estimate', config: read.config, files: jobFiles(read), choice } as const;
      // In a new thread the first try is mostly the time that code takes to be compiled.
      await trials.ask(question);
      return trials.ask(question);
    });
    const { seconds, bytes, engines, repeated } = preview;
    const name = sweepName(plan.definition);
    const named = plan.arms.slice(0, NAMED_ARMS).map((arm) => `  ${printable(arm.name)}`);
    const more = plan.arms.length - named.length;
    output.text(
      `Sweep ${printable(name)}, ${counts(plan)}`,
      ...named,
      ...(more > 0 ? [`  and ${wholeNumber(more)} more`] : []),
      ...repeatedText(repeated),
      `About ${duration(seconds)} with ${jobs} side by side, and ${wholeNumber(Math.max(1, bytes / 1e6))} MB in the store; trained by ${engines.join(' and ')}.`,
    );
    for (const arm of plan.arms) output.event('arm', { name: arm.name, settings: arm.settings });
    output.event('preview', {
      name,
      arms: preview.armCount,
      seeds: plan.definition.seeds,
      runs: preview.runCount,
      repeated,
      jobs,
      seconds,
      bytes,
      engines,
    });
    return 0;
  } finally {
    await trials.close();
  }
}
