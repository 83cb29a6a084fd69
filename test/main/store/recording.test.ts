import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { measuredWithShares } from '../../../src/shared/wasserstein-share.ts';
import type { EpochRecord, Measurement, Snapshot } from '../../../src/shared/run.ts';
import { valuesDigest } from '../../../src/main/store/tables/dataset-digest.ts';
import { moduleKey } from '../../../src/main/store/tables/dataset-keys.ts';
import type { CsvDataset } from '../../../src/main/store/tables/datasets.ts';
import type { Recording } from '../../../src/main/store/collections/recorded.ts';
import type { Store } from '../../../src/main/store/store.ts';
import { unpackSnapshot } from '../../../src/shared/frames/frame-codec.ts';
import { newStorePath, openForTest, storeInTraining } from './fixtures.ts';
import { checkpoint, epochRecord, packed, ringSnapshot, START, START_2D, upTo, vanillaSnapshot } from './recordings.ts';

const AT = '2026-01-02T04:00:00.000Z';

const message = ({
  snapshots = [],
  ...part
}: Partial<Omit<Recording, 'snapshots'>> & { readonly snapshots?: readonly Snapshot[] }): Recording => ({
  run: 'run-1',
  epochs: [],
  snapshots: snapshots.map(packed),
  kept: [],
  ...part,
});

const loss = (epoch: number, value: number): EpochRecord => ({
  epoch,
  lossGenerator: value,
  lossReal: -value,
  lossFake: 2 * value,
  seconds: epoch,
});

const measured = (epoch: number, metrics: Snapshot['metrics'], averageMetrics?: Snapshot['metrics']): Snapshot => ({
  ...vanillaSnapshot(1),
  epoch,
  metrics,
  averageMetrics,
});

