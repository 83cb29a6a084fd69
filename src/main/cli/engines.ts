import { Command } from 'commander';
import { engineAvailability } from '../training/engines/create.ts';
import { contextOf, withSharedOptions } from './shared-options.ts';
import { textTable } from './text-table.ts';

export function enginesCommand(): Command {
  return withSharedOptions(new Command('engines'))
    .description('which engines can train here, and if not why')
    .addHelpText('after', '\nExamples:\n  gan-workbench engines\n  gan-workbench engines --json')
    .action((_options: unknown, command: Command) => {
      const { output } = contextOf(command);
      const found = engineAvailability();
      for (const engine of found) output.event('engine', { ...engine });
      const rows = found.map((engine) => [
        engine.engine,
        engine.available ? 'yes' : 'no',
        engine.available ? engine.version : engine.reason,
      ]);
      output.text(...textTable([{ head: 'engine' }, { head: 'runs here' }, { head: 'what it is, or why not' }], rows));
    });
}
