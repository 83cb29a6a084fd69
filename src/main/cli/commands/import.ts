import { Command } from 'commander';
import { counted } from '../../../shared/counted.ts';
import { WorkbenchError } from '../../../shared/errors.ts';
import type { ImportedRuns } from '../../../shared/api/run-files.ts';
import { openStore } from '../../store/store.ts';
import { importRunFile } from '../../files/run-files/import.ts';
import type { Output } from '../output/output.ts';
import { contextOf, withSharedOptions } from '../input/shared-options.ts';

interface ImportOptions {
  readonly allowModules?: boolean;
}

const HELP = `
A run file is what export --run-file writes. Either all of its runs are imported, or none, and the
command says why. A run that the store already has adds nothing. If the store has another state of a
run, because it was trained further, the run of the file is added as a copy with its own id.

Examples:
  gan-workbench import wide.ganrun
  gan-workbench import from-anna/*.ganrun --store experiments.sqlite`;

export function importCommand(): Command {
  return withSharedOptions(new Command('import'))
    .description('imports runs from run files, which export --run-file writes')
    .argument('<file...>', 'run files')
    .option('--allow-modules', 'accept JavaScript modules, which run on this machine; only for files that you trust')
    .addHelpText('after', HELP)
    .action((files: readonly string[], options: ImportOptions, command: Command) => {
      const { output, store: path } = contextOf(command);
      const store = openStore(path);
      try {
        const refusals = files.flatMap((file): WorkbenchError[] => {
          try {
            report(file, importRunFile(store, file, { allowModules: options.allowModules === true }), output);
            return [];
          } catch (error) {
            // An error in one file does not stop the import of the next.
            if (error instanceof WorkbenchError && !error.code.startsWith('store-')) return [error];
            throw error;
          }
        });
        const last = refusals.pop();
        for (const { code, message } of refusals) output.error(code, message);
        if (last) throw last;
      } finally {
        store.close();
      }
    });
}

function report(file: string, { imported, copied, there }: ImportedRuns, output: Output): void {
  const parts = [
    ...(imported.length > 0 ? [`${counted(imported.length, 'run')} imported`] : []),
    ...(copied.length > 0
      ? [
          `${counted(copied.length, 'run')} imported as a copy, because the store has the same run in another state (${copied.join(', ')})`,
        ]
      : []),
    ...(there.length > 0 ? [`${counted(there.length, 'run')} already in the store`] : []),
  ];
  output.text(`${file}: ${parts.join(', ')}`);
  output.event('imported', { file, imported, copied, there });
}
