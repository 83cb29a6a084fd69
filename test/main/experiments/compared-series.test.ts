import { expect, test } from 'vitest';
import { columnOf } from '../../../src/shared/series/series.ts';
import { readComparedSeries } from '../../../src/main/experiments/compared-series.ts';
import { readMetrics } from '../../../src/main/files/run-series.ts';
import { openForTest } from '../store/fixtures.ts';
import { newRun } from '../store/new-run.ts';
import { epochRecord, packed, START, upTo, vanillaFrame } from '../store/recordings.ts';

const EPOCHS = 400;

/** A run of which `done` epochs were trained, with a Wasserstein-1 of the epoch's number. */
function record(store: ReturnType<typeof openForTest>, id: string, done: number, ks = 0.5): void {
  store.runs.create({ ...newRun(id, { epochs: EPOCHS }), owner: 'nobody' });
  store.states.start(id, START, { law: 'normal', floors: [] });
  const frame = vanillaFrame(1, 20);
  store.recordings.append({
    run: id,
    epochs: upTo(done, epochRecord),
    snapshots: upTo(done, (epoch) =>
      packed({ epoch, metrics: { wasserstein_1: epoch, ks }, averageMetrics: undefined, outside: 0, frame }),
    ),
    kept: [],
  });
}

test('runs of one length are read in the same buckets, also where one of them still trains', () => {
  const store = openForTest();
  record(store, 'trained', EPOCHS);
  record(store, 'training', 90);
  const [trained, training] = readComparedSeries(store, {
    runs: ['trained', 'gone', 'training'],
    keys: ['wasserstein_1', 'loss_real'],
    width: 50,
  });
  expect([trained.run, training.run]).toEqual(['trained', 'training']);
  expect(trained.metrics.from.length).toBeLessThanOrEqual(101);
  const { length } = training.metrics.from;
  expect(Array.from(training.metrics.from)).toEqual(Array.from(trained.metrics.from.subarray(0, length)));
  expect(Array.from(training.losses.to.subarray(0, -1))).toEqual(Array.from(trained.losses.to.subarray(0, length - 1)));
  const { from, to } = trained.metrics;
  const means = from.map((first, index) => (first + to[index]) / 2);
  expect(columnOf(trained.metrics, 'wasserstein_1')?.mean).toEqual(means);
});

test('the last snapshot stands by itself, however soon it follows the one before', () => {
  const store = openForTest();
  store.runs.create({ ...newRun('sparse', { epochs: 40, snapshots: { every: 3 } }), owner: 'nobody' });
  store.states.start('sparse', START, { law: 'normal', floors: [] });
  const epochs = upTo(40, (epoch) => epoch).filter((epoch) => epoch % 3 === 0 || epoch === 40);
  const frame = vanillaFrame(1, 20);
  const metricsAt = (epoch: number) =>
    packed({ epoch, metrics: { ks: epoch }, averageMetrics: undefined, outside: 0, frame });
  store.recordings.append({ run: 'sparse', epochs: upTo(40, epochRecord), snapshots: epochs.map(metricsAt), kept: [] });
  for (const width of [16, 500]) {
    const [{ metrics }] = readComparedSeries(store, { runs: ['sparse'], keys: ['ks'], width });
    expect(Array.from(metrics.from)).toEqual(epochs);
    expect(Array.from(metrics.count)).toEqual(epochs.map(() => 1));
    expect(readMetrics(store, 'sparse', { after: -1, last: 1e9 }, width)).toEqual(metrics);
  }
});

test('beside all snapshots those are read that runs with others have as well, in the same buckets', () => {
  const store = openForTest();
  record(store, 'run', EPOCHS);
  const [{ metrics, shared }] = readComparedSeries(store, { runs: ['run'], keys: ['ks'], width: 50, shared: 7 });
  expect(metrics.from.length).toBe(100);
  expect(Array.from(shared?.from ?? [])).toEqual([...upTo(57, (at) => 7 * at), EPOCHS]);
  const [long] = readComparedSeries(store, { runs: ['run'], keys: ['ks'], width: 16, shared: 7 });
  expect(Array.from(long.shared?.count ?? []).slice(0, -1)).toEqual(upTo(28, () => 2));
  expect(readComparedSeries(store, { runs: ['run'], keys: ['ks'], width: 50 })[0].shared).toBeUndefined();
});

test('nothing but what was asked for is read, and a metric that is not a number is one that the run has', () => {
  const store = openForTest();
  record(store, 'run', 20, NaN);
  const read = (...keys: string[]) => readComparedSeries(store, { runs: ['run'], keys, width: 500 })[0];
  const { losses, metrics } = read('loss_fake', 'ks', 'ema_ks');
  expect(Object.keys(losses.columns)).toEqual(['loss_fake']);
  expect(Object.keys(metrics.columns)).toEqual(['ks']);
  expect(columnOf(metrics, 'ks')?.mean.every(Number.isNaN)).toBe(true);
  expect(Object.keys(read('seconds').losses.columns)).toEqual(['seconds']);
  expect(read('loss_fake').metrics.from.length).toBe(0);
  expect(read('ks').losses.from.length).toBe(0);
});

test('a zoomed plot is read finer than the whole run', () => {
  const store = openForTest();
  record(store, 'run', EPOCHS);
  const range = { after: 99, last: 150 };
  const [{ metrics }] = readComparedSeries(store, { runs: ['run'], keys: ['wasserstein_1'], width: 50, range });
  expect(Array.from(metrics.from)).toEqual(upTo(150, (epoch) => epoch, 100));
});
