import Database from 'better-sqlite3';
import { expect, onTestFinished, test, vi } from 'vitest';
import { runConfigSchema } from '../../../src/shared/config/schema.ts';
import { storedConfig } from '../../../src/main/store/tables/run-rows.ts';
import { openForTest, newStorePath } from './fixtures.ts';

const config = runConfigSchema.parse({ ema_decay: 0.9, generator: { hidden_widths: [7] } });

/** A store with one queued run whose config an SQL tool has written. */
function storeWith(stored: string) {
  const path = newStorePath();
  const store = openForTest(path);
  store.runs.create({ id: 'run-1', name: 'old', config, group: 'g', createdAt: '2026-01-01T00:00:00.000Z' });
  const database = new Database(path);
  database.prepare('UPDATE runs SET config = ?').run(stored);
  database.close();
  return store;
}

test('a field that the program which queued a run did not have yet takes its default', () => {
  const { ema_decay, discriminator_updates, ...older } = config;
  expect([ema_decay, discriminator_updates]).toEqual([0.9, 1]);
  expect(storeWith(JSON.stringify(older)).runs.get('run-1').config).toEqual({ ...config, ema_decay: 0 });
});

test('a config of a newer program is refused by the run’s name, and never guessed at', () => {
  const store = storeWith(JSON.stringify({ ...config, version: 99 }));
  expect(() => store.runs.get('run-1')).toThrow(/Run run-1: version: 99 is newer than this program/);
});

test('a config that somebody has broken is refused by the run’s name and the field', () => {
  const store = storeWith(JSON.stringify({ ...config, batch_size: 0 }));
  expect(() => store.runs.get('run-1')).toThrow(/Run run-1: its stored config cannot be used: batch_size/);
});

/** The times that configs have been parsed since. */
function parses() {
  const parse = vi.spyOn(runConfigSchema, 'safeParse');
  onTestFinished(() => parse.mockRestore());
  return () => parse.mock.calls.length;
}

test('the config of a run is parsed once, however often the run is read', () => {
  const store = openForTest(newStorePath());
  const facts = { name: 'read often', group: 'g', createdAt: '2026-01-01T00:00:00.000Z' };
  for (const seed of [901, 902]) store.runs.create({ ...facts, id: `run-${seed}`, config: { ...config, seed } });
  const count = parses();
  for (let read = 0; read < 5; read++) {
    expect(store.runs.get('run-901').config).toEqual({ ...config, seed: 901 });
    expect(
      store.runs
        .list()
        .map(({ run }) => run.config.seed)
        .toSorted(),
    ).toEqual([901, 902]);
  }
  expect(count()).toBe(2);
});

test('a config that was written anew is read anew, and one that cannot be used is refused by the name of each run', () => {
  const path = newStorePath();
  const store = openForTest(path);
  store.runs.create({ id: 'run-1', name: 'changed', config, group: 'g', createdAt: '2026-01-01T00:00:00.000Z' });
  expect(store.runs.get('run-1').config).toEqual(config);
  const database = new Database(path);
  database.prepare('UPDATE runs SET config = ?').run(JSON.stringify({ ...config, epochs: 77 }));
  database.close();
  expect(store.runs.get('run-1').config.epochs).toBe(77);
  for (const run of ['one', 'other'])
    expect(() => storedConfig(run, '{')).toThrow(`Run ${run}: its stored config is not JSON`);
});

test('whoever reads a run cannot change the config that others read', () => {
  const read = storedConfig('run-1', JSON.stringify({ ...config, seed: 903 }));
  expect(() => Object.assign(read.generator, { latent_dimension: 9 })).toThrow(TypeError);
  expect(() => read.generator.hidden_widths.push(1)).toThrow(TypeError);
});

test('parsed configs take a bounded part of memory: the oldest are parsed again', () => {
  const textOf = (seed: number) => JSON.stringify({ ...config, seed }) + ' '.repeat(100_000);
  const count = parses();
  for (let seed = 1000; seed < 1100; seed++) storedConfig('run', textOf(seed));
  expect(count()).toBe(100);
  storedConfig('run', textOf(1099));
  expect(count()).toBe(100);
  storedConfig('run', textOf(1000));
  expect(count()).toBe(101);
});
