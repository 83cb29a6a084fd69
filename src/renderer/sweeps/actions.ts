import { counted } from '../../shared/counted.ts';
import type { SubjectKey } from '../../shared/subject.ts';
import { addSeeds } from '../runs/actions.ts';
import { START } from '../state/address.ts';
import { bridge } from '../state/connection.svelte.ts';
import { drawer } from '../state/drawer.svelte.ts';
import { windowLocation } from '../state/location.svelte.ts';
import { notices, orNotice } from '../state/notices.svelte.ts';
import { MOST_COMPARED } from '../state/subjects.svelte.ts';

/** Actions on sweeps. Refusals are shown as notices. */

export function newSweep(from?: string): void {
  drawer.open({ newSweep: { from } });
}

export function openSweep(sweep: string): void {
  windowLocation.go({ view: 'sweeps', selected: [sweep], newSweep: undefined });
}

export async function renameSweep(sweep: string, name: string): Promise<void> {
  await orNotice(bridge.request('sweeps.rename', { sweep, name }));
}

export async function removeSweep(sweep: string): Promise<void> {
  const result = await bridge.request('sweeps.remove', { sweep });
  if (!result.ok) notices.error(result.error);
  else if (windowLocation.address.selected.includes(sweep)) windowLocation.go({ selected: [] });
}

/** Compares arms in the view of the runs. */
export function compareArms(arms: readonly SubjectKey[]): void {
  const { tab, base, epoch } = START;
  windowLocation.go({ view: 'runs', selected: arms.slice(0, MOST_COMPARED), trash: false, tab, base, epoch });
}

/** Stops running runs and removes waiting ones from the queue; it can be undone. */
export async function stopRuns(runs: readonly string[]): Promise<void> {
  const result = await bridge.request('training.stop', { runs: [...runs] });
  if (!result.ok) notices.error(result.error);
  else notices.done(`${counted(runs.length, 'run')} stopped.`);
}

/** Queues `count` more seeds of each arm. */
export async function addSeedsToArms(arms: readonly SubjectKey[], count: number): Promise<void> {
  for (const arm of arms) await addSeeds(arm, count);
}
