import { counted, countedOf } from '../../shared/counted.ts';
import type { LostRun, Reconciled, RecoveredRun, Share } from '../store/care/recovery/reconcile.ts';

/** What recovering a store lost, a sentence a run, such as `run 3f (vanilla): 20 of 600 epochs`. */
export function recoveryLosses({ runs, lostRuns }: Reconciled): string[] {
  return [...runs.flatMap(lossOf), ...lostRuns.map(lostSentence)];
}

function lossOf({ id, name, epochs, snapshots, checkpoints }: RecoveredRun): string[] {
  const part = ({ saved, lost }: Share, what: string) => (lost === 0 ? [] : [countedOf(lost, saved + lost, what)]);
  const parts = [...part(epochs, 'epoch'), ...part(snapshots, 'snapshot'), ...part(checkpoints, 'checkpoint')];
  return parts.length === 0 ? [] : [`run ${id} (${name}): ${parts.join(', ')}`];
}

function lostSentence({ id, epochs, snapshots }: LostRun): string {
  const what = `with its ${counted(epochs, 'epoch')} and ${counted(snapshots, 'snapshot')}`;
  return id === undefined ? `a run whose id is lost, ${what}` : `run ${id}, ${what}`;
}