describe('what a run recorded', () => {
  test('is read as it was written: losses, metrics, curves', () => {
    const store = storeInTraining('run-1', newStorePath(), START_2D);
    const [epochs, snapshots] = [upTo(6, epochRecord), [...upTo(4, vanillaSnapshot), ...upTo(6, ringSnapshot, 5)]];
    store.recordings.append(message({ epochs: epochs.slice(0, 3), snapshots: snapshots.slice(0, 2) }));
    store.recordings.append(message({ epochs: epochs.slice(3), snapshots: snapshots.slice(2) }));
    expect(store.epochs.read('run-1')).toEqual(epochs);
    expect(store.epochs.read('run-1', 4)).toEqual(epochs.slice(4));
    const read = store.snapshots.read('run-1');
    const plain = ({ epoch, metrics, averageMetrics, outside }: Measurement) => ({
      epoch,
      metrics,
      averageMetrics,
      outside,
    });
    // The target's standard deviation is 1.
    const told = (snapshot: Snapshot) => measuredWithShares(plain(snapshot), 1);
    expect(read.map(plain)).toEqual(snapshots.map(told));
    expect(store.snapshots.readMeasurements('run-1', 2)).toEqual(snapshots.slice(2).map(told));
    expect(read.map((one) => unpackSnapshot(one).frame.dimension)).toEqual([1, 1, 1, 1, 2, 2]);
    expect(read.map(({ frame }) => new Uint8Array(frame))).toEqual(snapshots.map((one) => packed(one).frame));
    expect(store.snapshots.read('run-1', 5)).toEqual(read.slice(5));
    expect(store.runs.get('run-1')).toMatchObject({ epochsDone: 6, seconds: 6 / 128 });
  });

  test('keeps NaN and infinities apart from what does not exist', () => {
    const store = storeInTraining();
    const epochs = [
      { epoch: 1, lossGenerator: NaN, lossReal: Infinity, lossFake: -Infinity, seconds: 1 },
      {
        ...loss(2, 1),
        gradientNormGenerator: NaN,
        gradientNormDiscriminator: Infinity,
        penalty: NaN,
      },
      { ...loss(3, 1), gradientNormGenerator: 0, gradientNormDiscriminator: 2.5, penalty: undefined },
    ];
    const snapshots = [measured(1, { ks: NaN, mean: Infinity, std: 0 }, { ks: 0.5, reverse_kl: NaN }), measured(2, {})];
    store.recordings.append(message({ epochs, snapshots }));
    expect(store.epochs.read('run-1')).toEqual(epochs);
    expect(store.snapshots.readMeasurements('run-1')).toEqual([
      {
        epoch: 1,
        metrics: { ks: NaN, mean: Infinity, std: 0 },
        averageMetrics: { ks: 0.5, reverse_kl: NaN },
        outside: 1,
      },
      { epoch: 2, metrics: {}, averageMetrics: undefined, outside: 1 },
    ]);
  });

  test('has norms of gradients and a penalty in the series, the summaries and the view where they were recorded, and nothing where not', () => {
    const path = newStorePath();
    const store = storeInTraining('run-1', path);
    store.recordings.append(message({ epochs: upTo(4, (epoch) => loss(epoch, epoch)) }));
    const all = { after: 0, last: 100 };
    expect(Object.keys(store.epochs.readBuckets('run-1', all, 1).columns).sort()).toEqual([
      'loss_fake',
      'loss_generator',
      'loss_real',
      'seconds',
    ]);
    expect(store.epochs.readBuckets('run-1', all, 1, { columns: ['penalty'] }).columns).toEqual({});
    const later = (epoch: number): EpochRecord => ({
      ...loss(epoch, epoch),
      gradientNormGenerator: 10 * epoch,
      gradientNormDiscriminator: epoch / 2,
    });
    store.recordings.append(message({ epochs: upTo(8, later, 5) }));
    const { columns } = store.epochs.readBuckets('run-1', all, 2);
    expect([...columns.gradient_norm_generator.mean]).toEqual([NaN, NaN, 55, 75]);
    expect([...columns.gradient_norm_discriminator.high]).toEqual([NaN, NaN, 3, 4]);
    expect(columns).not.toHaveProperty('penalty');
    store.states.finish('run-1', { samples: 10, metrics: {}, averageMetrics: undefined }, AT);
    const summaries = store.runs.summaries('run-1');
    expect(summaries.find(({ metric }) => metric === 'gradient_norm_generator')).toEqual({
      metric: 'gradient_norm_generator',
      last: 80,
      minimum: 50,
      minimumEpoch: 5,
      maximum: 80,
      tailMean: 75,
    });
    expect(summaries.map(({ metric }) => metric)).not.toContain('penalty');
    const database = new Database(path, { readonly: true });
    const row = (epoch: number) =>
      database.prepare('SELECT gradient_norm_generator AS norm, penalty FROM losses WHERE epoch = ?').get(epoch);
    expect([row(4), row(5)]).toEqual([
      { norm: null, penalty: null },
      { norm: 50, penalty: null },
    ]);
    database.close();
  });

  test('is read in buckets as wide as asked for, metrics and losses alike', () => {
    const store = storeInTraining();
    const snapshots = [
      ...upTo(5, (epoch) => measured(epoch, { ks: epoch, mean: -epoch }, { ks: 1 })),
      measured(6, { ks: NaN, mean: Infinity, std: NaN }, { ks: 2 }),
      measured(7, { ks: 7 }, { ks: 3 }),
    ];
    store.recordings.append(message({ epochs: upTo(7, epochRecord), snapshots }));
    const chunk = store.snapshots.readBuckets('run-1', { after: 1, last: 7 }, 2);
    expect([...chunk.from]).toEqual([2, 4, 6]);
    expect([...chunk.to]).toEqual([3, 5, 7]);
    expect([...chunk.count]).toEqual([2, 2, 2]);
    expect(Object.keys(chunk.columns).sort()).toEqual(['ema_ks', 'ks', 'mean', 'std']);
    const { ks, mean, std, ema_ks: averaged } = chunk.columns;
    // What is not a number is not hidden among those that are, nor is one that is missing.
    expect([...ks.mean]).toEqual([2.5, 4.5, NaN]);
    expect([...ks.low]).toEqual([2, 4, NaN]);
    expect([...ks.high]).toEqual([3, 5, NaN]);
    expect([...mean.mean]).toEqual([-2.5, -4.5, NaN]);
    expect([...std.mean]).toEqual([NaN, NaN, NaN]);
    expect([...averaged.mean]).toEqual([1, 1, 2.5]);
    const single = store.snapshots.readBuckets('run-1', { after: -1, last: 2 }, 1);
    expect([...single.columns.ks.mean]).toEqual([1, 2]);
    expect(single.columns.ks.low).toBe(single.columns.ks.mean);
    const losses = store.epochs.readBuckets('run-1', { after: 1, last: 7 }, 2);
    const [second, third] = upTo(3, epochRecord, 2);
    expect(losses.columns.loss_real.mean[0]).toBeCloseTo((second.lossReal + third.lossReal) / 2, 14);
    expect(losses.columns.seconds.high[0]).toBe(third.seconds);
  });

  test('is read in thousands of buckets, from a range that reaches beyond what there is', () => {
    const store = storeInTraining();
    store.recordings.append(message({ epochs: upTo(2500, epochRecord) }));
    const each = store.epochs.readBuckets('run-1', { after: -1, last: 1e15 }, 1, { columns: ['seconds'] });
    expect([...each.from]).toEqual(upTo(2500, (epoch) => epoch));
    expect(each.columns.seconds.mean[2499]).toBe(epochRecord(2500).seconds);
    const pairs = store.epochs.readBuckets('run-1', { after: 7, last: 2400 }, 2, {
      columns: ['seconds'],
      meansAlone: true,
    });
    expect([pairs.from[0], pairs.to[0], pairs.from.at(-1), pairs.to.at(-1)]).toEqual([8, 9, 2400, 2400]);
    expect(pairs.count.reduce((sum, count) => sum + count, 0)).toBe(2393);
  });

  test('at the nearest epoch, the earlier of two', () => {
    const store = storeInTraining();
    expect(store.snapshots.readNearest('run-1', 5)).toBeUndefined();
    store.recordings.append(message({ snapshots: [2, 4, 8].map(vanillaSnapshot) }));
    const nearest = [0, 3, 4, 6, 7, 99].map((epoch) => store.snapshots.readNearest('run-1', epoch)?.epoch);
    expect(nearest).toEqual([2, 2, 4, 4, 8, 8]);
  });

  test('lands as a whole or not at all', () => {
    const store = storeInTraining();
    store.recordings.append(message({ epochs: upTo(3, epochRecord), rolling: checkpoint(2), kept: [checkpoint(3)] }));
    const next = message({ epochs: [epochRecord(4)], snapshots: upTo(4, vanillaSnapshot), rolling: checkpoint(4) });
    expect(() => store.recordings.append({ ...next, kept: [checkpoint(4), checkpoint(3)] })).toThrow(/UNIQUE/);
    expect(store.epochs.read('run-1')).toHaveLength(3);
    expect(store.snapshots.read('run-1')).toEqual([]);
    expect(store.checkpoints.list('run-1').map(({ epoch, kind }) => `${epoch} ${kind}`)).toEqual([
      '2 rolling',
      '3 kept',
    ]);
    store.recordings.append(next);
    expect(store.runs.get('run-1')).toMatchObject({ epochsDone: 4 });
  });

  test('goes with the run, and its space goes back to the disk', () => {
    const path = newStorePath();
    const store = storeInTraining('run-1', path);
    const database = new Database(path, { readonly: true });
    const pageSize = database.pragma('page_size', { simple: true }) as number;
    const bytes = () => (database.pragma('page_count', { simple: true }) as number) * pageSize;
    const before = bytes();
    store.recordings.append(
      message({ epochs: upTo(100, epochRecord), snapshots: upTo(100, vanillaSnapshot), kept: [checkpoint(100)] }),
    );
    expect(bytes()).toBeGreaterThan(before + 120_000);
    store.states.stop('run-1', AT);
    store.runs.trash('run-1', AT);
    store.runs.purge(['run-1']);
    expect(bytes()).toBeLessThanOrEqual(before + pageSize);
    for (const table of ['epochs', 'snapshots', 'checkpoints', 'summaries', 'tags', 'noise_floors']) {
      expect(database.prepare(`SELECT count(*) FROM ${table}`).pluck().get()).toBe(0);
    }
    database.close();
  });
});

