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
    store.createRun({ ...run, tags: ['paper', 'first', 'paper'], notes: 'as in the paper' });
    const marks = { starred: false, trashedAt: undefined, colour: 0 };
    const read = { ...run, ...marks, tags: ['first', 'paper'], notes: 'as in the paper', status: 'queued' };
    expect(store.getRun('run-1')).toEqual(read);
    expect(store.listRuns()).toEqual([{ run: read, summaries: [] }]);
  });

  test('has a colour that tells it from the other seeds of its group, and groups have different ones', () => {
    const store = openForTest();
    for (const group of ['a', 'b', 'c']) {
      for (let seed = 1; seed <= 8; seed++) {
        store.createRun({ ...newRun(`${group}-${seed}`, { seed }), group: group.repeat(64) });
      }
    }
    const colours = (group: string) => [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => store.getRun(`${group}-${seed}`).colour);
    expect(colours('a')).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(colours('b')).toEqual([1, 2, 3, 4, 5, 6, 7, 0]);
    expect(colours('c')[0]).toBe(2);
  });

  test('is not queued twice', () => {
    const store = openForTest();
    store.createRun(newRun('a'));
    expect(() => store.createRun(newRun('a'))).toThrow(refusal('run-exists'));
  });

  test('can be renamed, noted, tagged, given another config and deleted', () => {
    const store = openForTest();
    store.createRun({ ...newRun('a'), tags: ['x'] });
    store.renameRun('a', 'longer');
    store.setNotes('a', 'α');
    store.setTags('a', ['z', 'y']);
    store.setConfig('a', runConfigSchema.parse({ epochs: 1200, seed: 9 }), 'another group');
    expect(store.getRun('a')).toMatchObject({ name: 'longer', notes: 'α', tags: ['y', 'z'], group: 'another group' });
    expect(store.getRun('a').config).toMatchObject({ epochs: 1200, seed: 9 });
    store.trashRun('a', AT);
    store.purgeRuns(['a']);
    expect(store.listRuns()).toEqual([]);
  });

  test('is deleted for good only from the trash, with all the others that are asked for or with none', () => {
    const store = openForTest();
    for (const id of ['a', 'b', 'kept']) store.createRun(newRun(id));
    for (const id of ['a', 'b']) store.trashRun(id, AT);
    store.claimRun('b', 'somebody');
    expect(() => store.purgeRuns(['a', 'b'])).toThrow(refusal('run-in-training'));
    expect(store.listRuns()).toHaveLength(3);
    store.releaseRun('b');
    store.purgeRuns(['gone-already', 'a', 'kept', 'b']);
    expect(store.listRuns().map(({ run }) => run.id)).toEqual(['kept']);
  });

  test('is not taken from the queue while it is in the trash', () => {
    const store = openForTest();
    for (const id of ['a', 'b']) store.createRun(newRun(id));
    store.trashRun('a', AT);
    expect([store.claimWaiting('me'), store.claimWaiting('me')]).toEqual([['b'], []]);
    store.restoreRun('a');
    expect(store.claimWaiting('me')).toEqual(['a']);
  });
});

