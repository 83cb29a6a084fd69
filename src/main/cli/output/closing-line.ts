import { counted, countedOf } from '../../../shared/counted.ts';
import { ruledLabel } from '../../../shared/metric-rules.ts';
import { outcomeOf } from '../../../shared/outcome.ts';
import { recordedText } from '../../../shared/number-text.ts';
import { epochsDone, trainingFacts, type Run, type Summary } from '../../../shared/run.ts';
import { rowsText } from '../../../shared/table-rows.ts';
import { duration } from '../../../shared/duration.ts';
import { printable } from './printable.ts';
import { distanceAmong, distanceOf } from '../../../shared/metrics.ts';

/** How a run ended, in one line. */
export function closingLine(run: Run, summaries: readonly Summary[]): string {
  const who = `${printable(run.name)}, seed ${run.config.seed} (${run.id})`;
  const done = epochsDone(run);
  const { seconds = 0 } = trainingFacts(run);
  const rows = run.tableRows === undefined ? '' : ` on ${rowsText(run.tableRows)}`;
  switch (run.status) {
    case 'finished': {
      const { ks, modes_covered } = run.final.metrics;
      const distance = distanceOf(run.final.metrics);
      const quarter = tailOf(summaries);
      const facts = [
        distance && `${distance.name} ${recordedText(distance.value)}${quarter}`,
        ks === undefined ? undefined : `KS ${recordedText(ks)}`,
        modes_covered === undefined
          ? undefined
          : ruledLabel(`${counted(modes_covered, 'mode')} covered`, 'modes_covered', run.metricRules),
        `${counted(done, 'epoch')}${rows} in ${duration(seconds)}`,
      ];
      const outcome = outcomeOf(run, summaries);
      const how = outcome === undefined ? '' : `, ${outcome}`;
      return `finished  ${who}${how}: ${facts.filter((fact) => fact !== undefined).join(', ')}`;
    }
    case 'failed':
      return `failed    ${who}: ${printable(run.error.message)}`;
    case 'stopped': {
      const reason = run.stopReason === undefined ? '' : `, early: ${printable(run.stopReason)}`;
      return `stopped   ${who}: ${countedOf(done, run.config.epochs, 'epoch')}${rows} in ${duration(seconds)}${reason}`;
    }
    case 'queued':
    case 'running':
    case 'paused':
    case 'interrupted':
      return `${run.status.padEnd(9)} ${who}: ${countedOf(done, run.config.epochs, 'epoch')} in ${duration(seconds)}`;
  }
}

function tailOf(summaries: readonly Summary[]): string {
  const distance = distanceAmong(summaries.map(({ metric }) => metric));
  const tail = summaries.find(({ metric }) => metric === distance);
  return tail === undefined ? '' : ` (tail mean ${recordedText(tail.tailMean)})`;
}
