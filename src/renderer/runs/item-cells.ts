import type { RunRow } from '../../shared/api/runs.ts';
import { outcomeOf } from '../../shared/outcome.ts';
import type { RunStatus } from '../../shared/run.ts';
import { progress, type Column } from './columns.ts';
import { GROUP_COLUMNS, groupProgress } from './group-columns.ts';
import type { ListedItem } from './listed.ts';

/** What the list shows of a run or a group besides its columns' texts. */
export interface ItemFacts {
  readonly name: string;
  /** Its place in the palette of run colours: a group has that of its first run. */
  readonly colour: number;
  readonly status: RunStatus;
  /** Whether it ended without having learned anything. */
  readonly isUseless: boolean;
  readonly starred: boolean;
  /** A share from 0 to 1. */
  readonly progress: number;
  readonly sparkline: Float64Array | undefined;
}

export function factsOf(item: ListedItem): ItemFacts {
  if (item.kind === 'run') {
    const { run, summaries, sparkline } = item.row;
    const isUseless = outcomeOf(run, summaries) !== undefined;
    const { name, colour, status, starred } = run;
    return { name, colour, status, isUseless, starred, progress: progress(item.row), sparkline };
  }
  const { name, status, starred, first } = item;
  const isUseless = item.rows.every(({ run, summaries }) => outcomeOf(run, summaries) !== undefined);
  const shown = { progress: groupProgress(item), sparkline: undefined };
  return { name, colour: first.run.colour, status, isUseless, starred, ...shown };
}

export function textOf(item: ListedItem, column: Column): string {
  return item.kind === 'run' ? column.text(item.row) : GROUP_COLUMNS[column.key].text(item);
}

/** The tooltip of a cell: for a run its numbers in full, for a group what its number is. */
export function titleOf(item: ListedItem, column: Column): string | undefined {
  if (item.kind === 'run') return column.full?.(item.row);
  return GROUP_COLUMNS[column.key].title?.(item) ?? textOf(item, column);
}

/** The runs that an item is of, as far as the list has them. */
export function rowsOf(item: ListedItem): readonly RunRow[] {
  return item.kind === 'run' ? [item.row] : item.rows;
}
