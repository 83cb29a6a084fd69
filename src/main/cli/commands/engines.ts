import { Command } from 'commander';
import { availableParallelism } from 'node:os';
import { engineState } from '../../app/engine-state.ts';
import { engineAvailability, fusedBuild } from '../../training/engines/availability.ts';
import { contextOf, withSharedOptions } from '../input/shared-options.ts';
import { textTable } from '../output/text-table.ts';

export function enginesCommand(): Command {
  return withSharedOptions(new Command('engines'))
    .description('lists the engines, and says why one cannot run here')
    .addHelpText('after', '\nExamples:\n  gan-workbench engines\n  gan-workbench engines --json')
    .action((_options: unknown, command: Command) => {
      const { output } = contextOf(command);
      const found = engineAvailability().map((engine) =>
        engine.engine === 'fused' && engine.available ? { ...engine, version: fusedBuild() } : engine,
      );
      const cores = availableParallelism();
      for (const engine of found) {
        output.event('engine', { ...engine, threads: engine.engine === 'tensorflow' && engine.available ? cores : 1 });
      }
      const rows = found
        .map((engine) => engineState(engine, cores))
        .map((engine) => [
          engine.engine,
          engine.available ? 'yes' : 'no',
          engine.available ? engine.runsOn : '',
          engine.detail ?? '',
        ]);
      const columns = [
        { head: 'engine' },
        { head: 'runs here' },
        { head: 'hardware' },
        { head: 'version, or why it cannot run' },
      ] as const;
      output.text(...textTable(columns, rows));
    });
}
