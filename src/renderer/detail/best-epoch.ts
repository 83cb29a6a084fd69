import type { Run } from '../../shared/run.ts';
import { columnOf, type SeriesChunk } from '../../shared/series/series.ts';
import { runs } from '../state/runs.svelte.ts';

/**
 * The snapshot nearest to the target by Wasserstein-1, sliced in the plane. The best of many snapshots is luck as much
 * as merit: whoever shows it says so.
 */
export function bestEpoch(run: Run, metrics: SeriesChunk): number | undefined {
  const summaries = runs.get(run.id)?.summaries ?? [];
  const summary = summaries.find(({ metric }) => metric === 'wasserstein_1' || metric === 'sliced_wasserstein_1');
  if (summary) return summary.minimumEpoch;
  const column = columnOf(metrics, 'wasserstein_1') ?? columnOf(metrics, 'sliced_wasserstein_1');
  if (!column) return undefined;
  const least = Math.min(...column.low.filter((value) => Number.isFinite(value)));
  const index = column.low.indexOf(least);
  return index < 0 ? undefined : metrics.from[index];
}
