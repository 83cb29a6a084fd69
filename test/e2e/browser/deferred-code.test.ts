import { describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { openForEach } from './each.ts';
import type { OpenedWorkbench } from './opened.ts';

const OTHER_VIEWS = /\/assets\/other-views-[^/]*\.js$/;

describe('the code of the page', () => {
  let opened: OpenedWorkbench;
  let page: Page;
  openForEach((workbench) => {
    opened = workbench;
    ({ page } = workbench);
  });

  it('of all views is there soon after the first screen, also when a build has replaced the files', async () => {
    await page.waitForLoadState('networkidle');
    await page.route(/\/assets\/.*\.js$/, (route) => route.fulfill({ status: 404 }));

    const go = (name: string) => page.getByRole('navigation').getByRole('button', { name }).click();
    await go('Settings');
    await page.getByRole('heading', { name: 'Settings' }).waitFor();
    await go('Sweeps');
    await page.getByRole('heading', { name: 'Sweeps' }).waitFor();
    await page.keyboard.press('Control+n');
    await page.getByRole('dialog', { name: 'New run' }).waitFor();

    expect(await page.getByRole('region', { name: 'Incomplete window' }).count()).toBe(0);
  });

  it('of a view is missing with a sentence, and there after a reload', async () => {
    await page.route(OTHER_VIEWS, (route) => route.fulfill({ status: 404 }));
    await page.reload();
    const banner = page.getByRole('region', { name: 'Incomplete window' });
    await banner.getByText('A part of this window could not be loaded').waitFor();
    await page.keyboard.press('Control+,');

    await page.unroute(OTHER_VIEWS);
    await banner.getByRole('button', { name: 'Reload' }).click();

    await page.getByRole('heading', { name: 'Settings' }).waitFor();
    expect(await banner.count()).toBe(0);
    // Chromium's own word on the file that was not there, also for the page before the reload if that had not asked for it yet.
    expect([...new Set(opened.faults.splice(0))]).toEqual([expect.stringContaining('404')]);
  });

  it('of the window is missing with a sentence', async () => {
    await page.route(/\/assets\/window-[^/]*\.js$/, (route) => route.fulfill({ status: 404 }));
    await page.reload();
    await page.getByText('This page could not be loaded; reload it.').waitFor();
    await page.unroute(/\/assets\/window-[^/]*\.js$/);
    await page.reload();
    await page.getByRole('button', { name: 'Train the vanilla GAN' }).waitFor();
    expect(opened.faults.splice(0)).not.toEqual([]);
  });
});
