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
  it('are all seeds of one group, told apart by name where a seed was run twice', () => {
    const twice = group('group:a', [
      { seed: 1 },
      { seed: 2, id: 'b', name: 'again' },
      { seed: 2, id: 'c', name: 'once' },
    ]);
    expect(members([twice], {}).map(({ title }) => title)).toEqual(['seed 1', 'seed 2 · again', 'seed 2 · once']);
    expect(pageSize([twice])).toBe(16);
  });

  it('is of a group among others its first run that counts, or the one chosen, in the colour of the group', () => {
    const first = group('group:a', [{ seed: 1, status: 'failed' }, { seed: 2 }, { seed: 3 }]);
    const second = group('group:b', seeds(2));
    const [shown] = members([first, second], {});
    expect(shown).toMatchObject({ id: first.rows[1].run.id, colour: 3, title: 'group:a' });
    expect(shown.choices).toHaveLength(3);
    expect(members([first, second], { 'group:a': first.rows[2].run.id })[0].id).toBe(first.rows[2].run.id);
    expect(pageSize([first, second])).toBe(9);
  });
});

describe('small pictures', () => {
  it('stand in one to four columns, in rows as equally long as can be', () => {
    const columns = (width: number, count: number) => tileSize(width, count, false).columns;
    expect([columns(1200, 9), columns(1200, 16), columns(1200, 4), columns(1200, 5)]).toEqual([3, 4, 4, 3]);
    expect([columns(400, 9), columns(300, 9), columns(100, 9)]).toEqual([2, 1, 1]);
  });
});
