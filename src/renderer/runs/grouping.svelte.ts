import { SvelteSet } from 'svelte/reactivity';
import type { SubjectKey } from '../../shared/subject.ts';
import { Remembered } from '../state/remembered.svelte.ts';

/** How the list puts runs together; by sweep and by tag, runs that differ only in the seed are one row as well. */
export const GROUPINGS = {
  settings: 'settings',
  sweep: 'sweep',
  tag: 'tag',
  none: 'nothing',
} as const;
export type Grouping = keyof typeof GROUPINGS;

const isGrouping = (value: unknown): value is Grouping => typeof value === 'string' && Object.hasOwn(GROUPINGS, value);

export const grouping = new Remembered<Grouping>('list-grouping', 'settings', (value) =>
  isGrouping(value) ? value : undefined,
);

/** The groups whose runs stand below them. */
export const unfolded = new SvelteSet<SubjectKey>();

export function setUnfolded(group: SubjectKey, isUnfolded: boolean): void {
  if (isUnfolded) unfolded.add(group);
  else unfolded.delete(group);
}
