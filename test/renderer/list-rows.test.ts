import { describe, expect, it } from 'vitest';
import { choose } from '../../src/renderer/runs/selection.ts';
import { listRows } from '../../src/renderer/runs/list-rows.ts';
import type { RunRow } from '../../src/shared/api/runs.ts';
import { parseConfig } from '../../src/shared/config/parse.ts';
import type { RunFacts } from '../../src/shared/run.ts';

function rowOf(
  seed: number,
  facts: Partial<RunFacts> = {},
  tail?: number,
  status: 'queued' | 'running' = 'queued',
): RunRow {
  const parsed = parseConfig({ seed });
  if (!parsed.ok) throw new Error(parsed.refusals[0].message);
  const run: RunFacts = {
    id: `run${seed}`,
    name: `run ${seed}`,
    config: parsed.config,
    group: 'g',
    createdAt: new Date(1e12 + seed * 1000).toISOString(),
    tags: [],
    notes: '',
    starred: false,
    trashedAt: undefined,
    colour: 0,
    sweep: undefined,
    ...facts,
  };
  return {
    run:
      status === 'queued'
        ? { ...run, status }
        : {
            ...run,
            status,
            build: { engine: 'fused', kernels: 'k', rounding: 'r', threads: 1, device: 'cpu' },
            engineReason: undefined,
            axes: { data: [], latent: undefined },
            startedAt: run.createdAt,
            epochsDone: 3,
            seconds: 1,
          },
    summaries:
      tail === undefined
        ? []
        : [{ metric: 'wasserstein_1', last: tail, minimum: tail, minimumEpoch: 1, maximum: tail, tailMean: tail }],
    floor: { metric: 'wasserstein_1', samples: 2000, draws: 400, mean: 1, bound95: 1 },
    sparkline: undefined,
  };
}

const NEWEST = { filter: '', sort: '-created', trash: false };
const seeds = (rows: readonly RunRow[]) => rows.map(({ run }) => run.config.seed);

