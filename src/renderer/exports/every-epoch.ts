import type { ComparedSeries } from '../../shared/api/compare.ts';
import { joinedChunks } from '../../shared/series/joined-chunks.ts';
import { bridge } from '../state/connection.svelte.ts';

/** Epochs per answer that the server does not decimate. */
const EPOCHS_AT_ONCE = 10_000;
const RUNS_AT_ONCE = 4;

/**
 * The series of runs with these keys, with every recorded epoch up to `last`. They are read only when a table is saved.
 */
export async function readEveryEpoch(
  runs: readonly string[],
  keys: readonly string[],
  last: number,
): Promise<Readonly<Partial<Record<string, ComparedSeries>>>> {
  const parts: ComparedSeries[] = [];
  for (let first = 0; first < runs.length; first += RUNS_AT_ONCE) {
    for (let after = 0; after < Math.max(1, last); after += EPOCHS_AT_ONCE) {
      const result = await bridge.request('compare.series', {
        runs: runs.slice(first, first + RUNS_AT_ONCE),
        keys: [...new Set(keys)],
        width: EPOCHS_AT_ONCE,
        range: { after, last: after + EPOCHS_AT_ONCE },
      });
      if (!result.ok) throw new Error(result.error.message);
      parts.push(...result.output);
    }
  }
  const byRun = [...Map.groupBy(parts, ({ run }) => run)].map(([run, found]): [string, ComparedSeries] => [
    run,
    {
      ...found[0],
      losses: joinedChunks(found.map(({ losses }) => losses)),
      metrics: joinedChunks(found.map(({ metrics }) => metrics)),
    },
  ]);
  return Object.fromEntries(byRun);
}
