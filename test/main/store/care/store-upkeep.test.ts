import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { backupPath, listBackups } from '../../../../src/main/store/care/backups.ts';
import { readLastCheck } from '../../../../src/main/store/care/last-check.ts';
import { openStore } from '../../../../src/main/store/store.ts';
import { Application } from '../../../../src/main/app/application.ts';
import { Session } from '../../../../src/main/app/api/session.ts';
import { Upkeep } from '../../../../src/main/store/care/upkeep/upkeep.ts';
import { Sessions } from '../../../../src/main/server/sessions.ts';
import { browserShell } from '../../../../src/main/server/shell.ts';
import type { ServerMessage } from '../../../../src/shared/api/messages.ts';
import { filledStore, pagesOf } from '../filled-store.ts';
import { request, temporaryStore } from '../../runs/temporary-store.ts';

const refusal = (code: string) => expect.objectContaining({ code }) as Error;

function open(store: string): Application {
  vi.stubEnv('XDG_DATA_HOME', join(dirname(store), 'data'));
  onTestFinished(() => void vi.unstubAllEnvs());
  const application = new Application({ store, jobs: 1 });
  onTestFinished(() => application.close('stop'));
  return application;
}

function ruin(path: string): Buffer {
  const bytes = readFileSync(path);
  bytes.fill(0x55, 0, 100);
  writeFileSync(path, bytes);
  return bytes;
}

describe('an open store', () => {
  it('is checked and backed up by itself, once', async () => {
    const path = filledStore(temporaryStore(), 4);
    const store = openStore(path);
    onTestFinished(() => store.close());
    for (let time = 0; time < 2; time++) {
      const reported: unknown[] = [];
      const upkeep = new Upkeep(store, {
        left: 'closed',
        report: (error) => reported.push(error),
        firstLookMilliseconds: 1,
      });
      await vi.waitFor(() => expect(listBackups(path)).toHaveLength(1), { timeout: 10_000 });
      await upkeep.close();
      expect(reported).toEqual([]);
    }
    expect(readLastCheck(path)).toMatchObject({ kind: 'quick', problems: [] });
    expect(listBackups(path)).toMatchObject([{ kind: 'automatic' }]);
  });

  it('in which a check finds damage says so', async () => {
    const path = filledStore(temporaryStore(), 8);
    const bytes = readFileSync(path);
    // They are not looked at when it is opened.
    for (const page of pagesOf(path, 'snapshots').slice(1)) bytes.fill(0x55, (page - 1) * 8192, page * 8192);
    writeFileSync(path, bytes);
    const store = openStore(path);
    onTestFinished(() => store.close());
    const reported: unknown[] = [];
    const upkeep = new Upkeep(store, {
      left: 'cut off',
      report: (error) => reported.push(error),
      firstLookMilliseconds: 1,
    });
    await vi.waitFor(() => expect(reported).toContainEqual(refusal('store-damaged')), { timeout: 10_000 });
    await upkeep.close();
    expect(readLastCheck(path)?.problems.length).toBeGreaterThan(0);
  });

  it('is not restored or recovered while a run trains, and not recovered where nothing is wrong', async () => {
    const application = open(temporaryStore());
    application.workbench.queue.launch([request({ epochs: 100_000 })]);
    const { name } = await application.workbench.upkeep.backUp('requested');
    await expect(application.store.restore(name)).rejects.toThrow(refusal('run-in-training'));
    await expect(application.store.recover()).rejects.toThrow(refusal('store-sound'));
    expect(application.active.training).toBe(1);
  });

  it('is restored, and windows get all data again', async () => {
    const application = open(filledStore(temporaryStore(), 4));
    const { name } = await application.workbench.upkeep.backUp('requested');
    application.workbench.store.runs.rename('r0', 'renamed');
    let told = 0;
    application.store.watchOpened(() => (told += 1));
    await application.store.restore(name);
    expect(told).toBe(2);
    expect(application.workbench.store.runs.get('r0').name).toBe('run 0');
    expect(application.store.state.problem).toBeUndefined();
  });

  it('stays unchanged if a backup cannot be restored', async () => {
    const application = open(filledStore(temporaryStore(), 4));
    const { workbench } = application;
    await expect(application.store.restore('none.sqlite')).rejects.toThrow(refusal('backup-not-found'));
    expect(application.workbench).toBe(workbench);
    const { name } = await workbench.upkeep.backUp('requested');
    const file = backupPath(workbench.store.path, name);
    const bytes = readFileSync(file);
    writeFileSync(file, bytes.fill(0x55, 3 * 8192, 20 * 8192));
    await expect(application.store.restore(name)).rejects.toThrow(refusal('store-damaged'));
    expect(application.workbench.store.runs.get('r0').name).toBe('run 0');
  });
});

describe('a store that cannot be opened', () => {
  it('leaves the window to be used: settings are told, the rest waits, and comes when it is recovered', async () => {
    const path = filledStore(temporaryStore(), 4);
    const bytes = ruin(path);
    const application = open(path);
    expect(() => application.workbench).toThrow(refusal('no-store'));
    expect(application.store.state.problem?.code).toBe('not-a-store');
    const heard: ServerMessage[] = [];
    const session = new Session(application, browserShell(new Sessions(), ''), (message) => {
      heard.push(message);
      if (message.kind === 'event') session.receive({ kind: 'acknowledge', id: message.id });
    });
    onTestFinished(() => session.close());
    for (const [id, channel] of ['store', 'settings', 'queue', 'runs', 'studies'].entries())
      session.receive({ kind: 'subscribe', id, channel, input: {} });
    const idsOf = (kind: ServerMessage['kind']) => [
      ...new Set(heard.filter((one) => one.kind === kind).map(({ id }) => id)),
    ];
    await vi.waitFor(() => expect(idsOf('event')).toEqual([0, 1, 2]));
    session.receive({ kind: 'request', id: 1, name: 'runs.rename', input: { run: 'r0', name: 'x' } });
    await vi.waitFor(() =>
      expect(heard).toContainEqual(expect.objectContaining({ kind: 'refusal', error: refusal('no-store') })),
    );
    const { setAside, runs } = await application.store.recover();
    expect(runs).toHaveLength(4);
    expect(readFileSync(String(setAside)).equals(bytes)).toBe(true);
    // They subscribe again, and are told of the store that is there now.
    expect(idsOf('ended')).toEqual(expect.arrayContaining([3, 4]));
    session.receive({ kind: 'subscribe', id: 30, channel: 'runs', input: {} });
    await vi.waitFor(() => expect(idsOf('event')).toContain(30));
  });

  it('can be left for another', async () => {
    const path = filledStore(temporaryStore(), 4);
    const bytes = ruin(path);
    const application = open(path);
    await expect(application.store.tryAgain()).rejects.toThrow(refusal('not-a-store'));
    const other = join(dirname(path), 'other.sqlite');
    await application.store.open(other);
    expect(application.workbench.store.path).toBe(other);
    expect(application.store.state.problem).toBeUndefined();
    expect(readFileSync(path).equals(bytes)).toBe(true);
  });
});
