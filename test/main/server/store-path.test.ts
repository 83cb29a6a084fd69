import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { AskingPage } from './asking-page.ts';
import { Served } from './served.ts';

const served = new Served();
beforeAll(() => served.start());
afterAll(() => served.end());

it('a page makes a store in a folder that is there, and no folders', async () => {
  const page = await AskingPage.open(served);
  const nowhere = join(served.folder, 'made', 'by', 'a', 'page');
  expect(await page.ask('settings.open_store', { path: join(nowhere, 'runs.sqlite') })).toMatchObject({
    kind: 'refusal',
    error: {
      code: 'folder-not-found',
      message: `The folder ${nowhere} does not exist; create it or check the path.`,
    },
  });
  expect(existsSync(join(served.folder, 'made'))).toBe(false);
  const there = join(served.folder, 'there');
  mkdirSync(there);
  await page.reply('settings.open_store', { path: join(there, 'runs.sqlite') });
  expect(existsSync(join(there, 'runs.sqlite'))).toBe(true);
});
