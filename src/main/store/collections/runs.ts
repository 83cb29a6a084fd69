import type { Run, RunStatus, Summary } from '../../../shared/run.ts';
import type { SkippedLine } from '../../../shared/table-rows.ts';
import { shareUnitOf, summariesWithShares } from '../../../shared/wasserstein-share.ts';
import { datasetKey } from '../tables/dataset-keys.ts';
import { runOf, targetScaleOf, type RunTableRow } from '../tables/run-rows.ts';
import type { NewRun, RunFilter, RunFingerprint, RunOrder, SeedRun } from '../tables/runs.ts';
import { writing, type Access } from './access.ts';

export interface RunListing {
  readonly run: Run;
  readonly summaries: readonly Summary[];
}

export type Runs = ReturnType<typeof runCollection>;

/** The runs of a store: what they are called, how they went, and the trash. Functions that name a run throw `run-not-found`. */
export function runCollection(access: Access, giveBackSpace: () => void) {
  const { tables, write } = access;

  function summariesOf(row: RunTableRow): Summary[] {
    const { run_key, status, epochs_done } = row;
    const isTraining = status === 'running' || status === 'paused';
    const recorded = isTraining ? tables().summaries.compute(run_key, epochs_done) : tables().summaries.read(run_key);
    return summariesWithShares(recorded, shareUnitOf(targetScaleOf(row)));
  }

  const listingOf = (row: RunTableRow): RunListing => ({ run: runOf(row), summaries: summariesOf(row) });

  /** Queues runs, in this order. Throws `run-exists`; then none is queued. */
  function createAll(runs: readonly NewRun[]): void {
    write(() => {
      const colourOf = tables().runColours();
      for (const run of runs) {
        const { target } = run.config;
        const table = target.law === 'csv' ? tables().datasets.facts(datasetKey(target)) : undefined;
        const runKey = tables().runs.insert(run, table?.rows, colourOf(run.group));
        if (run.fork) tables().checkpoints.keep(runKey, run.fork.checkpoint);
      }
    });
  }

  const get = (id: string): Run => runOf(tables().runs.row(id));

  return {
    ...writing(access, 'runs', [
      'rename',
      'setNotes',
      'setTags',
      'setStar',
      /** Puts a run into the trash, where it keeps all it has. Throws `run-in-training`. */
      'trash',
      /** Takes a run out of the trash. */
      'restore',
      /** Gives a run that is not training another configuration, such as a longer one. Throws `run-in-training`. */
      'setConfig',
      /** Gives a run that is about to wait a longer configuration; taken out of the queue it has again the one it had. Throws `run-in-training`. */
      'lengthen',
    ]),
    /** Queues a run. Throws `run-exists`. */
    create(run: NewRun): void {
      createAll([run]);
    },
    createAll,
    get,
    /** undefined if there is none, such as a deleted parent. */
    getIfAny(id: string): Run | undefined {
      const row = tables().runs.rowIfAny(id);
      return row && runOf(row);
    },
    /** The run of this id, of the one name, or of the one id that begins so. Throws `run-not-found` or `run-ambiguous`. */
    find: (text: string): Run => tables().runs.find(text),
    list: (filter: RunFilter = {}, order: RunOrder = 'newest first'): RunListing[] =>
      tables().runs.list(filter, order).map(listingOf),
    /** A run with its summaries, as in `list`. */
    listing: (id: string): RunListing => listingOf(tables().runs.row(id)),
    isEmpty: (): boolean => tables().runs.isEmpty(),
    /** The runs that were forked from this one, whether it is still there or not, in the order of their creation. */
    forksOf: (id: string): Run[] => tables().runs.childrenOf(id).map(runOf),
    /** The runs of a group with one of these statuses, oldest first. */
    seedsOfGroup: (group: string, status: readonly RunStatus[]): SeedRun[] => tables().runs.seedsOf(group, status),
    /** Every run, newest first, with a text that changes whenever the run's row does. */
    fingerprints: (): RunFingerprint[] => tables().runs.fingerprints(),
    /** How every loss and metric went; of a run in training, so far. */
    summaries: (id: string): Summary[] => summariesOf(tables().runs.row(id)),
    /** The approximate size of a run's recorded data, in bytes. */
    bytes: (id: string): number => tables().runs.bytes(id),
    /** The lines of the user's table that a run does without, in order. */
    skippedLines(id: string): readonly SkippedLine[] {
      const { target } = get(id).config;
      return target.law === 'csv' ? tables().datasets.skippedLines(datasetKey(target)) : [];
    },
    /**
     * Deletes those of these runs that are in the trash, with everything recorded of them, and returns the space to the disk.
     * Throws `run-in-training` if one of them trains or is claimed; then none is deleted.
     */
    purge(ids: readonly string[]): void {
      write(() => {
        for (const id of ids) tables().runs.purge(id);
      });
      giveBackSpace();
    },
  };
}
