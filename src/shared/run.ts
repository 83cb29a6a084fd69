import type { Change } from './config/changes.ts';
import type { EngineName, RunConfig } from './config/schema.ts';
import type { Measured, MetricRules } from './metric-rules.ts';
import type { Metrics } from './metrics.ts';
import type { Numbers } from './numbers.ts';
import type { TableRows } from './table-rows.ts';

export const RUN_STATUSES = ['queued', 'running', 'paused', 'finished', 'stopped', 'failed', 'interrupted'] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

/** Losses of one epoch: means over its updates. A loss can be NaN or infinite, and is recorded as such. */
export interface EpochRecord {
  readonly epoch: number;
  readonly lossGenerator: number;
  readonly lossReal: number;
  readonly lossFake: number;
  /**
   * Euclidean norms of the gradients, all layers of a network together, before they are clipped: means over its
   * updates. Undefined for epochs recorded by versions without norms.
   */
  readonly gradientNormGenerator?: number | undefined;
  readonly gradientNormDiscriminator?: number | undefined;
  /**
   * What the penalties added to the discriminator's loss, as a mean over its updates; undefined for a run without
   * penalties.
   */
  readonly penalty?: number | undefined;
  /** Seconds of training since the run began, pauses left out. */
  readonly seconds: number;
}

/** A closed interval of one axis. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

/** The axes over which a run's curves and frames are taken, the same for every snapshot of the run. */
export interface Axes {
  /** One range per coordinate of the target. */
  readonly data: readonly Range[];
  /** The latent range of the G(z) curve; undefined where the latent dimension is above 1. */
  readonly latent: Range | undefined;
}

/** Mean and standard deviation of one coordinate of a target. */
export interface CoordinateScale {
  readonly mean: number;
  readonly standardDeviation: number;
}

/** What a snapshot shows of a 1-D run, in the data's own units. */
export interface Frame1D<Values extends Numbers = Numbers> {
  readonly dimension: 1;
  /** Generated samples in increasing order. */
  readonly samples: Values;
  /** D(x), a probability or an output (see `outputKind`), at evenly spaced x from `axes.data[0].low` to `.high`. */
  readonly discriminator: Float32Array;
  /** G(z) at evenly spaced z over `axes.latent`; undefined where the latent dimension is above 1. */
  readonly generator: Values | undefined;
  /** Samples of the averaged generator in increasing order; undefined if the run has none. */
  readonly averaged?: Values | undefined;
}

/** What a snapshot shows of a 2-D run, in the data's own units. */
export interface Frame2D<Values extends Numbers = Numbers> {
  readonly dimension: 2;
  /** Up to 1,000 generated points, x and y alternating. Their order has no meaning, and the store changes it. */
  readonly points: Values;
  /** D(x), as in `Frame1D`, on a 48 × 48 grid over `axes.data`, row by row from low y to high y, low x first. */
  readonly discriminator: Float32Array;
  /** Points of the averaged generator, as `points`; undefined if the run has none. */
  readonly averaged?: Values | undefined;
}

export type Frame<Values extends Numbers = Numbers> = Frame1D<Values> | Frame2D<Values>;

/** The metrics of a snapshot, without its frame. */
export interface Measurement {
  readonly epoch: number;
  readonly metrics: Metrics;
  /** The same metrics of the averaged generator; undefined if the run has none. */
  readonly averageMetrics: Metrics | undefined;
  /** Samples that fell outside `axes.data`. */
  readonly outside: number;
}

export interface Snapshot<Values extends Numbers = Numbers> extends Measurement {
  readonly frame: Frame<Values>;
}

/** The summary of a metric or loss over a run. */
export interface Summary {
  readonly metric: Measured;
  readonly last: number;
  readonly minimum: number;
  readonly minimumEpoch: number;
  readonly maximum: number;
  /** Mean over the last quarter of the epochs, by which runs are compared. */
  readonly tailMean: number;
}

/** The engine build that trained a run: the same bits are promised for the same build on the same machine. */
export interface EngineBuild {
  readonly engine: EngineName;
  /** Kernel build, such as `relaxed-simd 3f9a…`, or the version of the native library. */
  readonly kernels: string;
  /** Digest of a probe of the processor's rounding. */
  readonly rounding: string;
  /** Threads that compute one operation. */
  readonly threads: number;
  readonly device: 'cpu' | 'gpu';
}

/** An earlier build that trained the first epochs of a run, before another build continued it. */
export interface EarlierBuild {
  /** The last recorded epoch that it trained. */
  readonly untilEpoch: number;
  readonly build: EngineBuild;
}

/** The origin of a forked run. */
export interface Lineage {
  /** The id of the run it was forked from, which may have been deleted since. */
  readonly parent: string;
  /** The epoch of the parent's checkpoint with which it began; its own first epoch is the next one. */
  readonly epoch: number;
  /** The settings in which it differs from its parent, the seed among them; the engine is the one that trained. */
  readonly changes: readonly Change[];
  /** The build that trained the parent up to there. */
  readonly build: EngineBuild;
  /** A hash of everything that was trained up to there: equal for forks of runs that differ only in the seed. */
  readonly trunk: string;
}

export interface RunError {
  readonly code: string;
  readonly message: string;
}

