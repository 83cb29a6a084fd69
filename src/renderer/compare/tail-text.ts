import { MEASURE_LABELS, measuredOf } from '../../shared/comparison/measured.ts';
import { meanText } from '../../shared/comparison/metrics-text.ts';
import type { MetricRow } from '../../shared/comparison/metrics-table.ts';
import { numberText } from '../../shared/number-text.ts';
import type { ReplayedMember } from '../replay/replayed-member.ts';
import type { Comparison } from './comparison.svelte.ts';

/** `tail mean 0.204 ± 0.031` of what a picture shows: of a group all its seeds, of a run its own; empty before there is one. */
export function tailText({ tailRow, alone, rows, view }: Comparison, { member, runs }: ReplayedMember): string {
  if (tailRow === undefined) return '';
  const isGroup = !alone && (runs.length > 1 || member.seeds === member.choices?.all);
  if (isGroup || (!alone && member.choices === undefined)) return ofSubject(tailRow, member.key);
  const row = rows.find(({ run }) => run.id === runs[0].id);
  const tail = row && measuredOf(row, tailRow.metric, 'tail', view.averaged)?.value;
  return tail === undefined ? '' : `${MEASURE_LABELS.tail} ${numberText(tail)}`;
}

function ofSubject(row: MetricRow, key: string): string {
  const cell = row.cells.find(({ subject }) => subject.key === key);
  return cell === undefined || cell.n === 0 ? '' : `${MEASURE_LABELS.tail} ${meanText(row, cell)}`;
}
