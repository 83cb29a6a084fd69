import { SvelteSet } from 'svelte/reactivity';
import type { SubjectKey } from '../../shared/subject.ts';
import { Remembered } from '../state/remembered.svelte.ts';

/** Whether the list shows runs that are equal but for the seed as one row. */
export const groupsSeeds = new Remembered('group-seeds', true, (value) =>
  typeof value === 'boolean' ? value : undefined,
);

/** The groups whose runs stand below them. */
export const unfolded = new SvelteSet<SubjectKey>();

export function setUnfolded(group: SubjectKey, isUnfolded: boolean): void {
  if (isUnfolded) unfolded.add(group);
  else unfolded.delete(group);
}