describe('checkpoints', () => {
  const filled = () => {
    const store = storeInTraining();
    store.recordings.append(
      message({ epochs: upTo(2, epochRecord), kept: [checkpoint(0), checkpoint(2)], rolling: checkpoint(1) }),
    );
    store.recordings.append(
      message({ epochs: upTo(5, epochRecord, 3), kept: [checkpoint(4)], rolling: checkpoint(5) }),
    );
    return store;
  };

  test('are kept, but for the rolling one, which is overwritten', () => {
    const list = filled().checkpoints.list('run-1');
    expect(list.map(({ epoch, kind }) => `${epoch} ${kind}`)).toEqual(['0 kept', '2 kept', '4 kept', '5 rolling']);
  });

  test('are read byte for byte: the newest of all, or the kept one nearest to an epoch', () => {
    const store = filled();
    const bytes = (read: { bytes: Uint8Array } | undefined) => read && Uint8Array.from(read.bytes);
    expect(store.checkpoints.read('run-1', 'last')).toMatchObject({ epoch: 5, kind: 'rolling', seconds: 5 / 128 });
    expect(bytes(store.checkpoints.read('run-1', 'last'))).toEqual(checkpoint(5).bytes);
    expect([0, 1, 2, 3, 5, 99].map((epoch) => store.checkpoints.read('run-1', epoch)?.epoch)).toEqual([
      0, 0, 2, 2, 4, 4,
    ]);
    expect(bytes(store.checkpoints.read('run-1', 2))).toEqual(checkpoint(2).bytes);
    expect(storeInTraining('other').checkpoints.read('other', 'last')).toBeUndefined();
  });

  test('at the end: the rolling one goes where a kept one is as new, and stays where it is the newest', () => {
    const [ended, cut] = [filled(), filled()];
    ended.recordings.append(message({ epochs: [epochRecord(6)], kept: [checkpoint(6)] }));
    ended.states.finish('run-1', { samples: 1, metrics: {}, averageMetrics: undefined }, AT);
    cut.states.stop('run-1', AT);
    expect(ended.checkpoints.list('run-1').filter(({ kind }) => kind === 'rolling')).toEqual([]);
    expect(cut.checkpoints.read('run-1', 'last')?.epoch).toBe(5);
  });

  test('take a run back: what was recorded after is deleted and can be recorded again', () => {
    const store = filled();
    store.recordings.append(message({ epochs: upTo(7, epochRecord, 6), snapshots: [1, 5, 6].map(vanillaSnapshot) }));
    store.states.stop('run-1', AT);
    store.recordings.truncateAfter('run-1', 5);
    expect(store.epochs.read('run-1')).toEqual(upTo(5, epochRecord));
    expect(store.snapshots.read('run-1').map(({ epoch }) => epoch)).toEqual([1, 5]);
    expect(store.checkpoints.read('run-1', 'last')?.epoch).toBe(5);
    expect(store.runs.get('run-1')).toMatchObject({ epochsDone: 5, seconds: 5 / 128 });
    expect(store.runs.summaries('run-1')).toEqual([]);
    expect(() => store.recordings.truncateAfter('run-1', 3)).toThrow(
      expect.objectContaining({ code: 'checkpoint-not-found' }),
    );
    store.states.claim('run-1', 'me');
    store.states.start('run-1', START, { law: 'normal', floors: [] });
    store.recordings.append(
      message({ epochs: upTo(7, epochRecord, 6), snapshots: [vanillaSnapshot(6)], kept: [checkpoint(7)] }),
    );
    expect(store.epochs.read('run-1')).toEqual(upTo(7, epochRecord));
  });
});