describe('the list', () => {
  const rows = [
    rowOf(1, { name: 'Wide ring', trashedAt: undefined }, 0.3),
    rowOf(2, { tags: ['paper'] }, 0.1),
    rowOf(3, { notes: 'Odd ring' }, NaN),
    rowOf(4, {}, undefined, 'running'),
    rowOf(5, { trashedAt: '2026-01-01T00:00:00.000Z' }, 0.2),
  ];

  it('shows the newest first below those that train, without the trash', () => {
    expect(seeds(listRows(rows, NEWEST).rows)).toEqual([4, 3, 2, 1]);
    expect(seeds(listRows(rows, { ...NEWEST, trash: true }).rows)).toEqual([5]);
  });

  it('keeps runs without a number last in either order', () => {
    expect(seeds(listRows(rows, { ...NEWEST, sort: 'w1_tail' }).rows)).toEqual([4, 2, 1, 3]);
    expect(seeds(listRows(rows, { ...NEWEST, sort: '-w1_tail' }).rows)).toEqual([4, 1, 2, 3]);
  });

  it('finds plain text in label, tags, notes and id', () => {
    expect(seeds(listRows(rows, { ...NEWEST, filter: 'RING' }).rows)).toEqual([3, 1]);
    expect(seeds(listRows(rows, { ...NEWEST, filter: 'pap' }).rows)).toEqual([2]);
    expect(seeds(listRows(rows, { ...NEWEST, filter: 'run4' }).rows)).toEqual([4]);
  });

  it('follows an expression, and says what is wrong with one while showing every run', () => {
    expect(seeds(listRows(rows, { ...NEWEST, filter: 'lr_g < 1e-3 and w1_tail < 0.2' }).rows)).toEqual([2]);
    const wrong = listRows(rows, { ...NEWEST, filter: 'lr_q < 1' });
    expect(wrong.fault).toContain('a run has no lr_q');
    expect(wrong.rows).toHaveLength(4);
  });

  it('finds names with operators and quotes in them by typing them as they are', () => {
    const odd = ['β=0.5', 'G<D', 'a "wide" one', 'seed = 7'].map((name, seed) => rowOf(seed + 1, { name }));
    for (const [filter, seed] of [
      ['β=0.5', 1],
      ['g<d', 2],
      ['"wide"', 3],
      ['a "wide" one', 3],
      ['"a \\"wide\\" one"', 3],
      ['"seed = 7"', 4],
      ['"G<D" and seed = 2', 2],
    ] as const) {
      const answer = listRows(odd, { ...NEWEST, filter });
      expect([filter, seeds(answer.rows), answer.fault]).toEqual([filter, [seed], undefined]);
    }
    expect(listRows(odd, { ...NEWEST, filter: 'G<Q' })).toMatchObject({
      rows: [],
      fault: expect.stringContaining('No run contains this text') as string,
    });
    // Half an expression hides nothing while it is written.
    expect(listRows(odd, { ...NEWEST, filter: 'lr_g <' }).rows).toHaveLength(4);
  });

  it('sorts names as people do: run-2 before run-10, Ä beside A, however an accent is composed', () => {
    const names = ['run-10', 'Zebra', 'run-2', 'Ärger', 'apfel', 'Banane', 'Ärger 2'.normalize('NFD'), 'Run-3'];
    const many = names.map((name, seed) => rowOf(seed, { name }));
    const sorted = ['apfel', 'Ärger', 'Ärger 2', 'Banane', 'run-2', 'Run-3', 'run-10', 'Zebra'];
    const shown = (sort: string) =>
      listRows(many, { ...NEWEST, sort }).rows.map(({ run }) => run.name.normalize('NFC'));
    expect(shown('name')).toEqual(sorted);
    expect(shown('-name')).toEqual(sorted.toReversed());
  });

  it('hides nothing while an expression is being written, whichever sign it compares by', () => {
    const many = [1, 2, 3].map((seed) => rowOf(seed));
    for (const sign of ['<', '<=', '≤', '≥', '≠']) {
      const answer = listRows(many, { ...NEWEST, filter: `w1_tail ${sign}` });
      expect([sign, seeds(answer.rows)]).toEqual([sign, [3, 2, 1]]);
      expect(answer.fault).toBeDefined();
    }
  });

  it('finds é composed or decomposed', () => {
    const many = ['é'.normalize('NFC'), 'é'.normalize('NFD'), 'e'].map((name, seed) => rowOf(seed, { name }));
    for (const form of ['NFC', 'NFD'] as const)
      expect(seeds(listRows(many, { ...NEWEST, filter: 'é'.normalize(form) }).rows)).toEqual([1, 0]);
  });

  it('filters and sorts 10,000 runs by looking at each a few times', () => {
    let looks = 0;
    const many = Array.from({ length: 10_000 }, (_, seed) => {
      const row = rowOf(seed, {}, (seed * 7919) % 10_007);
      const { run, summaries } = row;
      const counted = { run: () => run, summaries: () => summaries };
      for (const [key, get] of Object.entries(counted))
        Object.defineProperty(row, key, {
          get: () => {
            looks += 1;
            return get();
          },
        });
      return row;
    });
    const question = { filter: 'w1_tail < 5000 and loss = bce', sort: '-w1_tail', trash: false };
    expect(listRows(many, question).rows.length).toBeGreaterThan(4000);
    expect(looks).toBeGreaterThan(10_000);
    expect(looks).toBeLessThan(8 * 10_000);
  });
});

describe('choosing runs', () => {
  const order = ['a', 'b', 'c', 'd'];

  it('takes one, one more, one less, and all between', () => {
    expect(choose(order, ['a', 'b'], 'a', 'c', 'only')).toEqual(['c']);
    expect(choose(order, ['a'], 'a', 'c', 'toggle')).toEqual(['a', 'c']);
    expect(choose(order, ['a', 'c'], 'a', 'c', 'toggle')).toEqual(['a']);
    expect(choose(order, ['d'], 'd', 'b', 'range')).toEqual(['b', 'c', 'd']);
    expect(choose(order, [], undefined, 'b', 'range')).toEqual(['b']);
  });
});
