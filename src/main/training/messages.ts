import type { RunConfig } from '../../shared/config/schema.ts';
import type { NoiseFloor } from '../../shared/metrics.ts';
import type { Axes, EngineBuild, FinalEvaluation, RunError } from '../../shared/run.ts';
import type { EngineChoice } from './engines/choose.ts';
import type { Progress, StoredCheckpoint } from './trainer.ts';

/** What the files that a config names hold, read before the job was made: training opens no file. */
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
  /** Those of an earlier run with the same laws; undefined has the worker find them, which takes seconds in the plane. */
  readonly noiseFloors: readonly NoiseFloor[] | undefined;
  readonly from: { readonly bytes: Uint8Array; readonly seconds: number } | undefined;
}

/** What a worker is told. Pause, resume and stop are about the run it trains. */
export type WorkerRequest =
  | { readonly kind: 'train'; readonly job: TrainingJob }
  | { readonly kind: 'pause' | 'resume' | 'stop' }
  /** A progress message has been written, which took so long. */
  | { readonly kind: 'acknowledge'; readonly milliseconds: number };

export type Outcome =
  | { readonly status: 'finished'; readonly final: FinalEvaluation }
  | { readonly status: 'stopped' }
  | { readonly status: 'failed'; readonly error: RunError };

export interface ProgressMessage extends Progress {
  readonly kind: 'progress';
  readonly run: string;
  readonly rolling: StoredCheckpoint | undefined;
}

/** What a worker tells. */
export type WorkerEvent =
  | {
      readonly kind: 'prepared';
      readonly run: string;
      readonly build: EngineBuild;
      readonly engineReason: string;
      readonly axes: Axes;
      readonly noiseFloors: readonly NoiseFloor[];
    }
  | ProgressMessage
  | { readonly kind: 'paused' | 'resumed'; readonly run: string }
  | { readonly kind: 'ended'; readonly run: string; readonly outcome: Outcome };
