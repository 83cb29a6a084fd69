import { earlierBuilds } from '../../../shared/builds.ts';
import { WorkbenchError } from '../../../shared/errors.ts';
import type { MetricRules } from '../../../shared/metric-rules.ts';
import type { Axes, EngineBuild, FinalEvaluation, RunError, RunStatus } from '../../../shared/run.ts';
import type { Connection } from '../connection.ts';
import { metricColumns, metricValues } from './metric-columns.ts';
import {
  AXIS_COLUMNS,
  axisValues,
  earlierBuildsText,
  metricRulesText,
  TARGET_SCALE_COLUMNS,
  targetScaleValues,
  trainedSoFar,
  type TargetScale,
} from './run-rows.ts';
import { GOES_BACK, LAST_PLACE, WAITS, type RunTable } from './runs.ts';

/** Facts that are known when training begins or resumes. */
export interface RunStart {
  readonly build: EngineBuild;
  readonly engineReason: string;
  readonly axes: Axes;
  /** Mean and standard deviation of the target, if it has them. */
  readonly targetScale?: TargetScale;
  /** A run that resumes keeps the rules with which it began. */
  readonly rules: MetricRules;
  /** UTC, ISO 8601; the time of the first start is kept when a run resumes. */
  readonly at: string;
}

/** Owners and statuses: which process trains a run, and its state. */
/** Statuses from which training can begin or resume. */
const AT_REST: readonly RunStatus[] = ['queued', 'interrupted', 'stopped', 'finished', 'failed'];
const TRAINING: readonly RunStatus[] = ['running', 'paused'];

/** A run that was cut off. */
interface InterruptedRow {
  readonly run_key: number;
  readonly id: string;
  readonly epochs_done: number;
  readonly sweep_key: number | null;
}