describe('a run goes', () => {
  const build = { build: START.build, axes: START.axes, startedAt: START.at, epochsDone: 0, seconds: 0 };

  test('from running over paused to finished, with its final evaluation', () => {
    const store = storeInTraining('a');
    expect(store.getRun('a')).toMatchObject({ status: 'running', ...build });
    store.pauseRun('a');
    expect(store.getRun('a')).toMatchObject({ status: 'paused', ...build });
    store.resumeRun('a');
    const metrics = { wasserstein_1: 0.05, ks: NaN, skewness: -Infinity };
    const final = { samples: 10_000, metrics, averageMetrics: { mean: 0, ks: NaN } };
    store.finishRun('a', final, AT);
    expect(store.getRun('a')).toMatchObject({ status: 'finished', ...build, endedAt: AT, final });
    expect(Object.keys(store.listRuns()[0].run)).not.toContain('error');
  });

  test('without an averaged generator and for a 2-D target, to finished', () => {
    const store = openForTest();
    store.createRun({ ...newRun('a'), owner: 'nobody' });
    const axes = {
      data: [
        { low: -3, high: 3 },
        { low: -2, high: 2.5 },
      ],
      latent: undefined,
    };
    store.startRun('a', { ...START, axes }, FLOORS);
    const final = { samples: 10, metrics: { mean_x: 1 }, averageMetrics: undefined };
    store.finishRun('a', final, AT);
    expect(store.getRun('a')).toMatchObject({ axes, final });
  });

  test('to stopped, and on from there with its first time of start, without an old end', () => {
    const store = storeInTraining('a');
    store.stopRun('a', AT);
    expect(store.getRun('a')).toMatchObject({ status: 'stopped', endedAt: AT });
    expect(store.claimRun('a', 'me')).toBe(true);
    store.startRun('a', { ...START, at: '2027-01-01T00:00:00.000Z' }, FLOORS);
    const run = store.getRun('a');
    expect(run).toMatchObject({ status: 'running', ...build });
    expect(run).not.toHaveProperty('endedAt');
  });

  test('from finished on, without the old final evaluation', () => {
    const store = storeInTraining('a');
    store.finishRun('a', { samples: 10, metrics: { ks: 1, std: 2 }, averageMetrics: { ks: NaN } }, AT);
    store.claimRun('a', 'me');
    store.startRun('a', START, FLOORS);
    const final = { samples: 10, metrics: { ks: 0.5 }, averageMetrics: undefined };
    store.finishRun('a', final, AT);
    expect(store.getRun('a')).toMatchObject({ final: { samples: 10 } });
    expect(store.getRun('a')).toHaveProperty('final.metrics', { ks: 0.5 });
    expect(store.getRun('a')).toHaveProperty('final.averageMetrics', undefined);
  });

  test('to failed, from the queue and from training', () => {
    const store = storeInTraining('a');
    store.createRun(newRun('b'));
    const error = { code: 'non-finite', message: 'loss_real is NaN at epoch 3' };
    store.failRun('a', error, AT);
    store.failRun('b', error, AT);
    expect(store.getRun('a')).toMatchObject({ status: 'failed', ...build, endedAt: AT, error });
    expect(store.getRun('b')).toMatchObject({ status: 'failed', endedAt: AT, error });
    expect(store.getRun('b')).not.toHaveProperty('build');
  });

  test('nowhere it cannot, and the refusal says why', () => {
    const store = storeInTraining('a');
    store.createRun(newRun('b'));
    expect(() => store.startRun('a', START, FLOORS)).toThrow(/a is running and cannot be started/);
    expect(() => store.resumeRun('a')).toThrow(refusal('run-status'));
    expect(() => store.pauseRun('b')).toThrow(refusal('run-status'));
    expect(() => store.stopRun('b', AT)).toThrow(refusal('run-status'));
    expect(() => store.startRun('b', START, FLOORS)).toThrow(refusal('run-not-claimed'));
    expect(() => store.trashRun('a', AT)).toThrow(refusal('run-in-training'));
    expect(() => store.setConfig('a', newRun('a').config, 'g')).toThrow(refusal('run-in-training'));
    expect(() => store.record({ run: 'b', epochs: [], snapshots: [], kept: [] })).toThrow(refusal('run-status'));
    expect(store.getRun('a').status).toBe('running');
    expect(store.getRun('b').status).toBe('queued');
  });
});

