import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';

it('a start for the browser that is refused says why, in a sentence and nothing else', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gan-workbench-refused-start-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const { status, stderr } = spawnSync(process.execPath, ['--no-warnings', 'src/main/server/serve.ts', '--port', 'x'], {
    env: { ...process.env, XDG_DATA_HOME: folder },
    encoding: 'utf8',
  });
  expect(stderr).toBe('--port needs a whole number from 0 to 65535.\n');
  expect(status).toBe(1);
});