export function runStatusTable(connection: Connection, runs: RunTable) {
  const final = metricColumns('final_');
  const claim = connection.prepare<[string, number]>('UPDATE runs SET owner = ? WHERE run_key = ? AND owner IS NULL');
  // Runs that wait to begin or to resume, and interrupted runs of sweeps. These have a place before all others. Runs
  // queued by versions without places have none.
  const waiting = connection
    .prepare<[], number>(
      `SELECT run_key FROM runs
       WHERE owner IS NULL AND trashed_at IS NULL
         AND (status = 'queued' OR queue_place IS NOT NULL)
       ORDER BY queue_place NULLS FIRST, status = 'queued', created_at, run_key`,
    )
    .pluck();
  const claimKey = connection
    .prepare<[string, number], string>(`UPDATE runs SET owner = ?, ${WAITS} WHERE run_key = ? RETURNING id`)
    .pluck();
  const firstPlace = connection
    .prepare<[], number>('SELECT coalesce(min(queue_place), 1) FROM runs WHERE queue_place IS NOT NULL')
    .pluck();
  const place = connection.prepare<[number, number]>('UPDATE runs SET queue_place = ? WHERE run_key = ?');
  const wait = connection.prepare<[number]>(
    `UPDATE runs SET ${WAITS} WHERE run_key = ? AND status NOT IN ('running', 'paused')`,
  );
  const placeLast = connection.prepare<[number]>(`UPDATE runs SET queue_place = ${LAST_PLACE} WHERE run_key = ?`);
  const unplacedOf = connection
    .prepare<[string], number>(
      `SELECT run_key FROM runs
       WHERE owner = ? AND queue_place IS NULL AND status NOT IN ('running', 'paused')
       ORDER BY status = 'queued', created_at, run_key`,
    )
    .pluck();
  const withdraw = connection.prepare<[number]>(
    `UPDATE runs SET owner = NULL, ${GOES_BACK} WHERE run_key = ? AND status NOT IN ('running', 'paused')`,
  );
  const release = connection.prepare<[number]>(
    `UPDATE runs SET owner = NULL WHERE run_key = ? AND status NOT IN ('running', 'paused')`,
  );
  const releaseQueuedOf = connection.prepare<[string]>(
    `UPDATE runs SET owner = NULL WHERE owner = ? AND status NOT IN ('running', 'paused')`,
  );
  const owners = connection.prepare<[], string>('SELECT DISTINCT owner FROM runs WHERE owner IS NOT NULL').pluck();
  const runningOf = connection.prepare<[string], InterruptedRow>(
    `SELECT run_key, id, epochs_done, sweep_key FROM runs WHERE owner = ? AND status IN ('running', 'paused') ORDER BY run_key`,
  );
  const interrupt = connection.prepare<[number]>(
    `UPDATE runs SET status = 'interrupted', owner = NULL WHERE run_key = ?`,
  );
  const start = connection.prepare(
    `UPDATE runs SET status = 'running', engine = ?, kernels = ?, rounding = ?, threads = ?, device = ?, engine_reason = ?, earlier_builds = ?,
       ${[...AXIS_COLUMNS, ...TARGET_SCALE_COLUMNS].map((column) => `${column} = ?`).join(', ')},
       metric_rules = CASE WHEN started_at IS NULL THEN ? ELSE metric_rules END,
       started_at = coalesce(started_at, ?), ended_at = NULL, error_code = NULL, error_message = NULL, stop_reason = NULL, queue_place = NULL,
       status_before = NULL, epochs_before = NULL, group_before = NULL,
       final_samples = NULL, ${final.map((column) => `${column} = NULL`).join(', ')}
     WHERE run_key = ?`,
  );
  const setStatus = connection.prepare<[RunStatus, number]>('UPDATE runs SET status = ? WHERE run_key = ?');
  const end = connection.prepare<[RunStatus, string, number]>(
    'UPDATE runs SET status = ?, ended_at = ?, owner = NULL, queue_place = NULL WHERE run_key = ?',
  );
  const setStopReason = connection.prepare<[string | null, number]>(
    'UPDATE runs SET stop_reason = ? WHERE run_key = ?',
  );
  const setFinal = connection.prepare(
    `UPDATE runs SET final_samples = ?, ${final.map((column) => `${column} = ?`).join(', ')} WHERE run_key = ?`,
  );
  const setError = connection.prepare<[string, string, number]>(
    'UPDATE runs SET error_code = ?, error_message = ? WHERE run_key = ?',
  );

  /** Puts runs before all waiting ones, in this order. */
  function placeFirst(keys: readonly number[]): void {
    const first = (firstPlace.get() ?? 1) - keys.length;
    for (const [index, key] of keys.entries()) place.run(first + index, key);
  }

  /** The key of a run that is in one of `from`; else throws `run-status`. */
  function keyOf(id: string, from: readonly RunStatus[], what: string): number {
    const { run_key, status } = runs.row(id);
    if (!from.includes(status)) {
      throw new WorkbenchError(
        'run-status',
        `Run ${id} is ${status} and cannot be ${what}; it must be ${from.join(' or ')}.`,
      );
    }
    return run_key;
  }

  return {
    keyOf,
    /** Makes `owner` the process that trains a run; false if another one has it. */
    claim(id: string, owner: string): boolean {
      return claim.run(owner, runs.row(id).run_key).changes === 1;
    },
    isClaimed(id: string): boolean {
      return runs.row(id)['owner'] !== null;
    },
    /** Claims every waiting run outside the trash, and returns their ids in training order. */
    claimWaiting(owner: string): string[] {
      const ids = waiting.all().flatMap((key) => claimKey.get(owner, key) ?? []);
      placeFirst(unplacedOf.all(owner));
      return ids;
    },
    /** Queues runs that are not training before all others, in this order. */
    queueFirst(ids: readonly string[]): void {
      const keys = ids.map((id) => runs.row(id).run_key);
      for (const key of keys) wait.run(key);
      placeFirst(keys);
    },
    /** Queues runs that are not training after all others, in this order. */
    queueLast(ids: readonly string[]): void {
      for (const id of ids) {
        const key = runs.row(id).run_key;
        wait.run(key);
        placeLast.run(key);
      }
    },
    /**
     * Takes a run that is not training out of the queue and releases its claim. A run that waited to resume has its previous status
     * again.
     */
    withdraw(id: string): void {
      withdraw.run(runs.row(id).run_key);
    },
    /** Releases the claim on a run that is not training. A waiting run keeps waiting for another process. */
    release(id: string): void {
      release.run(runs.row(id).run_key);
    },
    owners(): string[] {
      return owners.all();
    },
    /** Marks the runs that `owner` was training as interrupted, and releases those that it had only claimed. */
    interruptAllOf(owner: string): InterruptedRow[] {
      const running = runningOf.all(owner);
      for (const { run_key } of running) interrupt.run(run_key);
      // A sweep continues automatically when the store is opened the next time.
      placeFirst(running.flatMap(({ run_key, sweep_key }) => (sweep_key === null ? [] : [run_key])));
      releaseQueuedOf.run(owner);
      return running;
    },
    /** Interrupts a run. It can be resumed from its last checkpoint. */
    interrupt(id: string, { code, message }: RunError): number {
      const runKey = keyOf(id, TRAINING, 'interrupted');
      interrupt.run(runKey);
      if (runs.row(id)['sweep_key'] !== null) placeFirst([runKey]);
      setError.run(code, message, runKey);
      return runKey;
    },
    start(id: string, { build, engineReason, axes, targetScale, rules, at }: RunStart): number {
      const runKey = keyOf(id, AT_REST, 'started');
      const row = runs.row(id);
      if (row['owner'] === null) {
        throw new WorkbenchError(
          'run-not-claimed',
          `Run ${id} must be claimed by the process that trains it before it starts.`,
        );
      }
      const { engine, kernels, rounding, threads, device } = build;
      const earlier = earlierBuildsText(earlierBuilds(trainedSoFar(row), row.epochs_done, build));
      const scales = targetScaleValues(targetScale);
      const about = [engine, kernels, rounding, threads, device, engineReason, earlier];
      start.run(...about, ...axisValues(axes), ...scales, metricRulesText(rules), at, runKey);
      return runKey;
    },
    pause(id: string): void {
      setStatus.run('paused', keyOf(id, ['running'], 'paused'));
    },
    resume(id: string): void {
      setStatus.run('running', keyOf(id, ['paused'], 'resumed'));
    },
    finish(id: string, evaluation: FinalEvaluation, at: string): number {
      const runKey = keyOf(id, TRAINING, 'finished');
      setFinal.run(evaluation.samples, ...metricValues(evaluation.metrics, evaluation.averageMetrics), runKey);
      end.run('finished', at, runKey);
      return runKey;
    },
    stop(id: string, at: string, reason: string | undefined): number {
      const runKey = keyOf(id, [...TRAINING, 'interrupted'], 'stopped');
      setStopReason.run(reason ?? null, runKey);
      end.run('stopped', at, runKey);
      return runKey;
    },
    fail(id: string, { code, message }: RunError, at: string): number {
      const runKey = keyOf(id, ['queued', ...TRAINING], 'failed');
      setError.run(code, message, runKey);
      end.run('failed', at, runKey);
      return runKey;
    },
  };
}