test('keeps noise floors with the run, and finds them again by their law', () => {
  const store = openForTest();
  const floors = [
    { metric: 'ks', samples: 2000, draws: 400, mean: 0.0194, bound95: 0.0303 },
    { metric: 'wasserstein_1', samples: 2000, draws: 400, mean: 0.028, bound95: Infinity },
    { metric: 'ks', samples: 10_000, draws: 0, mean: NaN, bound95: NaN },
  ] as const;
  store.createRun({ ...newRun('a'), owner: 'nobody' });
  store.startRun('a', START, { law: 'normal(0, 1)', floors });
  // The share of the target's standard deviation, which is 1 here, is not kept: it follows from Wasserstein-1.
  const share = { ...floors[1], metric: 'wasserstein_1_share' };
  expect(store.readNoiseFloors('a')).toEqual([...floors.slice(0, 2), share, floors[2]]);
  expect(store.findNoiseFloors('normal(0, 1)', 2000)).toEqual(floors.slice(0, 2));
  expect(store.findNoiseFloors('normal(0, 1)', 999)).toEqual([]);
  expect(store.findNoiseFloors('laplace', 2000)).toEqual([]);
});

describe('a run is found', () => {
  const store = () => {
    const filled = openForTest();
    for (const id of ['abc1', 'abd2', 'xyz_'])
      filled.createRun({ ...newRun(id), name: id === 'xyz_' ? 'abc' : 'twice' });
    return filled;
  };

  test('by its id, by the one id that begins so, and by the one name', () => {
    expect(store().findRun('abd2').id).toBe('abd2');
    expect(store().findRun('abd').id).toBe('abd2');
    expect(store().findRun('abc').id).toBe('xyz_');
  });

  test('and where several could be meant, they are listed', () => {
    expect(() => store().findRun('ab')).toThrow(/"ab" means 2 runs: abc1, abd2; give more of the id/);
    expect(() => store().findRun('twice')).toThrow(refusal('run-ambiguous'));
  });

  test('by a name and a tag whose accents are composed or not, also where an older version kept them as they came', () => {
    const [composed, decomposed] = (['NFC', 'NFD'] as const).map((form) => 'Modèle é'.normalize(form));
    const filled = openForTest();
    filled.createRun({ ...newRun('new'), name: decomposed, tags: [decomposed] });
    expect(filled.getRun('new')).toMatchObject({ name: composed, tags: [composed] });
    filled.createRun({ ...newRun('old'), name: 'old', tags: ['old'] });
    const older = new Database(filled.path);
    older.prepare('UPDATE runs SET name = ? WHERE id = ?').run(`${decomposed} 2`, 'old');
    older.prepare(`UPDATE tags SET tag = ? WHERE tag = 'old'`).run(`${decomposed} 2`);
    older.close();
    for (const text of [composed, decomposed]) {
      expect(filled.findRun(text).id).toBe('new');
      expect(filled.findRun(`${text} 2`).id).toBe('old');
      expect(filled.listRuns({ tag: text }).map(({ run }) => run.id)).toEqual(['new']);
      expect(filled.listRuns({ tag: `${text} 2` }).map(({ run }) => run.id)).toEqual(['old']);
    }
  });

  test('and what is no run is named', () => {
    for (const text of ['%', '_', '', 'ABC1', 'abc12'])
      expect(() => store().findRun(text)).toThrow(refusal('run-not-found'));
    expect(() => store().getRun('abc')).toThrow(refusal('run-not-found'));
  });
});

test('lists runs by status, group and tag, the newest or the oldest first', () => {
  const store = storeInTraining('c');
  store.createRun({ ...newRun('a'), createdAt: '2026-02-01T00:00:00.000Z', tags: ['t'] });
  store.createRun({ ...newRun('b'), createdAt: '2025-02-01T00:00:00.000Z', group: 'g' });
  const ids = (...args: Parameters<typeof store.listRuns>) => store.listRuns(...args).map(({ run }) => run.id);
  expect(ids()).toEqual(['a', 'c', 'b']);
  expect(ids({}, 'oldest first')).toEqual(['b', 'c', 'a']);
  expect(ids({ status: ['queued'] })).toEqual(['a', 'b']);
  expect(ids({ status: [] })).toEqual([]);
  expect(ids({ group: 'g' })).toEqual(['b']);
  expect(ids({ tag: 't', status: ['queued', 'running'] })).toEqual(['a']);
});
