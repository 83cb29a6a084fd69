import { Command } from 'commander';
import { WorkbenchError } from '../../../shared/errors.ts';
import { Workbench } from '../../runs/workbench.ts';
import { jobsOption } from '../arguments.ts';
import { chosenBuilds, withBuildOptions, type BuildOptions } from '../input/build-options.ts';
import { EXIT } from '../output/exit-codes.ts';
import { notingProblems, requireStore } from '../input/open-store.ts';
import { RefusedInput } from '../input/refused-input.ts';
import { contextOf, withSharedOptions, type Context } from '../input/shared-options.ts';
import { trainQueued } from './train.ts';
import { TrainingSession } from './training-session.ts';

interface ResumeOptions extends BuildOptions {
  readonly all?: boolean;
  readonly jobs?: number;
}

const HELP = `
A run continues from its last checkpoint. Its results are bit-identical to those of a run that was
never interrupted, unless another build of the engine trained it (another version of the program, or
a processor that rounds differently). Then the command asks first; without a terminal it refuses.

Examples:
  gan-workbench resume k3m9
  gan-workbench resume --all --jobs 2
  gan-workbench resume --all --exact`;

export function resumeCommand(): Command {
  return withBuildOptions(withSharedOptions(new Command('resume')))
    .description('resumes runs that were interrupted, stopped or failed')
    .argument('[run...]', 'ids, beginnings of ids, or names')
    .option('--all', 'all interrupted runs, except those that another process has queued')
    .addOption(jobsOption())
    .addHelpText('after', HELP)
    .action(async (runs: readonly string[], options: ResumeOptions, command: Command) => {
      process.exitCode = await resume(runs, options, contextOf(command));
    });
}

async function resume(names: readonly string[], options: ResumeOptions, context: Context): Promise<number> {
  const { output, store: path } = context;
  if (names.length > 0 === (options.all === true)) {
    const message = 'name the runs to resume, or use --all for all interrupted runs';
    throw new RefusedInput('bad-usage', [{ path: 'run', message }]);
  }
  requireStore(path);
  const workbench = new Workbench({ store: path, jobs: options.jobs, report: notingProblems(output) });
  try {
    const named = [...new Set(names.map((name) => workbench.store.runs.find(name).id))];
    const [runs, unable] = options.all === true ? await interrupted(workbench) : [named, []];
    for (const { code, message } of unable) output.error(code, message);
    if (runs.length === 0) {
      output.text(`No run in ${path} was interrupted${unable.length > 0 ? ' that can be resumed here' : ''}.`);
      return unable.length > 0 ? EXIT.failed : EXIT.ok;
    }
    const builds = await chosenBuilds(workbench, runs, options, output);
    const session = new TrainingSession(workbench, output, {
      runs: runs.length,
      again: trainQueued(path),
      goesOn: true,
    });
    const code = await session.train(() => workbench.goingOn.resume(runs, builds));
    return code === EXIT.ok && unable.length > 0 ? EXIT.failed : code;
  } finally {
    await workbench.close();
  }
}

/**
 * The interrupted runs that no process has claimed, and those that wait to resume, oldest first; and the reasons why
 * some cannot be resumed here.
 */
async function interrupted(workbench: Workbench): Promise<[runs: string[], unable: WorkbenchError[]]> {
  const { store } = workbench;
  const runs: string[] = [];
  const unable: WorkbenchError[] = [];
  for (const { run } of store.runs.list({ status: ['interrupted', 'queued'], trashed: false }, 'oldest first')) {
    const { status } = run.status === 'queued' && run.before !== undefined ? run.before : run;
    if (status !== 'interrupted' || store.states.isClaimed(run.id)) continue;
    try {
      // Their engine may not be available here.
      await workbench.goingOn.otherBuilds([run.id]);
      runs.push(run.id);
    } catch (error) {
      if (!(error instanceof WorkbenchError)) throw error;
      unable.push(new WorkbenchError(error.code, `run ${run.id} cannot be resumed here: ${error.message}`));
    }
  }
  return [runs, unable];
}
