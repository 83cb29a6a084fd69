import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { barriers } from './barriers.ts';
import { openForEach } from './each.ts';
import type { OpenedWorkbench } from './opened.ts';
import { LONG_NAME, recordForViews, Views } from './views.ts';

const THEMES = ['light', 'dark'] as const;
type Theme = (typeof THEMES)[number];

async function turn(page: Page, theme: Theme): Promise<void> {
  await page.emulateMedia({ colorScheme: theme });
  await page.locator(`[data-theme=${theme}]`).waitFor();
}

describe('the first start', () => {
  let page: Page;
  openForEach((opened) => ({ page } = opened));

  it.each(THEMES)('has no serious barrier and no text of low contrast, %s', async (theme) => {
    await turn(page, theme);
    expect(await barriers(page)).toEqual([]);
  });
});

describe('every view', () => {
  const recorded = recordForViews();
  let workbench: OpenedWorkbench;
  let page: Page;
  let views: Views;

  openForEach(
    (opened) => {
      workbench = opened;
      ({ page } = opened);
      views = new Views(page, recorded);
    },
    { store: recorded.store },
  );

  it.each(THEMES)(
    'has no serious barrier and no text of low contrast, %s',
    async (theme) => {
      await turn(page, theme);
      expect(recorded.groups).toHaveLength(9);
      for (const [name, ...steps] of views.all) {
        for (const step of steps) await step();
        expect(await barriers(page), `${name}, ${theme}`).toEqual([]);
      }
      expect(workbench.faults).toEqual([]);
    },
    120_000,
  );

  it('of a run that failed in its first epoch says in place of its charts why there are none', async () => {
    await views.showRun('failing');
    await page.getByText('There are no charts: no epoch gave losses that can be drawn.').waitFor();
    expect(await page.getByRole('region', { name: 'Charts' }).locator('canvas').count()).toBe(0);
    expect(workbench.faults).toEqual([]);
  });

  it('of sweeps shows their names to the end', async () => {
    await page.setViewportSize({ width: 1280, height: 720 });
    await views.goTo('#/sweeps');
    const name = page.getByRole('button', { name: LONG_NAME, exact: true });
    await name.waitFor();
    expect(await name.evaluate((shown) => shown.scrollWidth <= shown.clientWidth)).toBe(true);
    expect(await name.evaluate((shown) => getComputedStyle(shown).whiteSpace)).toBe('normal');
  });

  it('of a sweep opens the runs of a cell of its heat map where it is pressed', async () => {
    await views.openSweep();
    const map = page.locator('section').filter({ has: page.getByRole('heading', { name: 'Metric by two settings' }) });
    await map.scrollIntoViewIfNeeded();
    const canvas = map.locator('canvas');
    const [left, top, width, height] = ((await canvas.getAttribute('data-axes')) ?? '').split(' ').map(Number);
    const box = (await canvas.boundingBox()) ?? { x: 0, y: 0 };
    await page.mouse.click(box.x + left + width / 4, box.y + top + height / 4);
    await expect.poll(() => decodeURIComponent(page.url())).toMatch(/#\/runs\/group:\w{16}(?:\?|$)/);
    await views.comparison.waitFor();
    expect(workbench.faults).toEqual([]);
  });
});
