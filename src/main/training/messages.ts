import type { EncodedCheckpoint } from '../../shared/checkpoint.ts';
import type { EngineName, RunConfig } from '../../shared/config/schema.ts';
import type { PackedSnapshot } from '../../shared/frames/frame-codec.ts';
import type { MetricRules } from '../../shared/metric-rules.ts';
import type { NoiseFloor } from '../../shared/metrics.ts';
import type { Axes, CoordinateScale, EngineBuild, EpochRecord, FinalEvaluation, RunError } from '../../shared/run.ts';
import type { EngineChoice } from './engines/choose.ts';

/** The contents of the files that a config names, read before the job was created. Training opens no files. */
export interface JobFiles {
  /** Rows of the target's CSV, `[rows, dimension]`. */
  readonly table: { readonly digest: string; readonly dimension: 1 | 2; readonly values: Float64Array } | undefined;
  /** Sources of the modules, by their digest. */
  readonly modules: readonly ModuleFile[];
}

export interface ModuleFile {
  readonly digest: string;
  readonly source: string;
  readonly name: string;
}

/** One run for a worker to train. */
export interface TrainingJob {
  readonly run: string;
  readonly config: RunConfig;
  readonly choice: EngineChoice;
  readonly files: JobFiles;
  /** The rule of each metric, as when the run began. */
  readonly rules: MetricRules;
  /**
   * Noise floors of an earlier run with the same laws. If undefined, the worker computes them, which takes seconds in
   * 2-D.
   */
  readonly noiseFloors: readonly NoiseFloor[] | undefined;
  /** The scales of a standardized run so far; if undefined, the worker computes them. */
  readonly scales?: readonly CoordinateScale[] | undefined;
  readonly from: { readonly bytes: Uint8Array; readonly seconds: number } | undefined;
  /** The build that must train the run to give the same bits; undefined takes the build of this machine. */
  readonly expected: EngineBuild | undefined;
}

/** A request to a worker. Pause, resume, stop and share are about the run that it trains. */
export type WorkerRequest =
  | { readonly kind: 'train'; readonly job: TrainingJob; readonly isShared: boolean }
  /** Whether a further thread may evaluate the run beside the one that trains it. */
  | { readonly kind: 'share'; readonly isShared: boolean }
  | { readonly kind: 'pause' | 'resume' | 'stop' }
  /** Asks with which build of this engine it would train. */
  | { readonly kind: 'identify'; readonly engine: EngineName }
  /** Acknowledges that a progress message was written, and how long that took. */
  | { readonly kind: 'acknowledge'; readonly milliseconds: number };

export type Outcome =
  | { readonly status: 'finished'; readonly final: FinalEvaluation }
  | { readonly status: 'stopped' }
  | { readonly status: 'failed'; readonly error: RunError };

/** A checkpoint ready to be stored, whose bytes can be handed to another thread. */
export type SentCheckpoint = EncodedCheckpoint<Uint8Array<ArrayBuffer>>;

/** The results of training since the last call. */
export interface Progress {
  readonly epochs: EpochRecord[];
  /** Checkpoints to keep: the first, the last and those between that the config asks for. */
  readonly kept: SentCheckpoint[];
}

export interface ProgressMessage extends Progress {
  readonly kind: 'progress';
  readonly run: string;
  readonly snapshots: readonly PackedSnapshot[];
  readonly rolling: SentCheckpoint | undefined;
}

/** The answer to `identify`; an error if the engine is not available. */
export interface Identified {
  readonly kind: 'identified';
  readonly build: EngineBuild | RunError;
}

/** An event of the run in training. */
export type WorkerEvent =
  | {
      readonly kind: 'prepared';
      readonly run: string;
      readonly build: EngineBuild;
      readonly engineReason: string;
      readonly axes: Axes;
      readonly targetScale: readonly (CoordinateScale | undefined)[];
      readonly noiseFloors: readonly NoiseFloor[];
    }
  | ProgressMessage
  | { readonly kind: 'paused' | 'resumed'; readonly run: string }
  | { readonly kind: 'ended'; readonly run: string; readonly outcome: Outcome };
