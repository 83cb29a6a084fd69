import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { readFiles } from '../../../src/main/workbench/data/files.ts';
import type { WorkbenchEvent } from '../../../src/main/workbench/events.ts';
import { runConfigSchema } from '../../../src/shared/config/schema.ts';
import { recorded, until } from './recorded.ts';
import { request, temporaryWorkbench } from './temporary-store.ts';

it.each([
  ['ends itself', 'process.exit(3)', /ended without a word/],
  ['throws outside of any call', `setImmediate(() => { throw new Error('out of the blue'); })`, /out of the blue/],
])('a thread that %s takes its run alone along, which goes on to the same bits', async (_case, crash, reason) => {
  const folder = mkdtempSync(join(tmpdir(), 'gan-workbench-crashed-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const signal = join(folder, 'crash');
  // The user's own module runs in the thread that trains, and can end it.
  writeFileSync(
    join(folder, 'law.mjs'),
    `import { existsSync, rmSync } from 'node:fs';
     export function data(count, random) {
       if (existsSync(${JSON.stringify(signal)})) {
         rmSync(${JSON.stringify(signal)});
         ${crash};
       }
       return Array.from({ length: count }, () => random.normal());
     }`,
  );
  const config = {
    epochs: 400,
    snapshots: { samples: 200, every: 4 },
    target: { law: 'module', file: 'law.mjs', export: 'data' },
  };
  const read = await readFiles(runConfigSchema.parse(config), folder);
  const workbench = temporaryWorkbench(2);
  const [undisturbed] = workbench.launch([{ read, name: 'undisturbed' }]);
  await workbench.idle();

  const [struck] = workbench.launch([{ read, name: 'struck' }]);
  const [other] = workbench.launch([request({ epochs: 400, snapshots: { samples: 200, every: 4 } })]);
  const seen: WorkbenchEvent[] = [];
  workbench.subscribe((event) => seen.push(event));
  await until(workbench, ({ kind, run }) => kind === 'progress' && run === struck);
  writeFileSync(signal, '');
  await workbench.idle();
  const error = { code: 'worker-crashed', message: expect.stringMatching(reason) as string };
  expect(seen.find(({ kind }) => kind === 'crashed')).toMatchObject({ run: struck, error });
  expect(workbench.store.getRun(struck)).toMatchObject({ status: 'interrupted', error });
  expect(workbench.store.getRun(other).status).toBe('finished');

  workbench.goOn([struck]);
  await workbench.idle();
  expect(recorded(workbench, struck)).toEqual(recorded(workbench, undisturbed));
});
