import { z } from 'zod';
import { EPOCH_KEYS, METRICS, type NoiseFloor } from '../metrics.ts';
import type { SeriesChunk } from '../series/series.ts';
import { epochNumber, request, runId } from './request.ts';

const KEYS: ReadonlySet<string> = new Set([
  'seconds',
  ...EPOCH_KEYS,
  ...METRICS.flatMap(({ key }) => [key, `ema_${key}`]),
]);
const seriesKey = z
  .string()
  .refine((key) => KEYS.has(key), 'is not a loss, a gradient norm, `penalty`, a metric or `seconds`');

/** The numbers of the epochs (losses, norms of gradients, penalty, `seconds`) and the metrics of one run, those asked for that it has: of each bucket its mean alone. */
export interface ComparedSeries {
  readonly run: string;
  readonly losses: SeriesChunk;
  readonly metrics: SeriesChunk;
  /** The metrics at the epochs that were asked for besides; undefined where none were. */
  readonly shared: SeriesChunk | undefined;
  /** Noise floors of all metrics: tables show more of them than a chart. */
  readonly floors: readonly NoiseFloor[];
}

/** When a group was first compared. Seeds added later were added after a look at the result. */
export interface GroupLook {
  readonly group: string;
  /** UTC, ISO 8601. */
  readonly firstAt: string;
}

export const COMPARE_REQUESTS = {
  /**
   * Series of several runs in about `width` buckets each. The buckets of runs of one length hold the same epochs, so that they can be put
   * together epoch by epoch. Runs that are no more are left out.
   */
  'compare.series': request(
    z.strictObject({
      runs: z.array(runId).min(1).max(1000),
      keys: z.array(seriesKey).min(1).max(8),
      width: z.int().min(16).max(10_000),
      /** A zoomed plot: the epochs after the first of these, up to the second. */
      range: z.strictObject({ after: z.int().min(-1), last: epochNumber }).optional(),
      /**
       * For runs of one group whose snapshots are at different epochs: also reads the metrics at multiples of this number of epochs
       * and at the last epoch, which all runs have.
       */
      shared: z.int().min(1).optional(),
    }),
  ).gives<readonly ComparedSeries[]>(),
  /** Records that groups (by their hashes) are compared now, and gives when each was first compared. */
  'compare.look': request(z.strictObject({ groups: z.array(z.string().min(1).max(64)).min(1).max(1000) })).gives<
    readonly GroupLook[]
  >(),
};
