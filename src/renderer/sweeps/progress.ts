import type { RunRow } from '../../shared/api/runs.ts';
import type { Run } from '../../shared/run.ts';

/** The ids of a sweep's runs, by their state. */
export interface SweepProgress {
  readonly all: readonly string[];
  readonly finished: readonly string[];
  /** Includes paused ones. */
  readonly training: readonly string[];
  readonly waiting: readonly string[];
  readonly failed: readonly string[];
  readonly interrupted: readonly string[];
  /** Runs that the user stopped, during or before training. */
  readonly stopped: readonly string[];
  /** Runs that were stopped because they had diverged. */
  readonly stoppedEarly: readonly string[];
}

type Kind = Exclude<keyof SweepProgress, 'all'>;

function kindOf(run: Run): Kind {
  switch (run.status) {
    case 'queued':
      return 'waiting';
    case 'running':
    case 'paused':
      return 'training';
    case 'stopped':
      return run.stopReason === undefined ? 'stopped' : 'stoppedEarly';
    case 'failed':
      // Removed from the queue, which is not a failure.
      return run.error.code === 'cancelled' ? 'stopped' : 'failed';
    case 'finished':
    case 'interrupted':
      return run.status;
  }
}

/** Counts runs outside the trash. */
export function progressOf(sweep: string, rows: readonly RunRow[]): SweepProgress {
  const runs = rows.flatMap(({ run }) => (run.sweep === sweep && run.trashedAt === undefined ? [run] : []));
  const of = (kind: Kind) => runs.filter((run) => kindOf(run) === kind).map(({ id }) => id);
  return {
    all: runs.map(({ id }) => id),
    finished: of('finished'),
    training: of('training'),
    waiting: of('waiting'),
    failed: of('failed'),
    interrupted: of('interrupted'),
    stopped: of('stopped'),
    stoppedEarly: of('stoppedEarly'),
  };
}

/** Runs that have ended early without diverging, and can be retried. */
export function retried({ failed, interrupted, stopped }: SweepProgress): string[] {
  return [...failed, ...interrupted, ...stopped];
}

/** What is not done and what went wrong, in words: `2 training, 30 waiting, 1 failed`. */
export function progressText(progress: SweepProgress): string {
  const { training, waiting, failed, interrupted, stopped, stoppedEarly } = progress;
  const parts = [
    [training, 'training'],
    [waiting, 'waiting'],
    [failed, 'failed'],
    [interrupted, 'interrupted'],
    [stoppedEarly, 'stopped early'],
    [stopped, 'stopped'],
  ] as const;
  return parts.flatMap(([runs, what]) => (runs.length > 0 ? [`${runs.length} ${what}`] : [])).join(', ');
}
