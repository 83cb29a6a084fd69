import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { closeBrowser, OpenedWorkbench, reloadWindow } from './opened.ts';
import { trainRuns } from './trained.ts';

describe('an error that nobody expected', () => {
  let workbench: OpenedWorkbench;
  let page: Page;

  beforeEach(async () => {
    workbench = await OpenedWorkbench.open();
    ({ page } = workbench);
  });
  afterEach(async () => {
    await workbench.close();
  });
  afterAll(closeBrowser);

  const logged = () => readFileSync(join(workbench.folder, 'data', 'gan-workbench', 'log', 'workbench.log'), 'utf8');
  const notices = () => page.getByRole('region', { name: 'Notices' }).getByRole('alert').allTextContents();

  it('in the window is said once, however often it comes again, and the log file holds where it was', async () => {
    await page.getByRole('button', { name: 'Train the vanilla GAN' }).waitFor();
    await page.evaluate(() => {
      let times = 0;
      const timer = setInterval(function drawSomething() {
        times += 1;
        if (times === 10) clearInterval(timer);
        throw new Error('there is no seventh layer');
      }, 20);
    });
    await expect.poll(() => workbench.faults.length).toBe(10);
    await expect.poll(logged).toMatch(/error in the window: there is no seventh layer\\n.*\\n\s+at drawSomething/);
    expect(logged().match(/in the window/g)).toHaveLength(1);
    const [notice, ...others] = await notices();
    expect(notice).toMatch(/^Unexpected error in the window; details are in the log file/);
    expect(others).toEqual([]);
  });

  it('of a font that cannot be fetched leaves the window to be used', async () => {
    await page.route('**/*.woff2', (route) => route.abort());
    await reloadWindow(page);
    await page.getByRole('button', { name: 'Train the vanilla GAN' }).click();
    await page.getByRole('heading', { name: 'vanilla', exact: true }).waitFor();
    await expect.poll(logged).toMatch(/error in the window: the font 400 13px "Inter" is missing/);
    expect(await notices()).toHaveLength(1);
  });

  it('of a store that cannot be read for a moment is said once, and the list goes on when it can be', async () => {
    await trainRuns(workbench.store, [
      { name: 'first', config: { epochs: 20 } },
      { name: 'second', config: { epochs: 21 } },
    ]);
    const row = (name: string) => page.getByRole('row', { name: new RegExp(name) });
    await row('second').waitFor();
    change(workbench.store, 'ALTER TABLE noise_floors RENAME TO noise_floors_away');
    await row('first').getByRole('button', { name: 'Star first' }).click();
    await expect.poll(notices).toHaveLength(1);
    expect(await notices()).toEqual([expect.stringMatching(/^Unexpected error; details are in .*\.log/)]);
    // What was told before is still there.
    await row('second').waitFor();
    // Long enough for it to fail again.
    await expect.poll(() => logged().match(/no such table/g)?.length).toBeGreaterThan(1);
    expect(await notices()).toHaveLength(1);
    change(workbench.store, 'ALTER TABLE noise_floors_away RENAME TO noise_floors');
    change(workbench.store, `UPDATE runs SET name = 'third' WHERE name = 'second'`);
    await row('third').waitFor();
    expect(await row('second').count()).toBe(0);
    expect(workbench.faults).toEqual([]);
  });
});

/** As another program does that has the store open. */
function change(store: string, sql: string): void {
  const database = new Database(store, { timeout: 5000 });
  database.exec(sql);
  database.close();
}
