import type { Metrics, NoiseFloor } from '../../../shared/metrics.ts';
import {
  axesOf,
  errorOf,
  trainingFacts,
  type EpochRecord,
  type Measurement,
  type Run,
  type Summary,
} from '../../../shared/run.ts';
import { outcomeOf } from '../../../shared/outcome.ts';
import type { CheckpointFacts } from '../../store/tables/checkpoints.ts';
import type { Store } from '../../store/store.ts';

/** What JSON cannot say, a number that is none, is said in words: `"NaN"`, `"Infinity"`, `"-Infinity"`. */
function exact(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}

function exactMetrics(metrics: Metrics | undefined): Record<string, number | string> | null {
  if (metrics === undefined) return null;
  // A run has hundreds of them, nearly all of them finite: those are not copied.
  const values: Record<string, number> = metrics;
  for (const key in values) if (!Number.isFinite(values[key])) return allExact(values);
  return values;
}

function allExact(values: Readonly<Record<string, number>>): Record<string, number | string> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, exact(value)]));
}

/** What every listing says of a run. Keys as the store's columns. */
export function runHead(run: Run) {
  const training = trainingFacts(run);
  return {
    run: run.id,
    name: run.name,
    seed: run.config.seed,
    status: run.status,
    status_before: run.status === 'queued' ? (run.before?.status ?? null) : null,
    epochs: run.config.epochs,
    epochs_done: training.epochsDone ?? 0,
    seconds: training.seconds ?? 0,
    created_at: run.createdAt,
    engine: training.build?.engine ?? null,
    group: run.group,
    tags: run.tags,
    table_rows: run.tableRows?.read ?? null,
    table_skipped_rows: run.tableRows?.skipped ?? null,
    parent: run.lineage?.parent ?? null,
    parent_epoch: run.lineage?.epoch ?? null,
  };
}

/** What a run is: everything of its row but the series. Keys as the store's columns. */
export function runFacts(run: Run) {
  const training = trainingFacts(run);
  return {
    ...runHead(run),
    error: errorOf(run) ?? null,
    started_at: training.startedAt ?? null,
    ended_at: training.endedAt ?? null,
    kernels: training.build?.kernels ?? null,
    rounding: training.build?.rounding ?? null,
    threads: training.build?.threads ?? null,
    device: training.build?.device ?? null,
    engine_reason: training.engineReason ?? null,
    earlier_builds: (training.earlierBuilds ?? []).map(({ untilEpoch, build }) => ({
      until_epoch: untilEpoch,
      ...build,
    })),
    metric_rules: run.metricRules ?? null,
    parent_changes: run.lineage?.changes ?? null,
    parent_build: run.lineage?.build ?? null,
    notes: run.notes,
    final:
      run.status === 'finished'
        ? {
            samples: run.final.samples,
            metrics: exactMetrics(run.final.metrics),
            ema_metrics: exactMetrics(run.final.averageMetrics),
          }
        : null,
    config: run.config,
  };
}

export function summaryFacts({ metric, last, minimum, minimumEpoch, maximum, tailMean }: Summary) {
  return {
    metric,
    last: exact(last),
    minimum: exact(minimum),
    minimum_epoch: exact(minimumEpoch),
    maximum: exact(maximum),
    tail_mean: exact(tailMean),
  };
}

export function noiseFloorFacts({ metric, samples, draws, mean, bound95 }: NoiseFloor) {
  return { metric, samples, draws, mean: exact(mean), bound_95: exact(bound95) };
}

export function checkpointFacts({ epoch, kind, seconds }: CheckpointFacts) {
  return { epoch, kind, seconds };
}

/** null: not recorded. */
const exactOrNull = (value: number | undefined) => (value === undefined ? null : exact(value));

export function epochFacts({ epoch, lossGenerator, lossReal, lossFake, seconds, ...further }: EpochRecord) {
  return {
    epoch,
    loss_generator: exact(lossGenerator),
    loss_real: exact(lossReal),
    loss_fake: exact(lossFake),
    seconds,
    gradient_norm_generator: exactOrNull(further.gradientNormGenerator),
    gradient_norm_discriminator: exactOrNull(further.gradientNormDiscriminator),
    penalty: exactOrNull(further.penalty),
  };
}

function snapshotFacts({ epoch, metrics, averageMetrics, outside }: Measurement) {
  return { epoch, metrics: exactMetrics(metrics), ema_metrics: exactMetrics(averageMetrics), outside };
}

/** Mean and standard deviation of each coordinate of the target; null where they do not exist or were not recorded. */
function targetScaleFacts(run: Run) {
  const scales = trainingFacts(run).targetScale;
  return scales?.map((scale) => scale && { mean: scale.mean, std: scale.standardDeviation }) ?? null;
}

/** A whole run for other programs: what it is, how it went and what it measured, without frames and checkpoints. */
export function runJson(store: Store, run: Run) {
  const summaries = store.runs.summaries(run.id);
  return {
    format: 1,
    ...runFacts(run),
    outcome: outcomeOf(run, summaries) ?? null,
    axes: axesOf(run) ?? null,
    target_scale: targetScaleFacts(run),
    summaries: summaries.map(summaryFacts),
    noise_floors: store.noiseFloors.read(run.id).map(noiseFloorFacts),
    checkpoints: store.checkpoints.list(run.id).map(checkpointFacts),
    losses: store.epochs.read(run.id).map(epochFacts),
    snapshots: store.snapshots.readMeasurements(run.id).map(snapshotFacts),
  };
}
