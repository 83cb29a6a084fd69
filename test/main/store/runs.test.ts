import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { runConfigSchema } from '../../../src/shared/config/schema.ts';
import { openForTest, storeInTraining } from './fixtures.ts';
import { newRun } from './new-run.ts';
import { START } from './recordings.ts';

const AT = '2026-01-02T04:00:00.000Z';
const FLOORS = { law: 'normal', floors: [] };
const refusal = (code: string) => expect.objectContaining({ code }) as Error;

describe('a queued run', () => {
  test('is read as it was written', () => {
    const store = openForTest();
    const run = newRun('run-1', { seed: 2 ** 53 - 1, target: 'ring', generator: { latent_dimension: 2 } });
    store.runs.create({ ...run, tags: ['paper', 'first', 'paper'], notes: 'as in the paper' });
    const marks = { starred: false, trashedAt: undefined, colour: 0 };
    const read = { ...run, ...marks, tags: ['first', 'paper'], notes: 'as in the paper', status: 'queued' };
    expect(store.runs.get('run-1')).toEqual(read);
    expect(store.runs.list()).toEqual([{ run: read, summaries: [] }]);
  });

  test('has a colour that tells it from the other seeds of its group, and groups have different ones', () => {
    const store = openForTest();
    for (const group of ['a', 'b', 'c']) {
      for (let seed = 1; seed <= 8; seed++) {
        store.runs.create({ ...newRun(`${group}-${seed}`, { seed }), group: group.repeat(64) });
      }
    }
    const colours = (group: string) =>
      [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => store.runs.get(`${group}-${seed}`).colour);
    expect(colours('a')).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(colours('b')).toEqual([1, 2, 3, 4, 5, 6, 7, 0]);
    expect(colours('c')[0]).toBe(2);
  });

  test('is not queued twice', () => {
    const store = openForTest();
    store.runs.create(newRun('a'));
    expect(() => store.runs.create(newRun('a'))).toThrow(refusal('run-exists'));
  });

  test('has the same colour queued with others as alone, whatever the order of the groups', () => {
    const groups = ['a', 'a', 'b', 'a', 'c', 'b', 'a', 'c', 'a', 'b'];
    const runs = groups.map((group, index) => ({ ...newRun(`run-${index}`), group: group.repeat(64) }));
    const [oneByOne, together] = [openForTest(), openForTest()];
    for (const run of runs) oneByOne.runs.create(run);
    together.runs.createAll(runs.slice(0, 3));
    together.runs.createAll(runs.slice(3));
    for (const { id } of runs) expect(together.runs.get(id).colour).toBe(oneByOne.runs.get(id).colour);
    expect(runs.map(({ id }) => together.runs.get(id).colour)).toEqual([0, 1, 1, 2, 1, 2, 3, 2, 4, 3]);
  });

  test('is not queued where one of those queued with it cannot be', () => {
    const store = openForTest();
    store.runs.create(newRun('a'));
    expect(() => store.runs.createAll([newRun('b'), newRun('a')])).toThrow(refusal('run-exists'));
    expect(store.runs.list().map(({ run }) => run.id)).toEqual(['a']);
  });

  test('can be renamed, noted, tagged, given another config and deleted', () => {
    const store = openForTest();
    store.runs.create({ ...newRun('a'), tags: ['x'] });
    store.runs.rename('a', 'longer');
    store.runs.setNotes('a', 'α');
    store.runs.setTags('a', ['z', 'y']);
    store.runs.setConfig('a', runConfigSchema.parse({ epochs: 1200, seed: 9 }), 'another group');
    expect(store.runs.get('a')).toMatchObject({ name: 'longer', notes: 'α', tags: ['y', 'z'], group: 'another group' });
    expect(store.runs.get('a').config).toMatchObject({ epochs: 1200, seed: 9 });
    store.runs.trash('a', AT);
    store.runs.purge(['a']);
    expect(store.runs.list()).toEqual([]);
  });

  test('is deleted for good only from the trash, with all the others that are asked for or with none', () => {
    const store = openForTest();
    for (const id of ['a', 'b', 'kept']) store.runs.create(newRun(id));
    for (const id of ['a', 'b']) store.runs.trash(id, AT);
    store.states.claim('b', 'somebody');
    expect(() => store.runs.purge(['a', 'b'])).toThrow(refusal('run-in-training'));
    expect(store.runs.list()).toHaveLength(3);
    store.states.release('b');
    store.runs.purge(['gone-already', 'a', 'kept', 'b']);
    expect(store.runs.list().map(({ run }) => run.id)).toEqual(['kept']);
  });

  test('is not taken from the queue while it is in the trash', () => {
    const store = openForTest();
    for (const id of ['a', 'b']) store.runs.create(newRun(id));
    store.runs.trash('a', AT);
    expect([store.states.claimWaiting('me'), store.states.claimWaiting('me')]).toEqual([['b'], []]);
    store.runs.restore('a');
    expect(store.states.claimWaiting('me')).toEqual(['a']);
  });
});

