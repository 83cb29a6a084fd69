import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { readFiles } from '../../../src/main/files/data/files.ts';
import type { WorkbenchEvent } from '../../../src/main/runs/events.ts';
import { runConfigSchema } from '../../../src/shared/config/schema.ts';
import { moduleProcesses } from '../training/child-processes.ts';
import { recorded, until } from './recorded.ts';
import { request, temporaryWorkbench } from './temporary-store.ts';

it.skipIf(process.platform === 'win32')(
  'a module’s process that is killed from outside takes its run alone along, which goes on to the same bits',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'gan-workbench-crashed-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    writeFileSync(
      join(folder, 'law.mjs'),
      'export const data = (count, random) => Array.from({ length: count }, () => random.normal());',
    );
    const config = {
      epochs: 2000,
      snapshots: { samples: 200, every: 20 },
      target: { law: 'module', file: 'law.mjs', export: 'data' },
    };
    const read = await readFiles(runConfigSchema.parse(config), folder);
    const workbench = temporaryWorkbench(2);
    const [undisturbed] = workbench.queue.launch([{ read, name: 'undisturbed' }]);
    await workbench.queue.idle();

    // A process ends some time after its run.
    await expect.poll(() => moduleProcesses()).toEqual([]);
    const [struck] = workbench.queue.launch([{ read, name: 'struck' }]);
    const [other] = workbench.queue.launch([request({ epochs: 400, snapshots: { samples: 200, every: 4 } })]);
    const seen: WorkbenchEvent[] = [];
    workbench.events.add((event) => seen.push(event));
    await until(workbench, ({ kind, run }) => kind === 'progress' && run === struck);
    const [killed] = moduleProcesses();
    process.kill(killed, 'SIGKILL');
    await workbench.queue.idle();
    const error = {
      code: 'worker-crashed',
      message: expect.stringMatching(/law\.mjs, export "data": .*its process was killed \(SIGKILL\)/) as string,
    };
    expect(seen.find(({ kind }) => kind === 'crashed')).toMatchObject({ run: struck, error });
    expect(workbench.store.runs.get(struck)).toMatchObject({ status: 'interrupted', error });
    expect(workbench.store.runs.get(other).status).toBe('finished');

    workbench.goingOn.resume([struck]);
    await workbench.queue.idle();
    expect(recorded(workbench, struck)).toEqual(recorded(workbench, undisturbed));
    await expect.poll(() => moduleProcesses()).toEqual([]);
  },
);

it('a module that fails in the middle of an epoch leaves the checkpoint of an epoch before, with the streams of its end', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'gan-workbench-failing-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  // The first wait has the batches of 40 epochs sent, the second has a checkpoint due when the third batch of the next epoch fails.
  writeFileSync(
    join(folder, 'law.mjs'),
    `export const data = (count, random) => Array.from({ length: count }, () => random.normal());
     const wait = (milliseconds) => { for (const end = Date.now() + milliseconds; Date.now() < end; ); };
     let batches = 0;
     export const failing = (count, random) => {
       batches += count === 17 ? 1 : 0;
       if (batches === 400) wait(20);
       if (batches > 402) wait(1000);
       if (batches > 402) throw new Error('enough');
       return data(count, random);
     };`,
  );
  const config = { epochs: 390, batch_size: 17, snapshots: { samples: 200, every: 20 } };
  const readOf = (name: string, more: object) =>
    readFiles(
      runConfigSchema.parse({ ...config, target: { law: 'module', file: 'law.mjs', export: name }, ...more }),
      folder,
    );
  const workbench = temporaryWorkbench();
  const [failed] = workbench.queue.launch([{ read: await readOf('failing', {}), name: 'failed' }]);
  await workbench.queue.idle();
  const { store } = workbench;
  expect(store.runs.get(failed)).toMatchObject({ status: 'failed', error: { code: 'bad-module' } });
  expect(store.epochs.read(failed).length).toBeGreaterThan(39);
  const last = store.checkpoints.read(failed, 'last');
  const epochs = last?.epoch ?? 0;
  expect(epochs).toBeGreaterThan(0);
  const [shorter] = workbench.queue.launch([{ read: await readOf('data', { epochs }), name: 'shorter' }]);
  await workbench.queue.idle();
  expect(
    Buffer.compare(last?.bytes ?? Buffer.of(), store.checkpoints.read(shorter, 'last')?.bytes ?? Buffer.of()),
  ).toBe(0);
});
