import { expect, it } from 'vitest';
import { studyMembers } from '../../src/renderer/studies/study-members.ts';
import type { RunRow } from '../../src/shared/api/runs.ts';
import { row } from '../shared/run-rows.ts';

const NOW = '2026-01-02T00:00:00.000Z';
const trashed = (one: RunRow): RunRow => ({ ...one, run: { ...one.run, trashedAt: NOW } });

/** What a study that holds these runs shows of a store with `all`. */
function shown(runs: readonly string[], all: readonly RunRow[], kind: 'run' | 'group' = 'group') {
  const members = studyMembers(
    { kind, runs },
    (id) => all.find(({ run }) => run.id === id),
    (group) => all.filter(({ run }) => run.group === group),
  );
  return { ...members, rows: members.rows.map(({ run }) => run.id) };
}

const NOTHING = { deleted: 0, trashed: [], strayed: 0, more: [] };
const rows = [1, 2, 3].map((seed) => row({ seed, id: `r${seed}`, group: 'g' }));

it('shows exactly the runs that were saved, and tells of seeds that joined later but not of a seed run twice', () => {
  const later = [
    row({ seed: 4, id: 'r4', group: 'g' }),
    row({ seed: 2, id: 'again', group: 'g' }),
    trashed(row({ seed: 5, id: 'r5', group: 'g' })),
    row({ seed: 6, id: 'other', group: 'h' }),
  ];
  expect(shown(['r1', 'r2'], rows.slice(0, 2))).toEqual({ ...NOTHING, rows: ['r1', 'r2'] });
  expect(shown(['r1', 'r2', 'r3'], [...rows, ...later])).toEqual({
    ...NOTHING,
    rows: ['r1', 'r2', 'r3'],
    more: ['r4'],
  });
});

it('says what became of those that it cannot show: deleted, in the trash, or of another config by now', () => {
  const all = [rows[0], rows[1], trashed(rows[2]), row({ seed: 4, id: 'r4', group: 'longer' })];
  expect(shown(['r1', 'r2', 'r3', 'r4', 'gone'], all)).toEqual({
    rows: ['r1', 'r2'],
    deleted: 1,
    trashed: ['r3'],
    strayed: 1,
    more: [],
  });
});

it('a run alone has no seeds to add, and a study whose runs are all gone shows none', () => {
  expect(shown(['r1'], rows, 'run')).toEqual({ ...NOTHING, rows: ['r1'] });
  expect(shown(['r1', 'r2'], [])).toEqual({ ...NOTHING, rows: [], deleted: 2 });
});
