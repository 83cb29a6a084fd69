import { chmodSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { Application } from '../../../src/main/app/application.ts';
import { RunListFeed } from '../../../src/main/app/api/run-list-feed.ts';
import { request, temporaryStore } from '../runs/temporary-store.ts';

interface Opened {
  readonly application: Application;
  readonly folder: string;
}

function open(): Opened {
  const store = temporaryStore();
  const folder = dirname(store);
  vi.stubEnv('XDG_DATA_HOME', join(folder, 'data'));
  onTestFinished(() => void vi.unstubAllEnvs());
  const application = new Application({ store, jobs: 1 });
  onTestFinished(() => application.close('stop'));
  return { application, folder };
}

it('opens stores one after another, however fast they are asked for, and remembers the last', async () => {
  const { application, folder } = open();
  const [first, second] = ['b', 'c'].map((name) => join(folder, `${name}.sqlite`));
  let told = 0;
  application.store.watchOpened(() => (told += 1));
  await Promise.all([application.store.open(first), application.store.open(second)]);
  expect(application.workbench.store.path).toBe(second);
  expect(told).toBe(2);
  expect(new Application().workbench.store.path).toBe(second);
});

it('goes on in the other store where it cannot remember it, and says so', async () => {
  const { application, folder } = open();
  const settings = join(folder, 'data', 'gan-workbench', 'settings.json');
  // Even root cannot replace a folder by a file.
  rmSync(settings, { force: true });
  mkdirSync(join(settings, 'in-the-way'), { recursive: true });
  const notices: string[] = [];
  application.notices.watch(({ message }) => notices.push(message));
  const feeds: RunListFeed[] = [];
  application.store.watchOpened(() => feeds.push(new RunListFeed(application.workbench, () => undefined)));
  const other = join(folder, 'other.sqlite');
  await application.store.open(other);
  expect(application.workbench.store.path).toBe(other);
  expect(notices).toEqual([expect.stringContaining('The other store was opened, with a problem:')]);
  application.workbench.queue.launch([request({ epochs: 1, snapshots: { samples: 100 } })]);
  await application.workbench.queue.idle();
  expect(feeds).toHaveLength(1);
  expect(feeds[0].take()).toMatchObject({ complete: true });
  feeds[0].close();
});

it('stays in its store where another cannot be opened', async () => {
  const { application, folder } = open();
  const before = application.workbench.store.path;
  const locked = join(folder, 'locked');
  mkdirSync(locked);
  chmodSync(locked, 0o500);
  onTestFinished(() => chmodSync(locked, 0o700));
  // A folder is no store, for root as well.
  await expect(application.store.open(locked)).rejects.toThrow();
  expect(application.workbench.store.path).toBe(before);
  expect(existsSync(before)).toBe(true);
});
