import { existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:http';
import { basename, dirname, join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { findNativeLibrary } from '../../../src/main/native-library/location.ts';
import { settingsRequests } from '../../../src/main/app/api/settings.ts';
import { Application } from '../../../src/main/app/application.ts';
import { settingsState } from '../../../src/main/app/settings-state.ts';
import type { LibrarySource } from '../../../src/shared/api/settings.ts';
import { close, listen, startMirror } from '../native-library/parts/mirror.ts';
import { slowNpm } from './slow-npm.ts';
import { temporaryStore } from '../runs/temporary-store.ts';

// Of whoever runs the tests: only read, through a link.
const installed = findNativeLibrary();

/** A workbench on a machine without the library. */
function open() {
  const store = temporaryStore();
  const folder = dirname(store);
  const cache = join(folder, 'cache');
  vi.stubEnv('XDG_DATA_HOME', join(folder, 'data'));
  vi.stubEnv('XDG_CACHE_HOME', cache);
  vi.stubEnv('npm_execpath', slowNpm(folder));
  onTestFinished(() => void vi.unstubAllEnvs());
  const application = new Application({ store, jobs: 1 });
  onTestFinished(() => application.close('stop'));
  const requests = settingsRequests(application);
  return {
    application,
    requests,
    library: () => settingsState(application).library,
    fetchFrom: (source: LibrarySource) => requests['settings.fetch_library']({ source }),
    tensorFlow: () => settingsState(application).engines.find(({ engine }) => engine === 'tensorflow'),
    cache: join(cache, 'gan-workbench'),
  };
}

/** What is left in a folder of the cache. */
const filesIn = (folder: string) => (existsSync(folder) ? readdirSync(folder) : []);

it('says in a sentence why the official library cannot be had, and what can be done', async () => {
  const mirror = await startMirror();
  onTestFinished(() => mirror.close());
  const { fetchFrom, library, tensorFlow } = open();
  vi.stubEnv('TFJS_NODE_CDN_STORAGE', mirror.url);
  expect(tensorFlow()).toMatchObject({ available: false, sources: expect.arrayContaining(['official']) as string[] });
  expect(library()).toEqual({ kind: 'none' });
  await fetchFrom('official');
  expect(library()).toMatchObject({ kind: 'fetching', source: 'official' });
  await expect.poll(library).toEqual({
    kind: 'failed',
    source: 'official',
    message: expect.stringMatching(/does not offer the official binding .*403.*--source registry/s) as string,
  });
});

it('fetches one at a time, and leaves nothing of what is stopped', async () => {
  const silent = createServer(() => undefined);
  vi.stubEnv('TFJS_NODE_CDN_STORAGE', await listen(silent));
  onTestFinished(() => close(silent));
  const { fetchFrom, library, requests, cache } = open();
  await fetchFrom('official');
  await expect(async () => fetchFrom('registry')).rejects.toMatchObject({ code: 'already-fetching' });
  await requests['settings.stop_fetching']({});
  expect(library()).toEqual({ kind: 'none' });
  expect(filesIn(cache)).toEqual([]);
});

it('tells how much of the third party’s build has come, less often than it comes, and ends when it is closed', async () => {
  const { application, fetchFrom, library, cache } = open();
  let told = 0;
  application.settings.watch(() => (told += 1));
  await fetchFrom('registry');
  await expect.poll(library).toMatchObject({ received: expect.any(Number) as number, total: 194_920_996 });
  const received = () => (library() as { received?: number }).received ?? 0;
  await expect.poll(received).toBeGreaterThan(2_000_000);
  expect(told).toBeGreaterThan(0);
  // It comes in pieces of 100 kB.
  expect(told).toBeLessThan(received() / 200_000);
  await application.library.close();
  expect(filesIn(cache)).toEqual([]);
});

it('names the publisher of the third party’s build as the registry says it', async () => {
  const { requests } = open();
  expect(await requests['settings.library_publisher']({})).toEqual({ publisher: 'somebody' });
});

it('finds a library that is there already, and offers the engine from then on', async () => {
  if (installed.kind !== 'found' || installed.library.source !== 'registry') {
    throw new Error('TensorFlow’s native library from the registry is missing here: npm run setup:tensorflow');
  }
  const { folder } = installed.library;
  const { application, fetchFrom, library, tensorFlow, cache } = open();
  expect(tensorFlow()).toMatchObject({ available: false });
  mkdirSync(cache, { recursive: true });
  symlinkSync(folder, join(cache, basename(folder)));
  let isTold = false;
  application.settings.watch(() => (isTold = library().kind === 'none'));
  await fetchFrom('registry');
  await expect.poll(() => isTold).toBe(true);
  expect(library()).toEqual({ kind: 'none' });
  expect(tensorFlow()).toMatchObject({ available: true });
});
