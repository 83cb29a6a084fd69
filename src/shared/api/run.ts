import { z } from 'zod';
import type { FrameExtent } from '../figures/frame-extent.ts';
import type { TargetShape } from '../figures/target-shape.ts';
import type { NoiseFloor } from '../metrics.ts';
import type { PackedSnapshot } from '../frames/frame-codec.ts';
import type { Run } from '../run.ts';
import type { SeriesChunk } from '../series/series.ts';
import type { SkippedLine } from '../table-rows.ts';
import { channel, epochNumber, request, runId } from './request.ts';

/** The epochs of which a run keeps its networks, by which samples can be drawn. */
export interface CheckpointEpoch {
  readonly epoch: number;
  readonly kind: 'kept' | 'rolling';
}

/** News of one run. Fields left out (undefined) have not changed since the previous event. */
export interface RunEvent {
  /** Discard the losses, metrics and frames received before: the run was taken back to a checkpoint or trains from the start. */
  readonly reset: boolean;
  readonly run: Run | undefined;
  /** New epochs; keys are those of `EPOCH_NUMBERS` that the run has, and `seconds`. */
  readonly losses: SeriesChunk | undefined;
  /** New snapshots; keys are metrics, with `ema_` before those of the averaged generator. */
  readonly metrics: SeriesChunk | undefined;
  /** The epochs of new snapshots, which `run.frames` can give. Never decimated. */
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
   * One run: first an event with everything after `afterEpoch` (-1: from the start), its series decimated to about `width` points,
   * then news. Nothing is sent twice or left out, however often the reader reconnects.
   */
  run: channel(
    z.strictObject({
      run: runId,
      afterEpoch: z.int().min(-1),
      width: z.int().min(16).max(10_000),
      /** False leaves out the series of losses and metrics, which take the longest to read for a long run. */
      series: z.boolean().default(true),
    }),
  ).tells<RunEvent>(),
};

/** The largest number of skipped lines that are sent. */
export const MOST_SKIPPED_LINES = 200;

export const RUN_REQUESTS = {
  /**
   * The snapshots of these epochs with their frames; epochs without one are left out. If they exceed about 8 MB, only the first
   * ones are sent, and the others have to be requested again.
   */
  'run.frames': request(z.strictObject({ run: runId, epochs: z.array(epochNumber).min(1).max(240) })).gives<
    readonly PackedSnapshot[]
  >(),
  /** Checkpoints in order of epoch. One that is both kept and rolling is listed twice. */
  'run.checkpoints': request(z.strictObject({ run: runId })).gives<readonly CheckpointEpoch[]>(),
  /** The rows of its table that were left out, as lines of the file: the first `MOST_SKIPPED_LINES`; the command line lists all of them. */
  'run.skipped_lines': request(z.strictObject({ run: runId })).gives<readonly SkippedLine[]>(),
  /** How far the pictures of a 1-D run reach over the epochs recorded so far, to which their axes are fitted. */
  'run.extent': request(z.strictObject({ run: runId })).gives<FrameExtent | undefined>(),
  'run.reference': request(z.strictObject({ run: runId })).gives<RunReference>(),
  /** The losses and metrics of the epochs `from` to `to`, decimated to about `width` points: a zoomed plot. */
  'run.series': request(
    z.strictObject({ run: runId, from: epochNumber, to: epochNumber, width: z.int().min(16).max(10_000) }),
  ).gives<{ readonly losses: SeriesChunk; readonly metrics: SeriesChunk }>(),
};
