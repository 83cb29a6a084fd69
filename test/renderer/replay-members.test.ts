import { describe, expect, it } from 'vitest';
import { members, pageSize } from '../../src/renderer/replay/members.ts';
import { tileSize } from '../../src/renderer/replay/tile-size.ts';
import type { Subject } from '../../src/renderer/state/subjects.svelte.ts';
import { row, type RowFacts } from '../shared/run-rows.ts';

function group(key: string, facts: readonly RowFacts[]): Subject {
  return { key, kind: 'group', name: key, colour: 3, rows: facts.map(row), hidden: 0 };
}

const seeds = (count: number) => Array.from({ length: count }, (_, index) => ({ seed: index + 1 }));

describe('who is replayed', () => {
  it('are all seeds of one group, each once: a seed that was run again has no picture of its own', () => {
    const twice = group('group:a', [
      { seed: 1 },
      { seed: 2, id: 'failed', status: 'failed' },
      { seed: 2, id: 'once', later: 1 },
      { seed: 2, id: 'again', later: 2 },
      { seed: 3, id: 'trained', status: 'stopped' },
      { seed: 3, id: 'training', status: 'running', later: 1 },
    ]);
    const shown = members([twice], {});
    expect(shown.map(({ title }) => title)).toEqual(['seed 1', 'seed 2', 'seed 3']);
    expect(shown.map(({ runs }) => runs.join())).toEqual([twice.rows[0].run.id, 'once', 'training']);
    expect(shown.map(({ seeds: which }) => which)).toEqual([
      undefined,
      '1 of 3 runs of this seed',
      '1 of 2 runs of this seed',
    ]);
    expect(new Set(shown.map(({ colour, dash }) => `${colour} ${dash.join()}`)).size).toBe(3);
    expect(pageSize([twice])).toBe(16);
  });

  it('are of a group among others all its seeds that count, and it says which and how many', () => {
    const first = group('group:a', [{ seed: 1, status: 'failed' }, { seed: 2 }, { seed: 3 }, { seed: 3, later: 1 }]);
    const second = group('group:b', seeds(2));
    const [shown, other] = members([first, second], {});
    expect(shown).toMatchObject({ key: 'group:a', colour: 3, title: 'group:a' });
    expect(shown.runs).toEqual([first.rows[1].run.id, first.rows[2].run.id]);
    expect(shown.seeds).toBe('2 of 4, 1 repeats a seed, 1 failed, combined');
    expect(other.seeds).toBe('2 seeds, combined');
    expect(shown.choices?.short).toBe('2 seeds');
    expect(shown.choices?.runs.map(({ config }) => config.seed)).toEqual([1, 2, 3]);
    expect(pageSize([first, second])).toBe(9);
  });

  it('is one run of such a group where that is chosen, and says which seed it is', () => {
    const first = group('group:a', seeds(4));
    const [shown] = members([first, group('group:b', seeds(2))], { 'group:a': first.rows[2].run.id });
    expect([shown.runs, shown.seeds]).toEqual([[first.rows[2].run.id], 'seed 3']);
    const [again] = members([first, group('group:b', seeds(2))], { 'group:a': '' });
    expect(again.runs).toHaveLength(4);
  });

  it('are all seeds of a group of which none counts yet', () => {
    const training = group('group:a', [
      { seed: 1, status: 'running' },
      { seed: 2, status: 'running' },
    ]);
    const [shown] = members([training, group('group:b', seeds(1))], {});
    expect([shown.runs.length, shown.seeds]).toEqual([2, '0 of 2 done, 2 running, combined']);
  });
});

describe('small pictures', () => {
  it('stand in one to five columns, in rows as equally long as can be', () => {
    const columns = (width: number, count: number) => tileSize(width, count, false).columns;
    expect([columns(1200, 9), columns(1200, 16), columns(1200, 4), columns(1200, 5)]).toEqual([5, 4, 4, 5]);
    expect([columns(400, 9), columns(300, 9), columns(100, 9)]).toEqual([2, 1, 1]);
  });
});
