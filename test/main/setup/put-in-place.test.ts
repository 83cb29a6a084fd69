import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

const MODULE = new URL('../../../src/main/setup/put-in-place.ts', import.meta.url).href;
const BUILDS = 300;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'put-in-place-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A process that puts many builds in the same place, and what it said. */
async function builds(name: string) {
  const script = `
    import { mkdirSync, writeFileSync } from 'node:fs';
    import { putInPlace } from ${JSON.stringify(MODULE)};
    for (let count = 0; count < ${BUILDS}; count++) {
      const built = ${JSON.stringify(join(folder, name))} + count;
      mkdirSync(built);
      writeFileSync(built + '/of', ${JSON.stringify(name)});
      putInPlace(built, ${JSON.stringify(join(folder, 'place'))});
    }`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (part: string) => (said += part));
  const code = await new Promise((resolve) => child.on('close', resolve));
  return { code, said };
}

it('puts whole builds in place where two processes build at once', async () => {
  const ended = { code: 0, said: '' };
  expect(await Promise.all([builds('one'), builds('other')])).toEqual([ended, ended]);
  expect(readdirSync(join(folder, 'place'))).toEqual(['of']);
  expect(['one', 'other']).toContain(readFileSync(join(folder, 'place', 'of'), 'utf8'));
});
