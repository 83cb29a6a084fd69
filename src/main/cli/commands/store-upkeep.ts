import { Command } from 'commander';
import { byteSize } from '../../../shared/byte-size.ts';
import { moveStore } from '../../store/care/move.ts';
import { vacuumStore } from '../../store/care/vacuum.ts';
import { STORE_VARIABLE } from '../../locations.ts';
import { rememberMovedStore } from '../../app/settings-file.ts';

import { requireStore } from '../input/open-store.ts';
import { contextOf, withSharedOptions } from '../input/shared-options.ts';

const MOVE_HELP = `
Copies the store, compares the copy with it byte by byte, and only then removes it where it was. A window that opened it by
itself opens it at its new place from then on; the command line is told by --store or ${STORE_VARIABLE}. Backups stay where they are.`;

export function storeVacuumCommand(): Command {
  return withSharedOptions(new Command('vacuum'))
    .description('frees the disk space of deleted data')
    .option('--incremental', 'free only whole pages; works while the store is in use elsewhere')
    .action((options: { readonly incremental?: boolean }, command: Command) => {
      const { output, store } = contextOf(command);
      requireStore(store);
      const { before, after } = vacuumStore(store, options.incremental === true ? 'incremental' : 'full');
      output.event('vacuumed', { store, before, after });
      output.text(`${store}: ${byteSize(before)} before, ${byteSize(after)} now.`);
    });
}

export function storeMoveCommand(): Command {
  return withSharedOptions(new Command('move'))
    .description('moves the store to another file')
    .argument('<file>', 'the new file, which must not exist')
    .addHelpText('after', MOVE_HELP)
    .action(async (to: string, _options: unknown, command: Command) => {
      const { output, store } = contextOf(command);
      requireStore(store);
      const { target, isRemembered } = await moveStore(store, to, (moved) => rememberMovedStore(store, moved));
      output.event('moved', { from: store, to: target, remembered: isRemembered });
      output.text(`The store is now ${target}.`);
      output.text(
        isRemembered
          ? `The window opens it there. On the command line name it with --store or ${STORE_VARIABLE}.`
          : `Name it with --store or ${STORE_VARIABLE}.`,
      );
    });
}
