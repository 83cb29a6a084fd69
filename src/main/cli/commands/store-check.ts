import { Command } from 'commander';
import { counted } from '../../../shared/counted.ts';
import { checkStore } from '../../store/care/check.ts';
import { damaged } from '../../store/connection.ts';
import { keepLastCheck } from '../../store/care/last-check.ts';
import { readOnlyReason } from '../../store/open.ts';
import { noteReadOnly, requireStore } from '../input/open-store.ts';
import { contextOf, withSharedOptions } from '../input/shared-options.ts';

const HELP = `
SQLite checks every page, row, index and reference; then every config, snapshot and kept checkpoint is read as the program
reads it. Nothing is changed. The exit code is 3 if something is wrong.`;

export function storeCheckCommand(): Command {
  return withSharedOptions(new Command('check'))
    .description('checks the store for damage')
    .option('--quick', 'run only SQLite’s quick check of every page and row')
    .addHelpText('after', HELP)
    .action((options: { readonly quick?: boolean }, command: Command) => {
      const { output, store } = contextOf(command);
      requireStore(store);
      noteReadOnly(store, readOnlyReason(store));
      const check = checkStore(store, options.quick === true ? 'quick' : 'full');
      try {
        keepLastCheck(store, check);
      } catch {
        // In a read-only folder the result is printed, but not stored.
      }
      const { kind, at, seconds, problems } = check;
      output.event('checked', { store, kind, at, seconds, problems });
      if (problems.length === 0) {
        output.text(`${store} is undamaged (${kind} check, ${seconds.toFixed(1)} s).`);
        return;
      }
      output.text(...problems.map((problem) => `  ${problem}`));
      throw damaged(store, counted(problems.length, 'problem was found', 'problems were found'));
    });
}
