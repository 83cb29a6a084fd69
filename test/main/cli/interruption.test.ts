import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openStore } from '../../../src/main/store/store.ts';
import { ended, eventsOf, newFolder, run, start } from './command-line.ts';

const store = join(newFolder(), 'runs.sqlite');
const LONG = ['--set', 'epochs=1000000', '--set', 'snapshots.every=1000', '--set', 'snapshots.samples=100'];

it('stops a full queue midway: what trained is recorded, what waits stays queued, nothing is lost', async () => {
  const child = start(['train', ...LONG, '--seeds', '1..4', '--jobs', '1', '--json'], { store });
  let seen = '';
  child.stdout.on('data', (part: Buffer) => {
    if (seen.includes('"progress"')) return;
    seen += part.toString();
    if (seen.includes('"progress"')) child.kill('SIGINT');
  });
  const result = await ended(child);
  expect(result.code).toBe(130);
  expect(eventsOf(result, 'stopped')).toMatchObject([{ seed: 1 }]);
  const [interrupted] = eventsOf(result, 'interrupted');
  expect(interrupted['queued']).toHaveLength(3);

  const opened = openStore(store);
  const runs = opened.runs.list({}, 'oldest first').map(({ run: one }) => one);
  expect(runs.map(({ status }) => status)).toEqual(['stopped', 'queued', 'queued', 'queued']);
  const [stopped] = runs;
  if (stopped.status !== 'stopped') throw new Error(stopped.status);
  const told = eventsOf(result, 'progress').map(({ epoch }) => Number(epoch));
  expect(stopped.epochsDone).toBeGreaterThanOrEqual(Math.max(...told));
  expect(opened.epochs.read(stopped.id)).toHaveLength(stopped.epochsDone);
  expect(opened.checkpoints.read(stopped.id, 'last')?.epoch).toBe(stopped.epochsDone);
  // The rest waits for `train --queued`; here in short.
  for (const { id, config, group } of runs.slice(1)) opened.runs.setConfig(id, { ...config, epochs: 5 }, group);
  opened.close();

  const rest = await run(['train', '--queued', '--jobs', '1', '--json'], { store });
  expect(rest.code).toBe(0);
  expect(eventsOf(rest, 'finished').map(({ seed }) => seed)).toEqual([2, 3, 4]);
});

it('tells people what happened and how to continue, also on SIGTERM', async () => {
  const child = start(['train', ...LONG, '--seeds', '1..2', '--jobs', '1', '--store', store]);
  child.stdout.once('data', () => child.kill('SIGTERM'));
  const { code, stdout } = await ended(child);
  expect(code).toBe(130);
  expect(stdout).toContain('Press Ctrl-C again to kill');
  expect(stdout).toMatch(/^stopped .*seed 1/m);
  expect(stdout).toContain(`1 run is still queued; train with: gan-workbench train --queued --store ${store}`);
});

it('trains nothing if nothing waits', async () => {
  const empty = join(newFolder(), 'runs.sqlite');
  const { code, stdout } = await run(['train', '--queued'], { store: empty });
  expect(code).toBe(0);
  expect(stdout).toBe(`No runs are queued in ${empty}.\n`);
});
