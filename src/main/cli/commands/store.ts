import { Command } from 'commander';
import { storeCheckCommand } from './store-check.ts';
import { storeBackupCommand, storeRestoreCommand } from './store-backup.ts';
import { storeRecoverCommand } from './store-recover.ts';
import { storeMoveCommand, storeVacuumCommand } from './store-upkeep.ts';
import { withSharedOptions } from '../input/shared-options.ts';

const HELP = `
Before you restore, recover or move a store, close all other programs that have it open. No command removes or changes a damaged
store: it is kept beside the new one, with the time in its name.

Examples:
  gan-workbench store check
  gan-workbench store backup
  gan-workbench store restore latest
  gan-workbench store recover --store damaged.sqlite --to saved.sqlite`;

/** The commands that protect the store's file and repair it. */
export function storeCommand(): Command {
  const command = withSharedOptions(new Command('store'))
    .description('the store’s file: check, back up, restore, recover, vacuum, move')
    .addHelpText('after', HELP)
    .enablePositionalOptions();
  const parts = [
    storeCheckCommand(),
    storeBackupCommand(),
    storeRestoreCommand(),
    storeRecoverCommand(),
    storeVacuumCommand(),
    storeMoveCommand(),
  ];
  for (const part of parts) command.addCommand(part.exitOverride());
  return command;
}
