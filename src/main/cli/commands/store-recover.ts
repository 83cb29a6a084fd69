import { Command } from 'commander';
import { counted, countedOf, plural } from '../../../shared/counted.ts';
import { recoverStore, type Recovery } from '../../store/care/recovery/recover.ts';
import type { RecoveredRun } from '../../store/care/recovery/reconcile.ts';
import { recoverInPlace } from '../../store/care/restore.ts';
import { recoveryLosses } from '../../app/recovery-losses.ts';
import { requireStore } from '../input/open-store.ts';
import type { Output } from '../output/output.ts';
import { contextOf, withSharedOptions } from '../input/shared-options.ts';

const HELP = `
Reads a file page by page that SQLite can no longer read, and says for every run what was saved and what was lost. A run that
lost something gets the tag “incomplete”. Without --to, the recovered store replaces the damaged one, and the damaged file is kept
beside it with the time in its name. A backup may have what is lost here: see “store restore”.`;

export function storeRecoverCommand(): Command {
  return withSharedOptions(new Command('recover'))
    .description('copies everything readable of a damaged store into a new store')
    .option('--to <file>', 'write the new store to this file, and leave the damaged one in place')
    .addHelpText('after', HELP)
    .action((options: { readonly to?: string }, command: Command) => {
      const { output, store } = contextOf(command);
      requireStore(store);
      tell(output, options.to === undefined ? recoverInPlace(store) : recoverStore(store, options.to));
    });
}

function tell(output: Output, recovery: Recovery): void {
  const { from, to, runs, lostRuns, pages, unreadablePages, unreadableRows, unusableFrames } = recovery;
  for (const run of runs) output.event('recovered_run', runFacts(run));
  for (const { id, epochs, snapshots } of lostRuns) output.event('lost_run', { run: id ?? null, epochs, snapshots });
  output.event('recovered', {
    from,
    to,
    pages,
    unreadable_pages: unreadablePages,
    unreadable_rows: unreadableRows,
    unusable_log_pages: unusableFrames,
    runs: runs.length,
    incomplete_runs: runs.filter(isIncomplete).length,
    lost_runs: lostRuns.length,
    epochs: savedOf(runs, 'epochs'),
    snapshots: savedOf(runs, 'snapshots'),
    checkpoints: savedOf(runs, 'checkpoints'),
  });
  output.text(
    `${counted(runs.length, 'run')} saved, with ${counted(savedOf(runs, 'epochs'), 'epoch')}, ` +
      `${counted(savedOf(runs, 'snapshots'), 'snapshot')} and ${counted(savedOf(runs, 'checkpoints'), 'checkpoint')}.`,
    `${countedOf(unreadablePages, pages, 'page')} and ${counted(unreadableRows, 'row')} of other pages cannot be read.`,
    ...recoveryLosses(recovery).map((loss) => `  lost: ${loss}`),
    `The recovered store is ${to}; the damaged file is kept as ${from}.`,
  );
  if (unusableFrames > 0) {
    output.text(
      `The write-ahead log is damaged; the ${counted(unusableFrames, 'page')} written after the damaged part ${plural(unusableFrames, 'is', 'are')} lost.`,
    );
  }
}

function runFacts({ id, name, epochs, snapshots, checkpoints }: RecoveredRun) {
  return {
    run: id,
    name,
    epochs: epochs.saved,
    epochs_lost: epochs.lost,
    snapshots: snapshots.saved,
    snapshots_lost: snapshots.lost,
    checkpoints: checkpoints.saved,
    checkpoints_lost: checkpoints.lost,
  };
}

function isIncomplete({ epochs, snapshots, checkpoints }: RecoveredRun): boolean {
  return epochs.lost + snapshots.lost + checkpoints.lost > 0;
}

function savedOf(runs: readonly RecoveredRun[], what: 'epochs' | 'snapshots' | 'checkpoints'): number {
  return runs.reduce((sum, run) => sum + run[what].saved, 0);
}
