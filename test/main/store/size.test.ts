import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import type { Snapshot } from '../../../src/shared/run.ts';
import { newStorePath, openForTest, storeInTraining } from './fixtures.ts';
import {
  checkpoint,
  epochRecord,
  packed,
  ringSnapshot,
  START,
  START_2D,
  upTo,
  vanillaSnapshot,
  vanillaFrame,
} from './recordings.ts';

const AT = '2026-01-02T04:00:00.000Z';

/** Bytes of all pages of a store, by table. */
function pagesOf(path: string): Map<string, number> {
  const database = new Database(path, { readonly: true });
  const rows = database.prepare('SELECT name, sum(pgsize) AS bytes FROM dbstat GROUP BY name').all();
  database.close();
  return new Map((rows as { name: string; bytes: number }[]).map(({ name, bytes }) => [name, bytes]));
}

/** The share of the store that a run of 600 epochs takes, recorded 60 epochs a message as training does. */
function bytesOfRun(
  what: string,
  snapshot: (epoch: number) => Snapshot,
  start = START,
  checkpointBytes = 54_000,
): number {
  const [empty, filled] = [newStorePath(), newStorePath()];
  openForTest(empty).close();
  const store = storeInTraining('run-1', filled, start);
  store.recordings.append({ run: 'run-1', epochs: [], snapshots: [], kept: [checkpoint(0, checkpointBytes)] });
  for (let first = 1; first < 600; first += 60) {
    const last = first + 59;
    const snapshots = upTo(last, snapshot, first).map(packed);
    const at = checkpoint(last, checkpointBytes);
    store.recordings.append({
      run: 'run-1',
      epochs: upTo(last, epochRecord, first),
      snapshots,
      rolling: at,
      kept: [at],
    });
  }
  store.states.finish('run-1', { samples: 10_000, metrics: snapshot(1).metrics, averageMetrics: undefined }, AT);
  store.close();
  const [before, after] = [pagesOf(empty), pagesOf(filled)];
  const share = [...after].map(([name, bytes]) => ({ name, bytes: bytes - (before.get(name) ?? 0) }));
  const total = share.reduce((sum, { bytes }) => sum + bytes, 0);
  const largest = share
    .filter(({ bytes }) => bytes > 8192)
    .map(({ name, bytes }) => `${name} ${(bytes / 1e6).toFixed(3)}`);
  console.log(`${what} of 600 snapshots: ${(total / 1e6).toFixed(3)} MB (${largest.join(', ')})`);
  return total;
}

test('a vanilla run of 600 snapshots takes well under 2.5 MB', () => {
  expect(bytesOfRun('vanilla run', vanillaSnapshot)).toBeLessThan(1.4e6);
});

test('a vanilla run with an averaged generator takes under 2.5 MB', () => {
  const withAverage = (epoch: number): Snapshot => {
    const snapshot = vanillaSnapshot(epoch);
    const frame = { ...vanillaFrame(epoch), averaged: vanillaFrame(epoch + 1).samples };
    return { ...snapshot, averageMetrics: vanillaSnapshot(epoch + 1).metrics, frame };
  };
  expect(bytesOfRun('vanilla run with average', withAverage)).toBeLessThan(2.5e6);
});

test('a 2-D run of 600 snapshots takes under 6 MB, though nothing shortens its checkpoints of 128-128 networks', () => {
  expect(bytesOfRun('ring run', ringSnapshot, START_2D, 410_000)).toBeLessThan(6e6);
});
