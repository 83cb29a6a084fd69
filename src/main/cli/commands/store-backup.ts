import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command } from 'commander';
import type { Backup } from '../../../shared/api/store.ts';
import { byteSize } from '../../../shared/byte-size.ts';
import { WorkbenchError } from '../../../shared/errors.ts';
import { AUTOMATIC_KEPT, backupFolder, backupPath, finishBackup, listBackups } from '../../store/care/backups.ts';
import { restoreStore } from '../../store/care/restore.ts';

import { localTime } from '../output/local-time.ts';
import { withOpenStore } from '../input/open-store.ts';
import type { Output } from '../output/output.ts';
import { contextOf, withSharedOptions } from '../input/shared-options.ts';
import { textTable } from '../output/text-table.ts';

const BACKUP_HELP = `
Backups lie in the folder “backups” beside the store. While a window is open or runs train, one is made by itself once a day
where something was recorded since, of which the last ${AUTOMATIC_KEPT} are kept; and one before a new version of this program
changes the file. Those, and the ones asked for here, stay until you remove them.`;

const RESTORE_HELP = `
BACKUP is one that is listed, the path of any other copy of a store, or “latest”. The store that is there now is set aside
under a name with the time.`;

export function storeBackupCommand(): Command {
  return withSharedOptions(new Command('backup'))
    .description('backs up the store, also while it is in use')
    .addHelpText('after', BACKUP_HELP)
    .action(async (_options: unknown, command: Command) => {
      const { output, store: path } = contextOf(command);
      const backup = await withOpenStore(path, async (store) => finishBackup(await store.copyForBackup('requested')));
      output.event('backup', backupFacts(path, backup));
      output.text(`${backupPath(path, backup.name)}, ${byteSize(backup.bytes)}`);
    });
}

export function storeRestoreCommand(): Command {
  return withSharedOptions(new Command('restore'))
    .description('restores a backup; without a name, lists the backups')
    .argument('[backup]', 'a backup’s name, a file, or latest')
    .addHelpText('after', RESTORE_HELP)
    .action((asked: string | undefined, _options: unknown, command: Command) => {
      const { output, store } = contextOf(command);
      if (asked === undefined) {
        listAll(output, store);
        return;
      }
      const backup = pathOf(store, asked);
      const { setAside } = restoreStore(store, backup);
      output.event('restored', { store, backup, set_aside: setAside ?? null });
      output.text(`${backup} is restored as ${store}.`);
      if (setAside !== undefined) output.text(`The previous store is kept as ${setAside}.`);
    });
}

function pathOf(store: string, asked: string): string {
  if (asked !== 'latest') return existsSync(asked) ? resolve(asked) : backupPath(store, asked);
  const newest = listBackups(store).at(0);
  if (newest) return backupPath(store, newest.name);
  throw new WorkbenchError('backup-not-found', `There is no backup of ${store} in ${backupFolder(store)}.`);
}

function listAll(output: Output, store: string): void {
  const backups = listBackups(store);
  for (const backup of backups) output.event('backup', backupFacts(store, backup));
  if (backups.length === 0) output.text(`There is no backup of ${store} in ${backupFolder(store)}.`);
  else {
    const columns = [{ head: 'made' }, { head: 'kind' }, { head: 'size', align: 'right' as const }, { head: 'name' }];
    const rows = backups.map(({ at, kind, bytes, name }) => [localTime(at), kind, byteSize(bytes), name]);
    output.text(...textTable(columns, rows));
  }
}

function backupFacts(store: string, { name, kind, at, bytes }: Backup) {
  return { store, name, kind, at, bytes, file: backupPath(store, name) };
}
