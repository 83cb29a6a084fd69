import { z } from 'zod';
import type { TargetShape } from '../figures/target-shape.ts';
import type { NoiseFloor } from '../metrics.ts';
import type { PackedSnapshot } from '../frames/packed-snapshot.ts';
import type { Run } from '../run.ts';
import type { SeriesChunk } from '../series/series.ts';
import type { SkippedLine } from '../table-rows.ts';
import { epochNumber, runId } from './fields.ts';
import { channel, request } from './request.ts';

/** The epochs of which a run keeps its networks, by which samples can be drawn. */
export interface CheckpointEpoch {
  readonly epoch: number;
  readonly kind: 'kept' | 'rolling';
}

/** What is new of one run. What an event leaves out (undefined) has not changed since the one before. */
export interface RunEvent {
  /** Forget what was told of losses, metrics and frames: the run was taken back to a checkpoint or trains anew. */
  readonly reset: boolean;
  readonly run: Run | undefined;
  /** Epochs after those told before; keys are those of `EPOCH_NUMBERS` that the run has, and `seconds`. */
  readonly losses: SeriesChunk | undefined;
  /** Snapshots after those told before; keys are metrics, `ema_` before those of the averaged generator. */
  readonly metrics: SeriesChunk | undefined;
  /** The epochs of the snapshots after those told before: those that `run.frames` can give. Never decimated. */
  readonly snapshotEpochs: Float64Array | undefined;
  /** The newest snapshot; of several since the last event only this one comes by itself. */
  readonly latest: PackedSnapshot | undefined;
  readonly checkpoints: readonly CheckpointEpoch[] | undefined;
  readonly floors: readonly NoiseFloor[] | undefined;
}

/** What figures of a run draw beside its snapshots: the same at every epoch. */
export interface RunReference {
  readonly target: TargetShape;
  /** The target's density where a snapshot's D(x) stands, in the same order; undefined where only data is known. */
  readonly density: Float64Array | undefined;
  /**
   * The exact monotone maps onto the target at the latent values of the G(z) curve, F⁻¹(F_z(z)) and F⁻¹(1 − F_z(z));
   * not finite where the target has no end. undefined where there is no such curve.
   */
  readonly maps: { readonly increasing: Float64Array; readonly decreasing: Float64Array } | undefined;
}

export const RUN_CHANNELS = {
  /**
   * One run: first an event with everything after `afterEpoch` (-1: from the start), its series decimated to about
   * `width` points, then what is new. Nothing is told twice and nothing left out, however often the reader reconnects.
   */
  run: channel(
    z.strictObject({
      run: runId,
      afterEpoch: z.int().min(-1),
      width: z.int().min(16).max(10_000),
      /** False leaves the series of losses and metrics out: of a long run they take the longest to read. */
      series: z.boolean().default(true),
    }),
  ).tells<RunEvent>(),
};

/** More lines than these are not read in a window. */
export const MOST_SKIPPED_LINES = 200;

export const RUN_REQUESTS = {
  /**
   * The snapshots of these epochs, with their frames; those that the run has not are left out. Only the first ones where
   * they come to more than about 8 MB: the others are to be asked for again.
   */
  'run.frames': request(z.strictObject({ run: runId, epochs: z.array(epochNumber).min(1).max(240) })).gives<
    readonly PackedSnapshot[]
  >(),
  /** In order of epoch; one kept and rolling stands there twice. */
  'run.checkpoints': request(z.strictObject({ run: runId })).gives<readonly CheckpointEpoch[]>(),
  /** The rows of its table that were left out, as lines of the file: the first `MOST_SKIPPED_LINES`; the command line lists all of them. */
  'run.skipped_lines': request(z.strictObject({ run: runId })).gives<readonly SkippedLine[]>(),
  'run.reference': request(z.strictObject({ run: runId })).gives<RunReference>(),
  /** The losses and metrics of the epochs `from` to `to`, decimated to about `width` points: a zoomed plot. */
  'run.series': request(
    z.strictObject({ run: runId, from: epochNumber, to: epochNumber, width: z.int().min(16).max(10_000) }),
  ).gives<{ readonly losses: SeriesChunk; readonly metrics: SeriesChunk }>(),
};
