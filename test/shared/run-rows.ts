import type { RunRow } from '../../src/shared/api/runs.ts';
import { runConfigSchema, type RunConfigInput } from '../../src/shared/config/schema.ts';
import type { Run, RunFacts, RunStatus, Summary } from '../../src/shared/run.ts';

export interface RowFacts {
  readonly seed: number;
  readonly status?: RunStatus;
  readonly stopReason?: string;
  readonly config?: RunConfigInput;
  /** Minutes after the others. */
  readonly later?: number;
  readonly id?: string;
  readonly name?: string;
  readonly group?: string;
  readonly summaries?: readonly Summary[];
  /** What a perfect generator scores by chance; undefined where it is not known. */
  readonly floor?: number;
}

/** A summary of which the tail mean matters. */
export function summary(metric: Summary['metric'], tailMean: number, others: Partial<Summary> = {}): Summary {
  return { metric, last: tailMean, minimum: tailMean, minimumEpoch: 1, maximum: tailMean, tailMean, ...others };
}

function runOf(facts: RunFacts, status: RunStatus, stopReason: string | undefined): Run {
  if (status === 'queued') return { ...facts, status };
  const training = {
    ...facts,
    build: { engine: 'fused', kernels: 'k', rounding: 'r', threads: 1, device: 'cpu' },
    engineReason: undefined,
    axes: { data: [], latent: undefined },
    startedAt: facts.createdAt,
    epochsDone: facts.config.epochs,
    seconds: 1,
  } as const;
  const ended = { ...training, endedAt: facts.createdAt };
  switch (status) {
    case 'running':
    case 'paused':
      return { ...training, status };
    case 'interrupted':
      return { ...training, status, error: undefined };
    case 'finished':
      return { ...ended, status, final: { samples: 10_000, metrics: {}, averageMetrics: undefined } };
    case 'stopped':
      return { ...ended, status, stopReason };
    case 'failed':
      return { ...ended, status, error: { code: 'out-of-memory', message: 'no memory' } };
  }
}

/** A run as the list has it; the earlier row comes first where they have one seed. */
export function row(facts: RowFacts): RunRow {
  const {
    seed,
    status = 'finished',
    stopReason,
    config = {},
    later = 0,
    group = 'a'.repeat(64),
    name = 'vanilla',
  } = facts;
  const run: RunFacts = {
    id: facts.id ?? `${name}-${seed}-${later}`,
    name,
    config: runConfigSchema.parse({ ...config, seed }),
    group,
    createdAt: new Date(1.8e12 + later * 60_000).toISOString(),
    tags: [],
    notes: '',
    starred: false,
    trashedAt: undefined,
    colour: 0,
    sweep: undefined,
  };
  const { summaries = [], floor: mean } = facts;
  const floor =
    mean === undefined
      ? undefined
      : ({ metric: 'wasserstein_1', samples: 2000, draws: 400, mean, bound95: mean } as const);
  return { run: runOf(run, status, stopReason), summaries, floor, sparkline: undefined };
}