describe('a run goes', () => {
  const build = { build: START.build, axes: START.axes, startedAt: START.at, epochsDone: 0, seconds: 0 };

  test('from running over paused to finished, with its final evaluation', () => {
    const store = storeInTraining('a');
    expect(store.runs.get('a')).toMatchObject({ status: 'running', ...build });
    store.states.pause('a');
    expect(store.runs.get('a')).toMatchObject({ status: 'paused', ...build });
    store.states.resume('a');
    const metrics = { wasserstein_1: 0.05, ks: NaN, skewness: -Infinity };
    const final = { samples: 10_000, metrics, averageMetrics: { mean: 0, ks: NaN } };
    store.states.finish('a', final, AT);
    expect(store.runs.get('a')).toMatchObject({ status: 'finished', ...build, endedAt: AT, final });
    expect(Object.keys(store.runs.list()[0].run)).not.toContain('error');
  });

  test('without an averaged generator and for a 2-D target, to finished', () => {
    const store = openForTest();
    store.runs.create({ ...newRun('a'), owner: 'nobody' });
    const axes = {
      data: [
        { low: -3, high: 3 },
        { low: -2, high: 2.5 },
      ],
      latent: undefined,
    };
    store.states.start('a', { ...START, axes }, FLOORS);
    const final = { samples: 10, metrics: { mean_x: 1 }, averageMetrics: undefined };
    store.states.finish('a', final, AT);
    expect(store.runs.get('a')).toMatchObject({ axes, final });
  });

  test('to stopped, and on from there with its first time of start, without an old end', () => {
    const store = storeInTraining('a');
    store.states.stop('a', AT);
    expect(store.runs.get('a')).toMatchObject({ status: 'stopped', endedAt: AT });
    expect(store.states.claim('a', 'me')).toBe(true);
    store.states.start('a', { ...START, at: '2027-01-01T00:00:00.000Z' }, FLOORS);
    const run = store.runs.get('a');
    expect(run).toMatchObject({ status: 'running', ...build });
    expect(run).not.toHaveProperty('endedAt');
  });

  test('from finished on, without the old final evaluation', () => {
    const store = storeInTraining('a');
    store.states.finish('a', { samples: 10, metrics: { ks: 1, std: 2 }, averageMetrics: { ks: NaN } }, AT);
    store.states.claim('a', 'me');
    store.states.start('a', START, FLOORS);
    const final = { samples: 10, metrics: { ks: 0.5 }, averageMetrics: undefined };
    store.states.finish('a', final, AT);
    expect(store.runs.get('a')).toMatchObject({ final: { samples: 10 } });
    expect(store.runs.get('a')).toHaveProperty('final.metrics', { ks: 0.5 });
    expect(store.runs.get('a')).toHaveProperty('final.averageMetrics', undefined);
  });

  test('to failed, from the queue and from training', () => {
    const store = storeInTraining('a');
    store.runs.create(newRun('b'));
    const error = { code: 'non-finite', message: 'loss_real is NaN at epoch 3' };
    store.states.fail('a', error, AT);
    store.states.fail('b', error, AT);
    expect(store.runs.get('a')).toMatchObject({ status: 'failed', ...build, endedAt: AT, error });
    expect(store.runs.get('b')).toMatchObject({ status: 'failed', endedAt: AT, error });
    expect(store.runs.get('b')).not.toHaveProperty('build');
  });

  test('nowhere it cannot, and the refusal says why', () => {
    const store = storeInTraining('a');
    store.runs.create(newRun('b'));
    expect(() => store.states.start('a', START, FLOORS)).toThrow(/a is running and cannot be started/);
    expect(() => store.states.resume('a')).toThrow(refusal('run-status'));
    expect(() => store.states.pause('b')).toThrow(refusal('run-status'));
    expect(() => store.states.stop('b', AT)).toThrow(refusal('run-status'));
    expect(() => store.states.start('b', START, FLOORS)).toThrow(refusal('run-not-claimed'));
    expect(() => store.runs.trash('a', AT)).toThrow(refusal('run-in-training'));
    expect(() => store.runs.setConfig('a', newRun('a').config, 'g')).toThrow(refusal('run-in-training'));
    expect(() => store.recordings.append({ run: 'b', epochs: [], snapshots: [], kept: [] })).toThrow(
      refusal('run-status'),
    );
    expect(store.runs.get('a').status).toBe('running');
    expect(store.runs.get('b').status).toBe('queued');
  });
});