describe('summaries', () => {
  const of = (store: Store, metric: string) =>
    store.runs.summaries('run-1').find((summary) => summary.metric === metric);

  test('give last, minimum and its epoch, maximum and the mean over the last quarter of the epochs', () => {
    const store = storeInTraining();
    const value = (epoch: number) => (epoch - 40) ** 2;
    const epochs = upTo(100, (epoch) => loss(epoch, value(epoch)));
    const snapshots = [30, 60, 75, 76, 90, 100].map((epoch) => measured(epoch, { ks: epoch }, { ks: -epoch }));
    store.recordings.append(message({ epochs, snapshots }));
    const tail = upTo(100, value, 76).reduce((sum, each) => sum + each) / 25;
    const expected = [
      { metric: 'loss_generator', last: 3600, minimum: 0, minimumEpoch: 40, maximum: 3600, tailMean: tail },
      { metric: 'loss_real', last: -3600, minimum: -3600, minimumEpoch: 100, maximum: -0, tailMean: -tail },
      { metric: 'loss_fake', last: 7200, minimum: 0, minimumEpoch: 40, maximum: 7200, tailMean: 2 * tail },
      { metric: 'ks', last: 100, minimum: 30, minimumEpoch: 30, maximum: 100, tailMean: (76 + 90 + 100) / 3 },
      { metric: 'ema_ks', last: -100, minimum: -100, minimumEpoch: 100, maximum: -30, tailMean: -(76 + 90 + 100) / 3 },
    ].map((summary) => ({ ...summary, maximum: summary.maximum + 0 }));
    const byMetric = (summaries: readonly { metric: string }[]) =>
      summaries.toSorted((a, b) => a.metric.localeCompare(b.metric));
    expect(byMetric(store.runs.summaries('run-1'))).toEqual(byMetric(expected));
    store.states.stop('run-1', AT);
    expect(byMetric(store.runs.summaries('run-1'))).toEqual(byMetric(expected));
    expect(byMetric(store.runs.list()[0].summaries)).toEqual(byMetric(expected));
  });

  test('of 600 epochs take the tail from 451 on', () => {
    const store = storeInTraining();
    store.recordings.append(message({ epochs: upTo(600, (epoch) => loss(epoch, epoch)) }));
    expect(of(store, 'loss_generator')?.tailMean).toBe((451 + 600) / 2);
  });

  test('leave out what is not finite, but give it back as the last', () => {
    const store = storeInTraining();
    const values = [3, NaN, 2, Infinity, 2, 9, -Infinity, NaN];
    const snapshots = values.map((value, index) => measured(index + 1, { ks: value, mean: NaN }));
    store.recordings.append(message({ epochs: values.map((value, index) => loss(index + 1, value)), snapshots }));
    store.states.fail('run-1', { code: 'non-finite', message: 'x' }, AT);
    const summary = { last: NaN, minimum: 2, minimumEpoch: 3, maximum: 9, tailMean: NaN };
    expect(of(store, 'ks')).toEqual({ metric: 'ks', ...summary });
    expect(of(store, 'loss_generator')).toEqual({ metric: 'loss_generator', ...summary });
    const none = { last: NaN, minimum: NaN, minimumEpoch: NaN, maximum: NaN, tailMean: NaN };
    expect(of(store, 'mean')).toEqual({ metric: 'mean', ...none });
    expect(of(store, 'std')).toBeUndefined();
  });

  test('take the last value of a metric that does not exist at every snapshot', () => {
    const store = storeInTraining();
    store.recordings.append(
      message({ epochs: upTo(2, epochRecord), snapshots: [measured(1, { reverse_kl: 4 }), measured(2, {})] }),
    );
    expect(of(store, 'reverse_kl')).toMatchObject({ last: 4, minimumEpoch: 1, tailMean: NaN });
  });
});

