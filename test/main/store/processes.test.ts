import { existsSync, readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { metricsWithShare } from '../../../src/shared/wasserstein-share.ts';
import { acquireOwner, isOwnerAlive } from '../../../src/main/store/owners.ts';
import { spawnChild, type Child } from './children.ts';
import { newStorePath, openForTest } from './fixtures.ts';
import { newRun } from './new-run.ts';
import { checkpoint, epochRecord, packed, START, upTo, vanillaSnapshot } from './recordings.ts';

const FLOORS = { law: 'normal', floors: [] };

/** All lines that a child has printed and still prints. */
async function linesOf(child: Child): Promise<string[]> {
  const lines: string[] = [];
  for (let line = await child.nextLine(); line !== undefined; line = await child.nextLine()) lines.push(line);
  return lines;
}

describe('an owner', () => {
  test('lives until released; then its side file is gone', () => {
    const path = newStorePath();
    const [one, two] = [acquireOwner(path), acquireOwner(path)];
    expect(one.id).not.toBe(two.id);
    expect(isOwnerAlive(path, one.id)).toBe(true);
    expect(isOwnerAlive(path, two.id)).toBe(true);
    one.release();
    one.release();
    expect(isOwnerAlive(path, one.id)).toBe(false);
    expect(isOwnerAlive(path, two.id)).toBe(true);
    two.release();
    expect(readdirSync(dirname(path))).toEqual([]);
  });

  test('in another process lives until that is killed, and what it leaves behind is cleared', async () => {
    const path = newStorePath();
    const child = spawnChild('own.ts', path);
    const id = (await child.nextLine()) ?? '';
    expect(isOwnerAlive(path, id)).toBe(true);
    expect(isOwnerAlive(path, id)).toBe(true);
    await child.kill();
    expect(existsSync(`${path}.owner-${id}`)).toBe(true);
    acquireOwner(path).release();
    expect(readdirSync(dirname(path))).toEqual([]);
    expect(isOwnerAlive(path, id)).toBe(false);
  });

  test('is taken while others clear stale files, without either harming the other', async () => {
    const path = newStorePath();
    const children = [1, 2, 3, 4].map(() => spawnChild('own.ts', path));
    const ids = await Promise.all(children.map((child) => child.nextLine()));
    for (const id of ids) expect(isOwnerAlive(path, id ?? '')).toBe(true);
    await Promise.all(children.map((child) => child.kill()));
    for (const id of ids) expect(isOwnerAlive(path, id ?? '')).toBe(false);
  });
});

describe('two processes at one store', () => {
  test('create it together and take from its queue: every run is claimed once', async () => {
    const path = newStorePath();
    const children = [1, 2, 3].map(() => spawnChild('claim.ts', path));
    for (const child of children) expect(await child.nextLine()).toBe('ready');
    const store = openForTest(path);
    const ids = upTo(60, (number) => `run-${number}`);
    for (const id of ids) store.runs.create(newRun(id));
    for (const child of children) child.send('go');
    const claimed = await Promise.all(
      children.map(async (child) => JSON.parse((await child.nextLine()) ?? '[]') as string[]),
    );
    expect(claimed.flat().toSorted()).toEqual(ids.toSorted());
    console.log(`claimed by each of three processes: ${claimed.map((each) => each.length).join(', ')}`);
    await Promise.all(children.map(linesOf));
    expect(store.states.markInterrupted()).toEqual([]);
    expect(store.states.claimWaiting('me')).toEqual(ids);
  });

  test('record beside each other and notice what the other wrote', async () => {
    const path = newStorePath();
    const store = openForTest(path);
    const owner = acquireOwner(path);
    const child = spawnChild('record.ts', path, 'theirs');
    await child.nextLine();
    const [version, seen] = [store.dataVersion(), store.epochs.read('theirs').length];
    store.runs.create({ ...newRun('ours'), owner: owner.id });
    store.states.start('ours', START, FLOORS);
    for (let epoch = 1; epoch <= 30; epoch++) {
      store.recordings.append({
        run: 'ours',
        epochs: [epochRecord(epoch)],
        snapshots: [packed(vanillaSnapshot(epoch))],
        kept: [],
      });
    }
    while (Number(await child.nextLine()) <= seen);
    expect(store.dataVersion()).not.toBe(version);
    expect(store.states.markInterrupted()).toEqual([]);
    await child.kill();
    expect(store.states.markInterrupted()).toEqual(['theirs']);
    expect(store.epochs.read('ours')).toHaveLength(30);
    expect(store.runs.get('ours').status).toBe('running');
    expect(store.dataVersion()).toBe(store.dataVersion());
    owner.release();
  });

  test('a run that is claimed is not claimed by the other', () => {
    const path = newStorePath();
    const [one, two] = [openForTest(path), openForTest(path)];
    one.runs.create(newRun('a'));
    expect([one.states.claim('a', 'one'), two.states.claim('a', 'two')]).toEqual([true, false]);
    expect(two.states.claimWaiting('two')).toEqual([]);
    one.states.release('a');
    expect(two.states.claimWaiting('two')).toEqual(['a']);
  });

  test('what a dead process had only claimed is free again', () => {
    const store = openForTest();
    store.runs.create({ ...newRun('a'), owner: 'long-gone' });
    expect(store.states.markInterrupted()).toEqual([]);
    expect(store.states.claimWaiting('me')).toEqual(['a']);
  });
});

test('a process killed while it records leaves whole messages, from which the run goes on', async () => {
  const path = newStorePath();
  const kills = 8;
  const found: string[] = [];
  for (let kill = 0; kill < kills; kill++) {
    const id = `run-${kill}`;
    const child = spawnChild('record.ts', path, id);
    await child.nextLine();
    await new Promise((resolve) => setTimeout(resolve, 37 * kill));
    await child.kill();
    const acknowledged = Number((await linesOf(child)).at(-1) ?? 10);

    const database = new Database(path);
    expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(database.pragma('foreign_key_check')).toEqual([]);
    database.close();
    const store = openForTest(path);
    const last = store.epochs.read(id).length;
    found.push(`${last} (${acknowledged})`);
    expect(last % 10).toBe(0);
    expect(last).toBeGreaterThanOrEqual(acknowledged);
    expect(store.epochs.read(id)).toEqual(upTo(last, epochRecord));
    expect(store.snapshots.readMeasurements(id).map(({ metrics }) => metrics)).toEqual(
      // The target's standard deviation is 1.
      upTo(last, (epoch) => metricsWithShare(vanillaSnapshot(epoch).metrics, 1)),
    );
    expect(store.runs.get(id)).toMatchObject({ epochsDone: last, seconds: last / 128 });
    const newest = store.checkpoints.read(id, 'last');
    expect(newest?.epoch).toBe(last);
    expect(store.checkpoints.list(id)).toHaveLength(last / 10 + 1);
    const rolling = store.checkpoints.list(id).filter(({ kind }) => kind === 'rolling');
    expect(rolling).toEqual([{ epoch: last, kind: 'rolling', seconds: last / 128 }]);

    expect(store.states.markInterrupted()).toEqual([id]);
    expect(store.runs.get(id).status).toBe('interrupted');
    // Four losses, two norms of gradients, eight measurements.
    expect(store.runs.summaries(id)).toHaveLength(14);
    const owner = acquireOwner(path);
    expect(store.states.claim(id, owner.id)).toBe(true);
    store.recordings.truncateAfter(id, last);
    store.states.start(id, START, FLOORS);
    store.recordings.append({
      run: id,
      epochs: [epochRecord(last + 1)],
      snapshots: [],
      kept: [],
      rolling: checkpoint(last + 1),
    });
    expect(store.epochs.read(id)).toEqual(upTo(last + 1, epochRecord));
    owner.release();
    store.states.markInterrupted();
    store.close();
  }
  console.log(`${kills} kills; epochs found (acknowledged): ${found.join(', ')}`);
});
