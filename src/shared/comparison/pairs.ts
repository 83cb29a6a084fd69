import type { PairedSubject, PairsFigureData } from '../figures/pairs-figure.ts';
import { COMPARED_MEASURE_LABELS } from './measured.ts';
import { comparedWithBase, type MetricRow } from './metrics-table.ts';
import { otherBasis } from './metrics-text.ts';

/** The largest number of subjects whose pairs are drawn beside each other; more lines would be too close to follow. */
export const MOST_PAIRED = 6;

/** The pairs of seeds of all subjects of a row that are tested by pairs. */
export function pairsOf(row: MetricRow): PairsFigureData {
  const subjects = row.cells.flatMap((cell): PairedSubject[] => {
    const beside = comparedWithBase(cell);
    // Compared by other numbers, it has its place on another axis.
    if (beside?.kind !== 'paired' || otherBasis(row, cell) !== '') return [];
    const { name, colour } = cell.subject;
    return [{ name, colour, pairs: beside.pairs, correlation: beside.correlation }];
  });
  const quantity = `${row.label}, ${COMPARED_MEASURE_LABELS[row.measure]}`;
  return { quantity, baseName: row.base?.subject.name ?? '', subjects };
}
