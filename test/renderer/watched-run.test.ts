import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { RunEvent } from '../../src/shared/api/run.ts';
import type { RunStatus } from '../../src/shared/run.ts';
import { row } from '../shared/run-rows.ts';
import { settled, workbench } from './page.ts';
import { WatchedRun } from '../../src/renderer/state/watched-run.svelte.ts';

const LOST = { code: 'connection-lost', message: 'away' };
const extent = (density: number) => ({ density, generator: undefined });

beforeEach(() => {
  workbench.posted.length = 0;
});

function watched(status: RunStatus) {
  const run = new WatchedRun('r');
  onTestFinished(() => run.close());
  const id = workbench.posted.flatMap((message) => (message.kind === 'subscribe' ? [message.id] : [])).at(-1) ?? -1;
  const tell = (news: Partial<RunEvent>) => {
    const nothing = { reset: false, ...{ losses: undefined, metrics: undefined, snapshotEpochs: undefined } };
    const event: RunEvent = {
      ...nothing,
      ...{ latest: undefined, checkpoints: undefined, floors: undefined },
      run: row({ seed: 1, status }).run,
      ...news,
    };
    workbench.tell({ kind: 'event', id, event });
  };
  return { run, tell, asked: () => workbench.requests('run.extent') };
}

describe('the axes of a run', () => {
  it.each(['finished', 'running'] as const)(
    'are fitted when a lost connection is back, where the run is %s',
    async (status) => {
      const { run, tell, asked } = watched(status);
      tell({ snapshotEpochs: Float64Array.of(1, 2, 3) });
      await workbench.refuse('run.extent', LOST);
      expect(run.extent).toBeUndefined();
      tell({});
      expect(asked()).toHaveLength(2);
      await workbench.reply('run.extent', extent(2));
      expect(run.extent).toEqual(extent(2));
      tell({});
      expect(asked()).toHaveLength(2);
    },
  );

  it('are not fitted to what a run drew before it was taken back', async () => {
    const { run, tell, asked } = watched('finished');
    tell({ snapshotEpochs: Float64Array.of(1, 2, 3) });
    tell({ reset: true, snapshotEpochs: Float64Array.of(1) });
    const [before, after] = asked();
    workbench.tell({ kind: 'reply', id: after.id, output: extent(2) });
    workbench.tell({ kind: 'reply', id: before.id, output: extent(9) });
    await settled();
    expect(run.extent).toEqual(extent(2));
  });
});