test('the views answer the obvious questions in plain SQL', () => {
  const path = newStorePath();
  const store = storeInTraining('run-1', path);
  const snapshots = upTo(4, (epoch) => measured(epoch, { wasserstein_1: epoch, ks: 0.5 }));
  store.recordings.append(message({ epochs: upTo(4, (epoch) => loss(epoch, epoch)), snapshots }));
  store.states.finish('run-1', { samples: 10_000, metrics: { wasserstein_1: 0.05 }, averageMetrics: undefined }, AT);
  const database = new Database(path, { readonly: true });
  expect(database.prepare('SELECT * FROM run_overview').get()).toMatchObject({
    run: 'run-1',
    seed: 1,
    engine: 'fused',
    status: 'finished',
    epochs_done: 4,
    final_wasserstein_1: 0.05,
    wasserstein_1_tail: 4,
    ks_tail: 0.5,
    loss_fake_tail: 8,
  });
  expect(database.prepare('SELECT epoch, loss_real FROM losses WHERE run = ? AND seed = 1').all('run-1')).toHaveLength(
    4,
  );
  database.close();
});

test('the same messages give the same rows, byte for byte', () => {
  const contents = [newStorePath(), newStorePath()].map((path) => {
    const store = storeInTraining('run-1', path);
    store.recordings.append(
      message({ epochs: upTo(9, epochRecord), snapshots: upTo(9, vanillaSnapshot), kept: [checkpoint(9)] }),
    );
    store.states.stop('run-1', AT);
    store.close();
    const database = new Database(path, { readonly: true });
    const tables = ['runs', 'epochs', 'snapshots', 'checkpoints', 'summaries'];
    const rows = tables.map((table) => database.prepare(`SELECT * FROM ${table}`).raw().all());
    database.close();
    return rows;
  });
  expect(contents[0]).toEqual(contents[1]);
});

