import { describe, expect, test } from 'vitest';
import { groupsOf } from '../../../src/shared/groups/groups.ts';
import { sinceLook } from '../../../src/shared/groups/looks.ts';
import { groupName } from '../../../src/shared/groups/name.ts';
import { membership } from '../../../src/shared/groups/members.ts';
import { membersTable } from '../../../src/shared/groups/members-table.ts';
import { csvText } from '../../../src/shared/comparison/table-text.ts';
import type { RunStatus } from '../../../src/shared/run.ts';
import { row, summary } from '../run-rows.ts';

const seeds = (...all: readonly number[]) => all.map((seed) => row({ seed }));

describe('runs that are equal but for the seed', () => {
  test('are a group in the order of their seeds, the groups in the order in which their runs come', () => {
    const rows = [
      row({ seed: 9, group: 'b'.repeat(64) }),
      row({ seed: 10 }),
      row({ seed: 2, later: 5 }),
      row({ seed: 1, group: 'b'.repeat(64) }),
      row({ seed: 2 }),
    ];
    const groups = groupsOf(rows).map(({ key, rows: members }) => [
      key,
      ...members.map(({ run }) => `${run.config.seed} ${run.createdAt.slice(14, 16)}`),
    ]);
    expect(groups).toEqual([
      ['group:bbbbbbbbbbbbbbbb', '1 00', '9 00'],
      ['group:aaaaaaaaaaaaaaaa', '2 00', '2 05', '10 00'],
    ]);
  });

  test('are called what most of them are called, else what was set', () => {
    const named = (...names: readonly string[]) =>
      groupName(names.map((name, index) => row({ seed: index + 1, name })));
    expect(named('baseline', 'baseline')).toBe('baseline');
    expect(named('of a sweep', 'baseline', 'baseline')).toBe('baseline');
    expect(named('of a sweep', 'baseline')).toMatch(/^vanilla/);
  });

  test('count where they finished, and the others are named', () => {
    const of = (status: RunStatus, seed: number) => row({ seed, status });
    expect(membership(seeds(1)).text).toBe('1 seed');
    expect(membership(seeds(1, 2, 3, 4, 5, 6, 7, 8)).text).toBe('8 seeds');
    const rows = [...seeds(1, 2, 3, 4, 5, 6), of('failed', 7), of('failed', 8)];
    expect(membership(rows).text).toBe('6 of 8, 2 failed');
    expect(membership(rows.filter(({ run }) => run.status === 'failed')).text).toBe('both failed');
    const everything = [
      ...seeds(1, 2),
      of('running', 3),
      of('paused', 4),
      of('queued', 5),
      of('interrupted', 6),
      of('stopped', 7),
      row({ seed: 8, status: 'stopped', stopReason: 'diverged: the loss is not finite' }),
      of('failed', 9),
    ];
    const told = membership(everything, 2);
    expect(told.text).toBe(
      '2 of 11, 1 failed, 1 stopped early, 1 stopped, 1 interrupted, 1 running, 1 paused, 1 queued, 2 hidden',
    );
    expect(told.of).toBe(told.counted.length + told.left.reduce((sum, { count }) => sum + count, 0));
    expect(membership([of('queued', 1)]).text).toBe('0 of 1 done, 1 queued');
  });

  test('count once a seed: the one that was created first of those that finished', () => {
    const rows = [
      row({ seed: 1, later: 3, id: 'again' }),
      row({ seed: 1, later: 2, id: 'first' }),
      row({ seed: 1, later: 1, id: 'broken', status: 'failed' }),
      ...seeds(2),
    ];
    const { counted, text } = membership(rows);
    expect(counted.map(({ run }) => run.id)).toEqual(['first', 'vanilla-2-0']);
    expect(text).toBe('2 of 4, 1 repeats a seed, 1 failed');
    expect(membership([...seeds(1, 2), ...seeds(1, 2)]).text).toBe('2 of 4, 2 repeat a seed');
  });

  test('grew after a look where seeds that count were created later', () => {
    const [first, second] = [row({ seed: 1 }), row({ seed: 2, later: 10 })];
    const at = (minute: number) => row({ seed: 0, later: minute }).run.createdAt;
    expect(sinceLook([first, second], at(5))).toEqual({ added: 1, pending: 0 });
    expect(sinceLook([first, second], at(20))).toBeUndefined();
    expect(sinceLook([first, row({ seed: 2, later: 10, status: 'failed' })], at(5))).toBeUndefined();
    expect(sinceLook([first, row({ seed: 1, later: 10 })], at(5))).toBeUndefined();
  });
});

describe('the members of groups as CSV', () => {
  test('say of every run why it does not count, in full precision, with the settings in which the groups differ', () => {
    const wide = { generator: { hidden_widths: [128, 128] } };
    const groups = groupsOf([
      row({ seed: 1, summaries: [summary('wasserstein_1', 0.1 + 0.2, { minimumEpoch: 7, last: 0.5 })] }),
      row({ seed: 1, later: 1, summaries: [summary('wasserstein_1', 0.3)] }),
      row({ seed: 2, status: 'failed', name: '=1+1' }),
      row({ seed: 1, group: 'b'.repeat(64), config: wide, id: 'w' }),
    ]);
    const w1 = 'wasserstein_1';
    expect(csvText(membersTable(groups)).split('\n')).toEqual([
      `group,run,name,seed,status,counted,${w1}_tail,${w1},${w1}_minimum,${w1}_minimum_epoch,${w1}_maximum,final_${w1},generator.hidden_widths`,
      `${'a'.repeat(64)},vanilla-1-0,vanilla,1,finished,yes,0.30000000000000004,0.5,0.30000000000000004,7,0.30000000000000004,,"64,32"`,
      `${'a'.repeat(64)},vanilla-1-1,vanilla,1,finished,repeats a seed,0.3,0.3,0.3,1,0.3,,"64,32"`,
      `${'a'.repeat(64)},'=1+1-2-0,'=1+1,2,failed,failed,,,,,,,"64,32"`,
      `${'b'.repeat(64)},w,vanilla,1,finished,yes,,,,,,,"128,128"`,
      '',
    ]);
  });
});
