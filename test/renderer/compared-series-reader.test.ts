import { beforeEach, describe, expect, it } from 'vitest';
import type { RunRow } from '../../src/shared/api/runs.ts';
import { row } from '../shared/run-rows.ts';
import { settled, workbench } from './page.ts';
import { ComparedSeriesReader } from '../../src/renderer/compare/compared-series.svelte.ts';
import { notices } from '../../src/renderer/state/notices.svelte.ts';

const KEYS = ['loss_generator'];
const runs = (count: number): RunRow[] =>
  Array.from({ length: count }, (_, index) => row({ seed: index, id: `r${index}` }));
const wanted = (rows: readonly RunRow[], more: object = {}) => ({
  rows,
  keys: KEYS,
  range: undefined,
  shared: {},
  ...more,
});
const asked = () => workbench.inputs('compare.series').map((input) => (input as { runs: string[] }).runs);

beforeEach(() => {
  workbench.posted.length = 0;
  for (const { id } of notices.list) notices.dismiss(id);
});

/** Answers every question that was not answered yet. */
async function answerAll(from = 0): Promise<number> {
  const open = workbench.requests('compare.series').slice(from);
  for (const { id, input } of open)
    workbench.tell({
      kind: 'reply',
      id,
      output: (input as { runs: string[] }).runs.map((run) => ({ run, losses: `of ${run}`, floors: [] })),
    });
  await settled();
  return from + open.length;
}

describe('the curves of compared runs', () => {
  it('are read a few runs at a time, each once, and are drawn when they have come', async () => {
    const reader = new ComparedSeriesReader();
    reader.want(wanted(runs(6)));
    await settled();
    expect(asked()).toEqual([
      ['r0', 'r1', 'r2', 'r3'],
      ['r4', 'r5'],
    ]);
    expect(reader.isOpening).toBe(true);
    await answerAll();
    expect([Object.keys(reader.series), reader.isOpening]).toEqual([['r0', 'r1', 'r2', 'r3', 'r4', 'r5'], false]);
    reader.want(wanted(runs(6)));
    await settled();
    expect(asked()).toHaveLength(2);
  });

  it('of a run that is added are read alone, and those of one that is taken out are drawn no more', async () => {
    const reader = new ComparedSeriesReader();
    reader.want(wanted(runs(2)));
    await settled();
    const answered = await answerAll();
    reader.want(wanted(runs(3).slice(1)));
    await settled();
    expect(asked().at(-1)).toEqual(['r2']);
    await answerAll(answered);
    expect(Object.keys(reader.series)).toEqual(['r1', 'r2']);
  });

  it('are read anew for another part of the run, from far enough before it that smoothing has its past', async () => {
    const reader = new ComparedSeriesReader();
    reader.want(wanted(runs(1)));
    await settled();
    const answered = await answerAll();
    reader.want(wanted(runs(1), { range: { low: 1000.5, high: 2000.5 } }));
    await settled();
    expect(workbench.inputs('compare.series').at(-1)).toMatchObject({ range: { after: 540, last: 2001 } });
    await answerAll(answered);
    expect(Object.keys(reader.series)).toEqual(['r0']);
  });

  it('that change while others are read are asked for as soon as these have come', async () => {
    const reader = new ComparedSeriesReader();
    reader.want(wanted(runs(1)));
    await settled();
    reader.want(wanted(runs(2)));
    await settled();
    expect(asked()).toEqual([['r0']]);
    const answered = await answerAll();
    expect(asked()).toEqual([['r0'], ['r1']]);
    await answerAll(answered);
    expect(Object.keys(reader.series)).toEqual(['r0', 'r1']);
  });

  it('of groups whose seeds took snapshots at different epochs are read at those that all of them share', async () => {
    const reader = new ComparedSeriesReader();
    reader.want(wanted(runs(2), { shared: { r1: 5 } }));
    await settled();
    expect(workbench.inputs('compare.series')).toMatchObject([{ runs: ['r0'] }, { runs: ['r1'], shared: 5 }]);
    await answerAll();
  });

  it('that cannot be read are said, and what was drawn stays', async () => {
    const reader = new ComparedSeriesReader();
    reader.want(wanted(runs(1)));
    await settled();
    await answerAll();
    reader.want(wanted(runs(2)));
    await settled();
    await workbench.refuse('compare.series', { code: 'run-not-found', message: 'There is no run r1.' });
    expect(notices.list.map(({ message }) => message)).toEqual(['There is no run r1.']);
    expect([Object.keys(reader.series), reader.isOpening]).toEqual([['r0'], false]);
  });
});