describe('a dataset', () => {
  const skippedLines = [{ line: 7, reason: 'column "b" is empty' }];
  const tableOf = (
    columns: readonly string[],
    indices: readonly number[],
    ...numbers: readonly number[]
  ): CsvDataset => {
    const values = Float64Array.from(numbers);
    const about = { kind: 'csv', digest: 'd1', name: 'heights.csv', readingRules: '', skippedLines } as const;
    return { ...about, columns, indices, values, valuesDigest: valuesDigest(values, columns.length) };
  };

  test('is given back as it was, to every bit', () => {
    const store = openForTest();
    const table = tableOf(['a', 'b'], [0, 3], 0.1, -Infinity, NaN, 2 ** -1074);
    const module = { kind: 'module', digest: 'd2', name: 'laws.mjs', source: 'export default (count) => "ü"' } as const;
    store.datasets.put(table, AT);
    store.datasets.put({ ...table, name: 'the same again' }, AT);
    store.datasets.put(module, AT);
    expect(store.datasets.get(table)).toEqual(table);
    expect(store.datasets.get(moduleKey('d2'))).toEqual(module);
    expect(() => store.datasets.get(moduleKey('d3'))).toThrow(expect.objectContaining({ code: 'dataset-not-found' }));
  });

  test('is another one where columns, their places, the rules of reading or the values are others', () => {
    const store = openForTest();
    const tables = [
      tableOf(['a'], [0], 1, 2),
      tableOf(['b'], [1], 5, 6),
      tableOf(['column 2'], [2], 5, 6),
      { ...tableOf(['a'], [0], 1, 1000), readingRules: 'decimal comma' },
    ];
    for (const table of tables) store.datasets.put(table, AT);
    for (const table of tables) expect(store.datasets.get(table)).toEqual(table);
    const oneByTwo = tableOf(['a', 'b'], [0, 1], 1, 2);
    expect(oneByTwo.valuesDigest).not.toBe(tables[0].valuesDigest);
    expect(store.datasets.find(oneByTwo)).toBeUndefined();
  });

  test('is not what a config finds that tells no digest of its values', () => {
    const store = openForTest();
    const table = tableOf(['a'], [0], 1, 2);
    store.datasets.put(table, AT);
    expect(store.datasets.find({ ...table, valuesDigest: undefined })).toBeUndefined();
  });
});
