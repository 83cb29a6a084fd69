import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { closeBrowser, OpenedWorkbench } from './opened.ts';

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
  const notices = () => page.getByRole('list', { name: 'Notices' }).getByRole('alert').allTextContents();

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
    await expect.poll(logged).toMatch(/error in the window: there is no seventh layer\n.*\n\s+at drawSomething/);
    expect(logged().match(/in the window/g)).toHaveLength(1);
    const [notice, ...others] = await notices();
    expect(notice).toMatch(/^Something went wrong in the window that should not have; it is in the log file/);
    expect(others).toEqual([]);
  });

  it('of a font that cannot be fetched leaves the window to be used', async () => {
    await page.route('**/*.woff2', (route) => route.abort());
    await page.reload();
    await page.getByRole('button', { name: 'Train the vanilla GAN' }).click();
    await page.getByRole('heading', { name: 'vanilla', exact: true }).waitFor();
    await expect.poll(logged).toMatch(/error in the window: the font 400 13px "Inter" is missing/);
    expect(await notices()).toHaveLength(1);
  });
});
