import { Command, Option } from 'commander';
import { launch } from '../../launch/launch.ts';
import { wholeNumberOf } from '../arguments.ts';
import { contextOf, withStore } from '../input/shared-options.ts';

interface WindowOptions {
  readonly electron?: true;
  readonly browser?: true;
  readonly open: boolean;
  readonly port?: number;
  readonly jobs?: number;
}

const EXAMPLES = `
Without --electron and --browser, it opens Electron's window if Electron can run here, or else the
browser: Chrome, Chromium or Edge in a window without tabs, or else the default browser. If there is
no browser, it prints the address. The address contains a key; nobody gets in without it.

Examples:
  gan-workbench window
  gan-workbench window --browser --port 4321
  gan-workbench window --no-open --store lab.sqlite`;

export function windowCommand(): Command {
  return withStore(new Command('window'))
    .description('opens the workbench to launch, watch, replay and export runs')
    .addOption(new Option('--electron', "only in Electron's window").conflicts(['browser', 'port', 'open']))
    .option('--browser', 'in the browser')
    .option('--no-open', 'serve it without opening a browser')
    .option(
      '--port <n>',
      'port of the server for the browser, on this machine only (default: any)',
      wholeNumberOf(0, 65_535),
    )
    .option('--jobs <n>', 'runs at a time (default: from the settings)', wholeNumberOf(1, 256))
    .addHelpText('after', EXAMPLES)
    .action(async (options: WindowOptions, command: Command) => {
      const { output } = contextOf(command);
      const { electron, browser, open, port, jobs } = options;
      // The given store; undefined if none was, because then the settings may name one.
      const { store } = command.optsWithGlobals<{ readonly store?: string }>();
      const shell = electron ? 'electron' : browser ? 'browser' : undefined;
      process.exitCode = await launch({ shell, store, jobs, port, open }, (line) => output.note(line));
    });
}
