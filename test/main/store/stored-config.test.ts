import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { runConfigSchema } from '../../../src/shared/config/schema.ts';
import { openForTest, newStorePath } from './fixtures.ts';

const config = runConfigSchema.parse({ ema_decay: 0.9, generator: { hidden_widths: [7] } });

/** A store with one queued run whose config an SQL tool has written. */
function storeWith(stored: string) {
  const path = newStorePath();
  const store = openForTest(path);
  store.createRun({ id: 'run-1', name: 'old', config, group: 'g', createdAt: '2026-01-01T00:00:00.000Z' });
  const database = new Database(path);
  database.prepare('UPDATE runs SET config = ?').run(stored);
  database.close();
  return store;
}

test('a field that the program which queued a run did not have yet takes its default', () => {
  const { ema_decay, discriminator_updates, ...older } = config;
  expect([ema_decay, discriminator_updates]).toEqual([0.9, 1]);
  expect(storeWith(JSON.stringify(older)).getRun('run-1').config).toEqual({ ...config, ema_decay: 0 });
});

test('a config of a newer program is refused by the run’s name, and never guessed at', () => {
  const store = storeWith(JSON.stringify({ ...config, version: 99 }));
  expect(() => store.getRun('run-1')).toThrow(/Run run-1: version: 99 is newer than this program/);
});

test('a config that somebody has broken is refused by the run’s name and the field', () => {
  const store = storeWith(JSON.stringify({ ...config, batch_size: 0 }));
  expect(() => store.getRun('run-1')).toThrow(/Run run-1: its stored config cannot be used: batch_size/);
});
