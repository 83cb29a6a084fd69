import type { RunStatus } from '../../shared/run.ts';
import type { Store } from '../store/store.ts';
import { asRecorded } from '../files/data/files.ts';
import { engineFor } from '../runs/engine-choice.ts';
import { groupHash } from '../store/group-hash.ts';
import type { ReadArm } from './sweep-plan.ts';

/** What of an arm is in the store already, whoever launched it. */
export interface ArmInStore {
  /** The group that its runs are in. */
  readonly group: string;
  /** The run of each seed that is there. */
  readonly runs: ReadonlyMap<number, string>;
}

/** Such a run has the numbers of its seed, or will have them: to train it again would give the same. */
const COUNTING: readonly RunStatus[] = ['finished', 'queued', 'running', 'paused', 'interrupted'];

/** What of each arm is there. An engine that is asked for by name need not be here: it may still be fetched, or have nothing to train. */
export function armsInStore(store: Store, arms: readonly ReadArm[], jobs: number): ArmInStore[] {
  return arms.map(({ read: { config } }) => {
    const engine = config.engine === 'auto' ? engineFor(config, jobs).engine : config.engine;
    const group = groupHash(asRecorded(config, store), engine);
    // Of runs of one seed the oldest.
    const there = store.runs.seedsOfGroup(group, COUNTING).reverse();
    return { group, runs: new Map(there.map(({ seed, id }) => [seed, id])) };
  });
}

/** The arms of a sweep beside an empty store. */
export function noArmsInStore(arms: readonly ReadArm[]): ArmInStore[] {
  return arms.map(() => ({ group: '', runs: new Map<number, string>() }));
}

/** The seeds of a sweep that an arm has no run of. */
export function missingSeeds({ runs }: ArmInStore, seeds: readonly number[]): number[] {
  return seeds.filter((seed) => !runs.has(seed));
}
