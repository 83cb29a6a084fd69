import { Command } from 'commander';
import about from '../../../package.json' with { type: 'json' };
import { benchCommand } from './commands/bench.ts';
import { compareCommand } from './commands/compare.ts';
import { enginesCommand } from './commands/engines.ts';
import { exportCommand } from './commands/export.ts';
import { extendCommand } from './commands/extend.ts';
import { forkCommand } from './commands/fork.ts';
import { groupsCommand } from './commands/groups.ts';
import { importCommand } from './commands/import.ts';
import { presetsCommand } from './commands/presets.ts';
import { publishedCommand } from './commands/published.ts';
import { resumeCommand } from './commands/resume.ts';
import { runsCommand } from './commands/runs.ts';
import { sampleCommand } from './commands/sample.ts';
import { withSharedOptions } from './input/shared-options.ts';
import { setupTensorFlowCommand } from './commands/setup-tensorflow.ts';
import { showCommand } from './commands/show.ts';
import { storeCommand } from './commands/store.ts';
import { sweepCommand } from './commands/sweep.ts';
import { trainCommand } from './commands/train.ts';
import { verifyCommand } from './commands/verify.ts';
import { windowCommand } from './commands/window.ts';

const EXIT_CODES = `
Exit codes: 0 done, 1 the work failed, 2 bad usage or input, 3 the store cannot be used,
130 stopped by Ctrl-C.

Example:
  gan-workbench train --preset vanilla`;

/** The whole command line. Nothing in it ends the process: what goes wrong is thrown. */
export function createProgram(): Command {
  const program = withSharedOptions(new Command('gan-workbench'))
    .description('Trains small GANs, keeps every run, and shows what was learned.')
    .version(about.version)
    .addHelpText('after', EXIT_CODES)
    // Options before the command are the program's: `export --json FILE` is not the program's --json.
    .enablePositionalOptions();
  const commands = [
    windowCommand(),
    trainCommand(),
    sweepCommand(),
    resumeCommand(),
    extendCommand(),
    forkCommand(),
    runsCommand(),
    showCommand(),
    groupsCommand(),
    compareCommand(),
    sampleCommand(),
    exportCommand(),
    importCommand(),
    storeCommand(),
    enginesCommand(),
    setupTensorFlowCommand(),
    presetsCommand(),
    publishedCommand(),
    verifyCommand(),
    benchCommand(),
  ];
  for (const command of commands) program.addCommand(command);
  for (const command of [program, ...commands]) command.exitOverride();
  return program;
}
