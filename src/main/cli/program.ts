import { Command } from 'commander';
import about from '../../../package.json' with { type: 'json' };
import { benchCommand } from './bench.ts';
import { compareCommand } from './compare.ts';
import { enginesCommand } from './engines.ts';
import { exportCommand } from './export.ts';
import { extendCommand } from './extend.ts';
import { forkCommand } from './fork.ts';
import { groupsCommand } from './groups.ts';
import { importCommand } from './import.ts';
import { presetsCommand } from './presets.ts';
import { resumeCommand } from './resume.ts';
import { runsCommand } from './runs.ts';
import { sampleCommand } from './sample.ts';
import { withSharedOptions } from './shared-options.ts';
import { setupTensorFlowCommand } from './setup-tensorflow.ts';
import { showCommand } from './show.ts';
import { storeCommand } from './store.ts';
import { sweepCommand } from './sweep.ts';
import { trainCommand } from './train.ts';
import { verifyCommand } from './verify.ts';
import { windowCommand } from './window.ts';

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
    verifyCommand(),
    benchCommand(),
  ];
  for (const command of commands) program.addCommand(command);
  for (const command of [program, ...commands]) command.exitOverride();
  return program;
}
