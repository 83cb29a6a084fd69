import { z } from 'zod';
import type { NoiseFloor } from '../metrics.ts';
import type { Run, Summary } from '../run.ts';
import { channel, notes, nothing, request, runId, runIds, runName, tag } from './request.ts';

/** A run as the list shows it. */
export interface RunRow {
  readonly run: Run;
  /** The summaries so far, of a run in training. */
  readonly summaries: readonly Summary[];
  /** The noise floor of the target's Wasserstein-1, sliced in the plane; undefined until the run has started. */
  readonly floor: NoiseFloor | undefined;
  /** Up to 60 values of the target's Wasserstein-1 over the epochs; of a run in training only. */
  readonly sparkline: Float64Array | undefined;
}

/** Rows that are new or have changed, to be put in the place of those with the same id. Trashed runs are rows as well. */
export interface RunRowsEvent {
  readonly rows: readonly RunRow[];
  /** Runs that are no more. */
  readonly removed: readonly string[];
  /** True from the event that completes the list. The first rows come in pages, newest first. */
  readonly complete: boolean;
}

export const RUNS_CHANNELS = {
  /** The list: all rows in pages, then what changes, at most four times a second. */
  runs: channel(nothing).tells<RunRowsEvent>(),
};

const onRuns = z.strictObject({ runs: runIds });

export const RUNS_REQUESTS = {
  'runs.rename': request(z.strictObject({ run: runId, name: runName })).gives<undefined>(),
  'runs.set_notes': request(z.strictObject({ run: runId, notes })).gives<undefined>(),
  'runs.change_tags': request(
    z.strictObject({ runs: runIds, add: z.array(tag).max(100), remove: z.array(tag).max(100) }),
  ).gives<undefined>(),
  'runs.set_star': request(z.strictObject({ runs: runIds, starred: z.boolean() })).gives<undefined>(),
  /** Into the trash: kept, left out of the list. Refused with `run-in-training` for a run that trains. */
  'runs.trash': request(onRuns).gives<undefined>(),
  'runs.restore': request(onRuns).gives<undefined>(),
  /** What deleting runs for good would free, in bytes. */
  'runs.measure': request(onRuns).gives<{ readonly bytes: number }>(),
  /** Deletes runs for good; only such as are in the trash. */
  'runs.purge': request(onRuns).gives<{ readonly bytes: number }>(),
};
