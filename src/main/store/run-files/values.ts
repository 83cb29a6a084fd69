import { z } from 'zod';
import { ENGINES } from '../../../shared/config/schema.ts';
import { EPOCH_KEYS, METRICS } from '../../../shared/metrics.ts';
import { RUN_STATUSES } from '../../../shared/run.ts';
import { LATER_COLUMNS } from '../tables/epochs.ts';

/**
 * The allowed values of a run file's rows. The schema, which SQLite has checked, has their types and what may be NULL;
 * these are the allowed texts and numbers.
 */

const METRIC_KEYS: ReadonlySet<string> = new Set(METRICS.map(({ key }) => key));
const EVALUATED_KEYS: ReadonlySet<string> = new Set(METRICS.flatMap(({ key }) => [key, `ema_${key}`]));
const SUMMARY_KEYS: ReadonlySet<string> = new Set([...EVALUATED_KEYS, ...EPOCH_KEYS]);

const MOST_EPOCHS = 10_000_000;
/** Thirty years. */
const MOST_SECONDS = 1e9;

const time = z.iso.datetime();
const seconds = z.number().min(0).max(MOST_SECONDS);
const count = z.int().min(0);
/** The longest text that this program shows in a line or two. */
const line = z.string().max(10_000);
const word = z.string().min(1).max(1000);
/** A column that a later migration adds: text and numbers of any kind. */
const any = z.union([z.null(), z.number(), z.string()]);

/** Keys of metrics that are not a number, as `nan_metrics` has them. */
const nanMetrics = z
  .string()
  .refine((keys) => keys.split(' ').every((key) => EVALUATED_KEYS.has(key)), 'names a metric that is not known')
  .nullable();

/** Columns of epochs that are not a number, as `nan_columns` has them. */
export const epochNanColumns = z.object({
  nan_columns: z
    .string()
    .refine(
      (keys) => keys.split(' ').every((key) => LATER_COLUMNS.some((one) => one === key)),
      'names a column that is not known',
    ),
});

const id = z.string().regex(/^[\w-]{1,64}$/, 'is not an id');
const digest = z.string().regex(/^[0-9a-f]{64}$/, 'is not a SHA-256');

/** A column that holds JSON. */
const json = (schema: z.ZodType) =>
  z
    .string()
    .max(1_000_000)
    .refine((text) => {
      try {
        return schema.safeParse(JSON.parse(text)).success;
      } catch {
        return false;
      }
    }, 'does not have the form that this program writes')
    .nullable();

const build = {
  engine: z.enum(ENGINES),
  kernels: word,
  rounding: word,
  threads: z.int().min(1).max(4096),
  device: word,
};

const change = z.strictObject({ path: word, from: z.json().optional(), to: z.json().optional() });

export const runValues = z
  .object({
    id,
    name: line,
    // Runs that have not begun are never exported.
    status: z.enum(RUN_STATUSES.filter((status) => status !== 'queued')),
    status_before: z.null(),
    epochs_before: z.null(),
    group_before: z.null(),
    config_version: z.int().min(1),
    group_hash: z.string().min(1).max(64),
    created_at: time,
    started_at: time,
    ended_at: time.nullable(),
    engine: z.enum(ENGINES),
    kernels: word,
    rounding: word,
    threads: z.int().min(1).max(4096),
    engine_reason: line.nullable(),
    epochs_done: count.max(MOST_EPOCHS),
    training_seconds: seconds,
    error_code: z.string().max(100).nullable(),
    error_message: z.string().max(100_000).nullable(),
    stop_reason: line.nullable(),
    notes: z.string().max(1_000_000),
    colour: count.max(1_000_000),
    final_samples: z.int().min(1).max(10_000_000).nullable(),
    final_nan_metrics: nanMetrics,
    parent: id.nullable(),
    parent_epoch: count.max(MOST_EPOCHS).nullable(),
    parent_changes: json(z.array(change).max(1000)),
    parent_build: json(z.strictObject(build)),
    trunk_hash: digest.nullable(),
    metric_rules: json(
      z.record(
        z.string().refine((key) => METRIC_KEYS.has(key), 'is not a metric'),
        z.int().min(1),
      ),
    ),
    table_rows: count.max(1_000_000_000).nullable(),
    table_skipped_rows: count.max(1_000_000_000).nullable(),
    earlier_builds: json(z.array(z.strictObject({ ...build, until_epoch: count.max(MOST_EPOCHS) })).max(10_000)),
  })
  .catchall(any);

export const tagValues = z.object({ tag: z.string().min(1).max(1000) });

export const noiseFloorValues = z.object({
  metric: z.string().refine((key) => METRIC_KEYS.has(key), 'is not a metric'),
  samples: z.int().min(1).max(10_000_000),
  draws: count.max(10_000_000),
  law: z.string().min(1).max(100_000),
});

export const summaryValues = z.object({
  metric: z.string().refine((key) => SUMMARY_KEYS.has(key), 'is not a metric, a loss or another number of epochs'),
  minimum_epoch: count.max(MOST_EPOCHS).nullable(),
});

export const snapshotValues = z.object({
  epoch: z.int().min(1),
  outside: count.max(10_000_000),
  nan_metrics: nanMetrics,
});

export const checkpointValues = z.object({ epoch: count, seconds });

export const datasetValues = z.object({
  digest,
  name: z.string().min(1).max(1000),
  created_at: time,
  reading_rules: z.string().max(1000),
  values_digest: z.union([digest, z.literal('')]),
});

/** The indices of a table's columns; empty for a module, and for a table of a version that did not record them. */
export const columnIndices = (columns: number) => {
  const index = z.int().min(0).max(1_000_000);
  return z.union([z.array(index).length(columns), z.array(index).length(0)]);
};

/** Checks all epochs of a run: consecutive from the one after `start` to the last. */
export const epochsValues = (start: number, done: number) =>
  done === start
    ? z.object({ rows: z.literal(0) })
    : z.object({
        rows: z.literal(done - start, 'are not one per epoch'),
        first: z.literal(start + 1, 'do not begin with the first epoch'),
        last: z.literal(done, 'do not end with the last epoch'),
        least_seconds: seconds,
        most_seconds: seconds,
      });

export const skippedLines = z
  .array(z.strictObject({ line: z.int().min(1), reason: z.string().max(1000) }))
  .max(10_000_000);
