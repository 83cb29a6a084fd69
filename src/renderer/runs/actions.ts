import { counted } from '../../shared/counted.ts';
import { buildOf, type Run } from '../../shared/run.ts';
import { groupKey, isGroupKey, type SubjectKey } from '../../shared/subject.ts';
import { bridge } from '../state/connection.svelte.ts';
import { drawer } from '../state/drawer.svelte.ts';
import { windowLocation } from '../state/location.svelte.ts';
import { notices, orNotice } from '../state/notices.svelte.ts';
import { firstOf, subjects } from '../state/subjects.svelte.ts';
import { buildQuestions, type BuildQuestion } from './other-builds.svelte.ts';
import { nextSeeds, seedRange } from './seeds.ts';

/** Actions on runs, for any part of the window. Refusals are shown as notices. */

/** Queues the experiment that everything starts from with seeds from 1 on, and shows it. */
export async function trainVanilla(seeds = 1): Promise<void> {
  const launched = await orNotice(bridge.request('training.launch', { config: {}, seeds: nextSeeds([], seeds) }));
  if (!launched) return;
  const selected = seeds === 1 ? launched.runs : [groupKey(launched.group)];
  windowLocation.go({ view: 'runs', selected, trash: false });
}

/** The config of a run, to be launched again on the engine that trained it. */
function configAgain(run: Run): Record<string, unknown> {
  const build = buildOf(run);
  return { ...run.config, ...(build && { engine: build.engine }) };
}

/**
 * Queues `count` more seeds of a group, or of a run, which then is a group: the next ones that none of its runs has, those in the trash
 * included, with the config, name and tags that it has. Where the run or the group was selected, the group is from then on.
 */
export async function addSeeds(key: SubjectKey, count: number): Promise<void> {
  const members = subjects.group(key);
  const first = firstOf(subjects.get(key)?.rows ?? members)?.run;
  if (!first) return;
  if (first.lineage) {
    notices.error({ message: `${first.name} is a fork. For more seeds, fork its parent with them.` });
    return;
  }
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
  notices.done(`${counted(count, 'more seed', 'more seeds')} of ${first.name} queued: ${seedRange(seeds)}.`);
}

/** The engine to repeat a run on: the other of the two fast ones; undefined before it is known what trains it. */
export function otherEngine(run: Run): 'fused' | 'tensorflow' | undefined {
  const build = buildOf(run);
  return build && (build.engine === 'tensorflow' ? 'fused' : 'tensorflow');
}

/** Trains a run again with the same batches on another engine, and lays the losses of both over each other. */
export async function repeat(run: string, engine: 'fused' | 'tensorflow'): Promise<void> {
  const repeated = await orNotice(bridge.request('training.repeat', { run, engine }));
  if (!repeated) return;
  windowLocation.go({ view: 'runs', selected: [repeated.run], over: run, trash: false, epoch: undefined });
}

export function duplicate(run: string): void {
  drawer.open({ newRun: { from: run } });
}

/** Opens the form of a fork from the checkpoint of this epoch, or from the last. */
export function fork(run: string, epoch?: number): void {
  drawer.open({ newRun: { from: run, fork: epoch ?? 'last' } });
}

export async function pause(runs: readonly string[]): Promise<void> {
  await orNotice(bridge.request('training.pause', { runs: [...runs] }));
}

/** Resumes runs. Asks first if another build trained them than the one here, because their bits will differ. */
export async function resume(runs: readonly string[]): Promise<void> {
  const result = await bridge.request('training.resume', { runs: [...runs] });
  if (result.ok) return;
  if (result.error.code !== OTHER_BUILD) notices.error(result.error);
  else
    await askOfBuilds(runs, async (chosen) => {
      await orNotice(bridge.request('training.resume', { runs: [...chosen], builds: 'any' }));
    });
}

/** The code with which the workbench refuses until any build is allowed. */
const OTHER_BUILD = 'other-build';

/** Asks whether these runs may resume with another build than the one that trained them. */
async function askOfBuilds(runs: readonly string[], goOn: BuildQuestion['goOn']): Promise<void> {
  const others = await orNotice(bridge.request('training.other_builds', { runs: [...runs] }));
  if (!others) return;
  const differing = new Set(others.map(({ run }) => run));
  const same = runs.filter((run) => !differing.has(run));
  // The library may have been changed since it was refused.
  if (others.length === 0) await goOn(same);
  else buildQuestions.current = { others, same, goOn };
}

export async function stop(runs: readonly string[]): Promise<void> {
  await orNotice(bridge.request('training.stop', { runs: [...runs] }));
}

/** Ends what trains, and takes what waits out of the queue. */
export async function stopAll(): Promise<void> {
  await orNotice(bridge.request('training.stop_all', {}));
}

/** Holds waiting runs back, or lets them begin again. */
export async function holdQueue(held: boolean): Promise<void> {
  await orNotice(bridge.request('training.hold', { held }));
}

/** Tries the store again at once, where recording has halted. */
export async function tryStoreAgain(): Promise<void> {
  await orNotice(bridge.request('training.try_again', {}));
}

/** Trains on to `epochs` in all; asks first where another build trained the run than is here. */
export async function extend(run: string, epochs: number): Promise<void> {
  const result = await bridge.request('training.extend', { run, epochs });
  if (result.ok) return;
  if (result.error.code !== OTHER_BUILD) notices.error(result.error);
  else
    await askOfBuilds([run], async () => {
      await orNotice(bridge.request('training.extend', { run, epochs, builds: 'any' }));
    });
}

export async function rename(runs: readonly string[], name: string): Promise<void> {
  await Promise.all(runs.map((run) => orNotice(bridge.request('runs.rename', { run, name }))));
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

/** Takes runs that are no longer where the list looks out of the selection, and groups of which no other is. */
function deselect(runs: readonly string[]): void {
  const gone = new Set(runs);
  const { selected } = windowLocation.address;
  const left = selected.filter((key) =>
    isGroupKey(key) ? subjects.runIds([key]).some((run) => !gone.has(run)) : !gone.has(key),
  );
  if (left.length < selected.length) windowLocation.refine({ selected: left });
}

/** Puts runs into the trash, and offers to undo it. */
export async function trash(runs: readonly string[]): Promise<void> {
  const result = await bridge.request('runs.trash', { runs: [...runs] });
  if (!result.ok) {
    notices.error(result.error);
    return;
  }
  deselect(runs);
  notices.done(`${counted(runs.length, 'run')} moved to the trash.`, { label: 'Undo', do: () => void restore(runs) });
}

export async function restore(runs: readonly string[]): Promise<void> {
  const result = await bridge.request('runs.restore', { runs: [...runs] });
  if (!result.ok) {
    notices.error(result.error);
    return;
  }
  if (windowLocation.address.trash) deselect(runs);
  notices.done(`${counted(runs.length, 'run')} restored.`);
}

/** Bytes that deleting the runs for good would free. */
export async function measure(runs: readonly string[]): Promise<number | undefined> {
  return (await orNotice(bridge.request('runs.measure', { runs: [...runs] })))?.bytes;
}

export async function purge(runs: readonly string[]): Promise<void> {
  const freed = await orNotice(bridge.request('runs.purge', { runs: [...runs] }));
  if (!freed) return;
  deselect(runs);
  notices.done(`${counted(runs.length, 'run')} deleted for good.`);
}
