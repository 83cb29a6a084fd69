import type { RunRow } from '../../shared/api/runs.ts';
import { outcomeOf, statusText } from '../../shared/outcome.ts';
import type { RunStatus } from '../../shared/run.ts';
import { progress, type Column } from './columns.ts';
import { groupColumnOf } from './field-columns.ts';
import { groupProgress, shortTail } from './group-columns.ts';
import type { ListedItem } from './listed.ts';
import { seedRange } from './seeds.ts';
import { tailDistanceParts } from './tail-distance.ts';

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
}

export function factsOf(item: ListedItem): ItemFacts {
  if (item.kind === 'run') {
    const { run, summaries } = item.row;
    const isUseless = outcomeOf(run, summaries) !== undefined;
    const { name, colour, status, starred } = run;
    return { name, colour, status, isUseless, starred, progress: progress(item.row) };
  }
  const { name, status, starred, first } = item;
  const isUseless = item.rows.every(({ run, summaries }) => outcomeOf(run, summaries) !== undefined);
  return { name, colour: first.run.colour, status, isUseless, starred, progress: groupProgress(item) };
}

export function textOf(item: ListedItem, column: Column): string {
  return item.kind === 'run' ? column.text(item.row) : groupColumnOf(column).text(item);
}

/** The tooltip of a cell: for a run its numbers in full, for a group what its number is. */
export function titleOf(item: ListedItem, column: Column): string | undefined {
  if (item.kind === 'run') return column.full?.(item.row);
  return groupColumnOf(column).title?.(item) ?? textOf(item, column);
}

/** The runs that an item is of, as far as the list has them. */
export function rowsOf(item: ListedItem): readonly RunRow[] {
  return item.kind === 'run' ? [item.row] : item.rows;
}

/** The second line of a row of two: `seed 1 · finished`, of a group `4 seeds · 1–4`. */
export function stateText(item: ListedItem): string {
  const { status } = factsOf(item);
  if (item.kind === 'group')
    return `${item.membership.text} · ${seedRange(item.rows.map(({ run }) => run.config.seed))}`;
  const { run, summaries } = item.row;
  // The narrow list has no room for both words; its title has them.
  const state = (status === 'finished' ? outcomeOf(run, summaries) : undefined) ?? statusText(run, summaries);
  const done = status === 'running' || status === 'paused' ? ` ${Math.floor(100 * progress(item.row))} %` : '';
  return `seed ${run.config.seed} · ${state}${done}`;
}

/** The tail mean of the distance, as a multiple of the noise floor and itself: `7.30× floor` and `W1 0.207`; of a group the medians. */
export function tailParts(item: ListedItem): readonly string[] {
  return item.kind === 'run' ? tailDistanceParts(item.row) : shortTail(item);
}