test('keeps noise floors with the run, and finds them again by their law', () => {
  const store = openForTest();
  const floors = [
    { metric: 'ks', samples: 2000, draws: 400, mean: 0.0194, bound95: 0.0303 },
    { metric: 'wasserstein_1', samples: 2000, draws: 400, mean: 0.028, bound95: Infinity },
    { metric: 'ks', samples: 10_000, draws: 0, mean: NaN, bound95: NaN },
  ] as const;
  store.runs.create({ ...newRun('a'), owner: 'nobody' });
  store.states.start('a', START, { law: 'normal(0, 1)', floors });
  // The share of the target's standard deviation, which is 1 here, is not kept: it follows from Wasserstein-1.
  const share = { ...floors[1], metric: 'wasserstein_1_share' };
  expect(store.noiseFloors.read('a')).toEqual([...floors.slice(0, 2), share, floors[2]]);
  expect(store.noiseFloors.find('normal(0, 1)', 2000)).toEqual(floors.slice(0, 2));
  expect(store.noiseFloors.find('normal(0, 1)', 999)).toEqual([]);
  expect(store.noiseFloors.find('laplace', 2000)).toEqual([]);
});

describe('a run is found', () => {
  const store = () => {
    const filled = openForTest();
    for (const id of ['abc1', 'abd2', 'xyz_'])
      filled.runs.create({ ...newRun(id), name: id === 'xyz_' ? 'abc' : 'twice' });
    return filled;
  };

  test('by its id, by the one id that begins so, and by the one name', () => {
    expect(store().runs.find('abd2').id).toBe('abd2');
    expect(store().runs.find('abd').id).toBe('abd2');
    expect(store().runs.find('abc').id).toBe('xyz_');
  });

  test('and where several could be meant, they are listed', () => {
    expect(() => store().runs.find('ab')).toThrow(/"ab" matches 2 runs: abc1, abd2; type more of the id/);
    expect(() => store().runs.find('twice')).toThrow(refusal('run-ambiguous'));
  });

  test('by a name and a tag whose accents are composed or not, also where an older version kept them as they came', () => {
    const [composed, decomposed] = (['NFC', 'NFD'] as const).map((form) => 'Modèle é'.normalize(form));
    const filled = openForTest();
    filled.runs.create({ ...newRun('new'), name: decomposed, tags: [decomposed] });
    expect(filled.runs.get('new')).toMatchObject({ name: composed, tags: [composed] });
    filled.runs.create({ ...newRun('old'), name: 'old', tags: ['old'] });
    const older = new Database(filled.path);
    older.prepare('UPDATE runs SET name = ? WHERE id = ?').run(`${decomposed} 2`, 'old');
    older.prepare(`UPDATE tags SET tag = ? WHERE tag = 'old'`).run(`${decomposed} 2`);
    older.close();
    for (const text of [composed, decomposed]) {
      expect(filled.runs.find(text).id).toBe('new');
      expect(filled.runs.find(`${text} 2`).id).toBe('old');
      expect(filled.runs.list({ tag: text }).map(({ run }) => run.id)).toEqual(['new']);
      expect(filled.runs.list({ tag: `${text} 2` }).map(({ run }) => run.id)).toEqual(['old']);
    }
  });

  test('and what is no run is named', () => {
    for (const text of ['%', '_', '', 'ABC1', 'abc12'])
      expect(() => store().runs.find(text)).toThrow(refusal('run-not-found'));
    expect(() => store().runs.get('abc')).toThrow(refusal('run-not-found'));
  });
});

test('lists runs by status, group and tag, the newest or the oldest first', () => {
  const store = storeInTraining('c');
  store.runs.create({ ...newRun('a'), createdAt: '2026-02-01T00:00:00.000Z', tags: ['t'] });
  store.runs.create({ ...newRun('b'), createdAt: '2025-02-01T00:00:00.000Z', group: 'g' });
  const ids = (...args: Parameters<typeof store.runs.list>) => store.runs.list(...args).map(({ run }) => run.id);
  expect(ids()).toEqual(['a', 'c', 'b']);
  expect(ids({}, 'oldest first')).toEqual(['b', 'c', 'a']);
  expect(ids({ status: ['queued'] })).toEqual(['a', 'b']);
  expect(ids({ status: [] })).toEqual([]);
  expect(ids({ group: 'g' })).toEqual(['b']);
  expect(ids({ tag: 't', status: ['queued', 'running'] })).toEqual(['a']);
});
