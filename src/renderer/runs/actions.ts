import type { Run } from '../../shared/run.ts';
import { groupKey, type SubjectKey } from '../../shared/subject.ts';
import { bridge } from '../state/connection.svelte.ts';
import { windowLocation } from '../state/location.svelte.ts';
import { notices, orNotice } from '../state/notices.svelte.ts';
import { firstOf, subjects } from '../state/subjects.svelte.ts';
import { nextSeeds, seedRange } from './seeds.ts';

/** What can be done to runs, from wherever it is asked for. What is refused is said in a notice. */

const counted = (runs: readonly string[]) => `${runs.length} ${runs.length === 1 ? 'run' : 'runs'}`;

/** Queues the experiment that everything starts from, and shows it. */
export async function trainVanilla(): Promise<void> {
  const launched = await orNotice(bridge.request('training.launch', { config: {}, seeds: [1] }));
  if (launched) windowLocation.go({ view: 'runs', selected: launched.runs, trash: false });
}

/** The config of a run, to be launched again on the engine that trained it. */
function configAgain(run: Run): Record<string, unknown> {
  const build = 'build' in run ? run.build : undefined;
  return { ...run.config, ...(build && { engine: build.engine }) };
}

/**
 * Queues `count` more seeds of a group, or of a run, which then is a group: the next ones that none of its runs has, those in the trash
 * included, with the config, name and tags that it has. Where the run or the group was selected, the group is from then on.
 */
export async function runMoreSeeds(key: SubjectKey, count: number): Promise<void> {
  const members = subjects.group(key);
  const first = firstOf(subjects.get(key)?.rows ?? members)?.run;
  if (!first) return;
  const shared = first.tags.filter((tag) => members.every(({ run }) => run.tags.includes(tag)));
  const seeds = nextSeeds(
    members.map(({ run }) => run.config.seed),
    count,
  );
  const launched = await orNotice(
    bridge.request('training.launch', { config: configAgain(first), seeds, name: first.name, tags: shared }),
  );
  if (!launched) return;
  const group = groupKey(launched.group);
  const { selected } = windowLocation.address;
  const chosen = new Set(selected.map((one) => (one === key ? group : one)));
  windowLocation.refine({ selected: [...chosen] });
  notices.done(`${count} more ${count === 1 ? 'seed' : 'seeds'} of ${first.name} queued: ${seedRange(seeds)}.`);
}

/** The engine to repeat a run on: the other of the two fast ones; undefined before it is known what trains it. */
export function otherEngine(run: Run): 'fused' | 'tensorflow' | undefined {
  const build = 'build' in run ? run.build : undefined;
  return build && (build.engine === 'tensorflow' ? 'fused' : 'tensorflow');
}

/** Trains a run again with the same batches on another engine, and lays the losses of both over each other. */
export async function repeat(run: string, engine: 'fused' | 'tensorflow'): Promise<void> {
  const repeated = await orNotice(bridge.request('training.repeat', { run, engine }));
  if (!repeated) return;
  windowLocation.go({ view: 'runs', selected: [repeated.run], over: run, trash: false, epoch: undefined });
}

export function duplicate(run: string): void {
  windowLocation.go({ newRun: { from: run } });
}

export async function pause(runs: readonly string[]): Promise<void> {
  await orNotice(bridge.request('training.pause', { runs: [...runs] }));
}

export async function resume(runs: readonly string[]): Promise<void> {
  await orNotice(bridge.request('training.resume', { runs: [...runs] }));
}

export async function stop(runs: readonly string[]): Promise<void> {
  await orNotice(bridge.request('training.stop', { runs: [...runs] }));
}

/** Trains on to `epochs` in all. */
export async function extend(run: string, epochs: number): Promise<void> {
  await orNotice(bridge.request('training.extend', { run, epochs }));
}

export async function rename(run: string, name: string): Promise<void> {
  await orNotice(bridge.request('runs.rename', { run, name }));
}

export async function setStar(runs: readonly string[], starred: boolean): Promise<void> {
  await orNotice(bridge.request('runs.set_star', { runs: [...runs], starred }));
}

export async function changeTags(
  runs: readonly string[],
  { add = [], remove = [] }: { readonly add?: readonly string[]; readonly remove?: readonly string[] },
): Promise<void> {
  await orNotice(bridge.request('runs.change_tags', { runs: [...runs], add: [...add], remove: [...remove] }));
}

/** Puts runs into the trash, and offers to undo it. */
export async function trash(runs: readonly string[]): Promise<void> {
  const result = await bridge.request('runs.trash', { runs: [...runs] });
  if (!result.ok) notices.error(result.error);
  else notices.done(`${counted(runs)} moved to the trash.`, { label: 'Undo', do: () => void restore(runs) });
}

export async function restore(runs: readonly string[]): Promise<void> {
  const result = await bridge.request('runs.restore', { runs: [...runs] });
  if (!result.ok) notices.error(result.error);
  else notices.done(`${counted(runs)} restored.`);
}

/** Bytes that deleting the runs for good would free. */
export async function measure(runs: readonly string[]): Promise<number | undefined> {
  return (await orNotice(bridge.request('runs.measure', { runs: [...runs] })))?.bytes;
}

export async function purge(runs: readonly string[]): Promise<void> {
  const freed = await orNotice(bridge.request('runs.purge', { runs: [...runs] }));
  if (!freed) return;
  const { selected } = windowLocation.address;
  windowLocation.refine({ selected: selected.filter((run) => !runs.includes(run)) });
  notices.done(`${counted(runs)} deleted for good.`);
}
