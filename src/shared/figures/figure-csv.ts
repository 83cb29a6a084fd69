import { csvLine } from '../csv.ts';
import type { Figure } from './theme.ts';

/** What a figure shows, as a table with one row a point: the series' name, x and y. Gaps are left out. */
export function figureCsv(figure: Figure): string {
  const lines = figure.data.datasets.flatMap(({ label, data }) =>
    data.flatMap(({ x, y }) =>
      x !== null && y !== null && Number.isFinite(x) && Number.isFinite(y) ? [csvLine([label ?? '', x, y])] : [],
    ),
  );
  return [csvLine(['series', 'x', 'y']), ...lines].join('');
}
