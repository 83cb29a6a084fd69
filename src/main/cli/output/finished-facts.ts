import { LOSSES } from '../../../shared/metrics.ts';
import type { Metrics } from '../../../shared/metrics.ts';
import type { Run, Summary } from '../../../shared/run.ts';

type FinishedRun = Extract<Run, { readonly status: 'finished' }>;

/** Present in every event; null if the metric does not exist for the target. */
const ALWAYS = ['wasserstein_1', 'ks', 'mean', 'std'] as const;
const ALWAYS_TAILS = ['wasserstein_1', 'ks', ...LOSSES.map(({ key }) => key)] as const;

function prefixed(metrics: Metrics | undefined, prefix: string): Record<string, number> {
  const entries: [string, number][] = Object.entries(metrics ?? {});
  return Object.fromEntries(entries.map(([key, value]) => [prefix + key, value]));
}

/** The fields of a `finished` event: metrics of the evaluation at the end, and means over the last quarter of the epochs. */
export function finishedFacts(run: FinishedRun, summaries: readonly Summary[]): Record<string, unknown> {
  const { metrics, averageMetrics, samples } = run.final;
  const nulls = (keys: readonly string[], end = '') => Object.fromEntries(keys.map((key) => [key + end, null]));
  return {
    run: run.id,
    name: run.name,
    seed: run.config.seed,
    engine: run.build.engine,
    epochs: run.epochsDone,
    seconds: run.seconds,
    samples,
    table_rows: run.tableRows?.read ?? null,
    table_skipped_rows: run.tableRows?.skipped ?? null,
    ...nulls(ALWAYS),
    ...prefixed(metrics, ''),
    ...prefixed(averageMetrics, 'ema_'),
    ...nulls(ALWAYS_TAILS, '_tail'),
    ...Object.fromEntries(summaries.map(({ metric, tailMean }) => [`${metric}_tail`, tailMean])),
  };
}