export interface RunFacts {
  readonly id: string;
  readonly name: string;
  readonly config: RunConfig;
  readonly group: string;
  /** UTC, ISO 8601. */
  readonly createdAt: string;
  readonly tags: readonly string[];
  readonly notes: string;
  readonly starred: boolean;
  /** When the run was moved to the trash, UTC, ISO 8601; undefined if it was not. */
  readonly trashedAt: string | undefined;
  /** Its place in the palette of run colours: the same in the list, in every chart and in every export. */
  readonly colour: number;
  /** The sweep it was launched by; undefined where there is none. */
  readonly sweep: string | undefined;
  /** The rows that were read, for a run on the user's table. */
  readonly tableRows?: TableRows | undefined;
  /** The origin, of a forked run. */
  readonly lineage?: Lineage | undefined;
  /** The rule of each metric, fixed when the run began; undefined before. */
  readonly metricRules?: MetricRules | undefined;
}

export interface TrainingFacts extends RunFacts {
  readonly build: EngineBuild;
  /** The builds that trained it before that one, in order. If there are any, no single build gives the run's bits. */
  readonly earlierBuilds?: readonly EarlierBuild[] | undefined;
  /** Why this engine trains it; undefined for runs of versions that did not record it. */
  readonly engineReason: string | undefined;
  readonly axes: Axes;
  /**
   * Mean and standard deviation of each coordinate of the target (for a table, of its training part), by which a
   * standardized target is scaled. An entry is undefined if the law has none; the whole is undefined for runs of
   * versions that did not record it.
   */
  readonly targetScale?: readonly (CoordinateScale | undefined)[] | undefined;
  readonly startedAt: string;
  /** Epochs recorded so far. */
  readonly epochsDone: number;
  /** Seconds of training, pauses left out. */
  readonly seconds: number;
  /** Samples of the last snapshot that lay outside the axes; undefined where there is no snapshot. */
  readonly lastOutside?: number | undefined;
}

export interface EndFacts extends TrainingFacts {
  readonly endedAt: string;
}

/** The larger evaluation at the end of a run; it enters no series, minimum or best. */
export interface FinalEvaluation {
  readonly samples: number;
  readonly metrics: Metrics;
  readonly averageMetrics: Metrics | undefined;
}

/** The state of a run before it was queued to continue. It returns to it when it is taken out of the queue. */
export type StateBefore = {
  /** The number of epochs that it was to have. */
  readonly epochs: number;
} & (
  | { readonly status: 'interrupted'; readonly error: RunError | undefined }
  | { readonly status: 'finished'; readonly endedAt: string; readonly final: FinalEvaluation }
  | { readonly status: 'stopped'; readonly endedAt: string; readonly stopReason: string | undefined }
  | { readonly status: 'failed'; readonly endedAt: string; readonly error: RunError }
);

export type Run =
  // It waits for its first epoch.
  | (RunFacts & { readonly status: 'queued'; readonly before?: undefined })
  // It waits to continue. A run that failed before it started has no training facts.
  | (RunFacts & Partial<TrainingFacts> & { readonly status: 'queued'; readonly before: StateBefore })
  | (TrainingFacts & { readonly status: 'running' | 'paused' })
  | (TrainingFacts & {
      readonly status: 'interrupted';
      /** How the worker that trained it ended; undefined if the whole program ended. */
      readonly error: RunError | undefined;
    })
  | (EndFacts & { readonly status: 'finished'; readonly final: FinalEvaluation })
  | (EndFacts & {
      readonly status: 'stopped';
      /** Why the program stopped it early; undefined if a person did. */
      readonly stopReason: string | undefined;
    })
  | (RunFacts & Partial<EndFacts> & { readonly status: 'failed'; readonly error: RunError });

/** Whether it has trained, which includes runs that are queued to be resumed. */
export function hasBegun(run: Run): boolean {
  return run.status !== 'queued' || run.before !== undefined;
}

/** Facts of a run's training; empty for a run that has not begun. */
export function trainingFacts(run: Run): Partial<EndFacts> {
  return run;
}

/** The engine build that trains it, or trained it last; undefined for a run that has not begun. */
export function buildOf(run: Run): EngineBuild | undefined {
  return trainingFacts(run).build;
}

/** Why it failed, or was interrupted; undefined for a run without an error. */
export function errorOf(run: Run): RunError | undefined {
  return 'error' in run ? run.error : undefined;
}

/** The axes of its snapshots; undefined for a run that has not begun. */
export function axesOf(run: Run): Axes | undefined {
  return trainingFacts(run).axes;
}

/** Whether its target is 2-D; false for a run that has not begun, because it is not known yet. */
export function isInPlane(run: Run): boolean {
  return axesOf(run)?.data.length === 2;
}

/** The epoch after which a run begins: that of the checkpoint it was forked from, or 0. */
export function startEpoch({ lineage }: Run): number {
  return lineage?.epoch ?? 0;
}

type EndedRun = Extract<Run, { readonly status: 'finished' | 'stopped' | 'failed' }>;

/** Whether a run has ended. An interrupted run can still be resumed. */
export function hasEnded(run: Run): run is EndedRun {
  return run.status === 'finished' || run.status === 'stopped' || run.status === 'failed';
}

/** Epochs recorded so far. */
export function epochsDone(run: Run): number {
  return trainingFacts(run).epochsDone ?? 0;
}
