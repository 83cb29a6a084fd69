import type { Run } from '../../shared/run.ts';
import { columnOf, type SeriesChunk } from '../../shared/series/series.ts';
import { runs } from '../state/runs.svelte.ts';
import { distanceAmong, DISTANCES } from '../../shared/metrics.ts';

/**
 * The snapshot nearest to the target by Wasserstein-1, sliced in the plane. The best of many snapshots is partly luck, and the page
 * says so.
 */
export function bestEpoch(run: Run, metrics: SeriesChunk): number | undefined {
  const summaries = runs.get(run.id)?.summaries ?? [];
  const distance = distanceAmong(summaries.map(({ metric }) => metric));
  const summary = summaries.find(({ metric }) => metric === distance);
  if (summary) return summary.minimumEpoch;
  const column = DISTANCES.map((metric) => columnOf(metrics, metric)).find((one) => one !== undefined);
  if (!column) return undefined;
  const least = Math.min(...column.low.filter((value) => Number.isFinite(value)));
  const index = column.low.indexOf(least);
  return index < 0 ? undefined : metrics.from[index];
}
