import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';

/** Starts the workbench for a browser on a store until it is ready; gives what it has said so far. */
async function serve(folder: string, store: string): Promise<() => string> {
  const server = spawn(process.execPath, ['out/main/server.js', '--no-open', '--store', store], {
    env: { ...process.env, XDG_DATA_HOME: join(folder, 'data') },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(async () => {
    server.kill();
    await once(server, 'exit');
  });
  let said = '';
  server.stdout.on('data', (part: Buffer) => (said += part.toString()));
  await expect.poll(() => said, { timeout: 60_000 }).toMatch(/Press Ctrl-C to stop.*\n/);
  return () => said;
}

it('a second start for the browser opens the store that it was given, and says where another has it open too', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'second-start-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const [runs, lab] = [join(folder, 'runs.sqlite'), join(folder, 'lab.sqlite')];
  const SHARED = 'Another window or command has this store open';
  const first = await serve(folder, runs);
  expect(first()).toContain(`Runs are kept in ${runs}.`);
  const other = await serve(folder, lab);
  expect(other()).toContain(`Runs are kept in ${lab}.`);
  expect(other().split('\n')[0]).not.toBe(first().split('\n')[0]);
  const again = await serve(folder, runs);
  await expect.poll(again, { timeout: 60_000 }).toContain(SHARED);
  // What the others would have said of it by now.
  expect(first() + other()).not.toContain(SHARED);
});
