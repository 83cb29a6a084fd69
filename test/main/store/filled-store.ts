import { createHash } from 'node:crypto';
import { copyFileSync, existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import type { RunConfigInput } from '../../../src/shared/config/schema.ts';
import { sweepSchema } from '../../../src/shared/sweep/definition.ts';
import type { NewFork } from '../../../src/main/store/tables/runs.ts';
import type { Store } from '../../../src/main/store/store.ts';
import { openStore } from '../../../src/main/store/store.ts';
import { newRun } from './new-run.ts';
import {
  checkpoint,
  epochRecord,
  packed,
  ringSnapshot,
  START,
  START_2D,
  upTo,
  vanillaFrame,
  vanillaSnapshot,
} from './recordings.ts';

const EPOCHS = 40;
const EVERY = 4;
const FORKED_AT = 20;
const CONFIG: RunConfigInput = {
  epochs: EPOCHS,
  snapshots: { every: EVERY, samples: 300 },
  checkpoints: { every: 20 },
};
const FLOORS = {
  law: 'normal',
  floors: [{ metric: 'wasserstein_1', samples: 300, draws: 64, mean: 0.031, bound95: 0.052 } as const],
};

/** Fills a store with runs of every kind, and something in every other table. */
export function fillStore(store: Store, runs: number, epochs = EPOCHS): void {
  store.atomically(() => {
    store.sweeps.insert({
      id: 's1',
      name: 'rates',
      definition: sweepSchema.parse({ grid: { lr_g: [1e-4, 2e-4] }, seeds: [1] }),
      createdAt: '2026-01-01T00:00:00.000Z',
    });
    store.datasets.put(
      { kind: 'module', digest: 'd'.repeat(64), name: 'mine.js', source: 'export const draw = () => 1;\n'.repeat(900) },
      '2026-01-01T00:00:00.000Z',
    );
    for (let index = 0; index < runs; index++) addRun(store, index, epochs);
    store.studies.insert({
      id: 'y1',
      name: 'wide or narrow',
      notes: 'α '.repeat(100),
      subjects: [{ kind: 'run', name: 'run 0', runs: ['r0'] }],
      view: { metric: 'ks' },
      createdAt: '2026-01-02T00:00:00.000Z',
    });
    store.groupLooks.look([hash('0'), hash('1')], '2026-01-02T00:00:00.000Z');
  });
}

/** Of eight runs one is in the plane, one was cut off, one failed, one was forked from the one before it, and one was put into the trash before it began. */
function addRun(store: Store, index: number, epochs: number): void {
  const id = `r${index}`;
  const isPlane = index % 8 === 1;
  const isFork = index % 8 === 5;
  const run = newRun(id, {
    ...CONFIG,
    epochs,
    seed: index,
    ...(isPlane && { target: 'ring', generator: { latent_dimension: 2 } }),
  });
  store.runs.create({
    ...run,
    name: `run ${index}`,
    group: hash(String(index % 3)),
    createdAt: new Date(1_767_225_600_000 + index * 1000).toISOString(),
    notes: index % 5 === 0 ? 'as in the paper '.repeat(800) : '',
    tags: ['paper', `tag-${index % 4}`],
    sweep: index % 4 === 0 ? 's1' : undefined,
    fork: isFork ? forkOf(`r${index - 1}`) : undefined,
    ...(index % 8 !== 7 && { owner: 'nobody' }),
  });
  if (index % 8 === 7) {
    store.runs.trash(id, '2026-01-03T00:00:00.000Z');
    return;
  }
  store.states.start(id, isPlane ? START_2D : START, FLOORS);
  const last = index % 8 === 2 ? 22 : epochs;
  // A run has no snapshot of the epoch in which it failed.
  const due = index % 8 === 3 ? epochs : epochs + 1;
  for (let from = isFork ? FORKED_AT + 1 : 1; from <= last; from += 20) {
    const to = Math.min(last, from + 19);
    const snapshots = upTo(to, (epoch) => epoch, from).filter((epoch) => epoch % EVERY === 0 && epoch < due);
    store.recordings.append({
      run: id,
      epochs: upTo(to, epochRecord, from),
      snapshots: snapshots.map((epoch) =>
        packed(isPlane ? ringSnapshot(epoch) : { ...vanillaSnapshot(epoch), frame: vanillaFrame(epoch + index, 300) }),
      ),
      rolling: last === to ? { ...checkpoint(to + index, 9000), epoch: to } : undefined,
      kept: from === 1 ? [checkpoint(1, 5000), checkpoint(20, 12_000)] : [],
    });
  }
  const at = '2026-01-03T00:00:00.000Z';
  if (index % 8 === 2) store.states.interrupt(id, { code: 'worker-crashed', message: 'the thread ended' });
  else if (index % 8 === 3) store.states.fail(id, { code: 'not-finite', message: 'a weight' }, at);
  else
    store.states.finish(id, { samples: 1000, metrics: { wasserstein_1: 0.1, ks: NaN }, averageMetrics: undefined }, at);
}

function forkOf(parent: string): NewFork {
  const changes = [{ path: 'lr_g', from: 2e-4, to: 1e-4 }];
  const lineage = { parent, epoch: FORKED_AT, changes, build: START.build, trunk: hash(parent) };
  return { lineage, checkpoint: checkpoint(FORKED_AT, 12_000) };
}

const hash = (text: string) => createHash('sha256').update(text).digest('hex');

/** A closed store of so many runs. */
export function filledStore(path: string, runs = 24): string {
  const store = openStore(path);
  fillStore(store, runs);
  store.close();
  return path;
}

/** Copies a store as it lies on the disk, what its write-ahead log holds as well: as if its process had been killed now. */
export function copyAsKilled(from: string, to: string): void {
  for (const suffix of ['', '-wal']) if (existsSync(from + suffix)) copyFileSync(from + suffix, to + suffix);
}

/** The pages, counted from 1, of tables and indexes. */
export function pagesOf(path: string, ...names: readonly string[]): number[] {
  const database = new Database(path, { readonly: true });
  const pages = database.prepare<[string], number>('SELECT pageno FROM dbstat WHERE name = ?').pluck();
  const found = names.flatMap((name) => pages.all(name));
  database.close();
  return found;
}

/** Every row of every table as text, blobs as their digests. */
export function contentOf(path: string): Record<string, string[]> {
  const database = new Database(path);
  const tables = database
    .prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name`)
    .pluck()
    .all() as string[];
  const text = (value: unknown) =>
    Buffer.isBuffer(value) ? `blob ${createHash('sha256').update(value).digest('hex')}` : JSON.stringify(value);
  const content = tables.map((table) => {
    const rows = database.prepare(`SELECT * FROM ${table}`).raw().all() as unknown[][];
    return [table, rows.map((row) => row.map(text).join(' | ')).sort()];
  });
  database.close();
  return Object.fromEntries(content) as Record<string, string[]>;
}
