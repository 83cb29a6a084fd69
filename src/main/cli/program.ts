import { Command } from 'commander';
import about from '../../../package.json' with { type: 'json' };
import { withSharedOptions } from './input/shared-options.ts';

const EXIT_CODES = `
Exit codes: 0 done, 1 the work failed, 2 bad usage or input, 3 the store cannot be used,
130 stopped by Ctrl-C.

Example:
  gan-workbench train --preset vanilla`;

/** Each with what it works with, which others need not wait for. In the order of the help. */
const COMMANDS = {
  window: async () => (await import('./commands/window.ts')).windowCommand(),
  train: async () => (await import('./commands/train.ts')).trainCommand(),
  sweep: async () => (await import('./commands/sweep.ts')).sweepCommand(),
  resume: async () => (await import('./commands/resume.ts')).resumeCommand(),
  extend: async () => (await import('./commands/extend.ts')).extendCommand(),
  fork: async () => (await import('./commands/fork.ts')).forkCommand(),
  runs: async () => (await import('./commands/runs.ts')).runsCommand(),
  show: async () => (await import('./commands/show.ts')).showCommand(),
  groups: async () => (await import('./commands/groups.ts')).groupsCommand(),
  compare: async () => (await import('./commands/compare.ts')).compareCommand(),
  sample: async () => (await import('./commands/sample.ts')).sampleCommand(),
  export: async () => (await import('./commands/export.ts')).exportCommand(),
  import: async () => (await import('./commands/import.ts')).importCommand(),
  store: async () => (await import('./commands/store.ts')).storeCommand(),
  engines: async () => (await import('./commands/engines.ts')).enginesCommand(),
  'setup-tensorflow': async () => (await import('./commands/setup-tensorflow.ts')).setupTensorFlowCommand(),
  presets: async () => (await import('./commands/presets.ts')).presetsCommand(),
  published: async () => (await import('./commands/published.ts')).publishedCommand(),
  verify: async () => (await import('./commands/verify.ts')).verifyCommand(),
  bench: async () => (await import('./commands/bench.ts')).benchCommand(),
} satisfies Record<string, () => Promise<Command>>;

const isCommand = (name: string): name is keyof typeof COMMANDS => Object.hasOwn(COMMANDS, name);

/**
 * The command line that understands these arguments: where they begin with a command it has only this one, else all of them. Nothing in
 * it ends the process: what goes wrong is thrown.
 */
export async function createProgram(args: readonly string[]): Promise<Command> {
  const program = withSharedOptions(new Command('gan-workbench'))
    .description('Trains small GANs, keeps every run, and shows what was learned.')
    .version(about.version)
    .addHelpText('after', EXIT_CODES)
    // Options before the command belong to the program, so `export --json FILE` is not the program's --json.
    .enablePositionalOptions();
  const [asked = ''] = args;
  const needed = isCommand(asked) ? [COMMANDS[asked]] : Object.values(COMMANDS);
  const commands = await Promise.all(needed.map((load) => load()));
  for (const command of commands) program.addCommand(command);
  for (const command of [program, ...commands]) command.exitOverride();
  return program;
}
