import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { watchDrawnCharts, watchFrames } from './frames.ts';
import { openNewRun } from './new-run.ts';
import { closeBrowser, OpenedWorkbench, reloadWindow } from './opened.ts';
import { trainRuns } from './trained.ts';

/** Strokes, fills and texts for one picture, on all charts of a run's page. */
const MOST_DRAWINGS = 150;
const WATCHED_SECONDS = 5;

/** Trains for longer than anybody looks at it here, and tells of many epochs a second. */
const WIDE = {
  generator: { hidden_widths: [256, 256] },
  discriminator: { hidden_widths: [256, 256] },
  epochs: 100_000,
  batches_per_epoch: 1,
};

describe('while the queue trains', () => {
  let workbench: OpenedWorkbench;
  let page: Page;

  beforeAll(async () => {
    workbench = await OpenedWorkbench.open();
    ({ page } = workbench);
    await trainRuns(workbench.store, [{ name: 'recorded', config: { epochs: 1200, ema_decay: 0.999 } }]);
    await page.getByRole('treegrid', { name: 'Runs' }).getByTitle('recorded', { exact: true }).waitFor();
    const drawer = await openNewRun(page);
    await drawer.getByRole('button', { name: 'JSON' }).click();
    await drawer.getByRole('textbox', { name: /JSON/ }).fill(JSON.stringify(WIDE));
    await drawer.getByLabel('Name', { exact: true }).fill('wide');
    await drawer.getByRole('button', { name: 'Launch' }).click();
    await page.getByRole('heading', { name: 'wide', exact: true }).waitFor();
  });
  afterAll(async () => {
    await workbench.close();
    await closeBrowser();
  });

  it('live charts draw little for each picture', async () => {
    await page.locator('[data-epoch]').waitFor();
    const { pictures, drawings } = await watchFrames(page, WATCHED_SECONDS);
    expect(pictures).toBeGreaterThan(0);
    expect(drawings).toBeLessThan(MOST_DRAWINGS);
  });

  it('charts of the epochs are drawn one after another, and not at all where they are out of sight', async () => {
    const ofEpochs = ['Wasserstein-1', 'Losses of generator and discriminator'];
    const together = await watchDrawnCharts(page, WATCHED_SECONDS);
    const drawn = together.map((names) => names.filter((name) => ofEpochs.includes(name)));
    expect(new Set(drawn.flat())).toEqual(new Set(ofEpochs));
    expect(drawn.filter(({ length }) => length > 1)).toEqual([]);
    expect(together.flat().filter((name) => name.startsWith('Gradient norms'))).toEqual([]);
    await page.getByRole('img', { name: /^Gradient norms/ }).scrollIntoViewIfNeeded();
    await expect.poll(async () => (await watchDrawnCharts(page, 1)).flat().join()).toContain('Gradient norms');
    await page.getByRole('img', { name: /^Histogram/ }).scrollIntoViewIfNeeded();
  });

  it('so does the player, with every curve drawn', async () => {
    await page.getByRole('treegrid', { name: 'Runs' }).getByTitle('recorded', { exact: true }).click();
    await page.getByText('1200 of 1200 epochs').waitFor();
    await page.getByLabel('D(x)', { exact: true }).check();
    await page.getByRole('slider', { name: 'Epoch shown' }).fill('1');
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    const { pictures, drawings } = await watchFrames(page, WATCHED_SECONDS);
    expect(pictures).toBeGreaterThan(0);
    expect(drawings).toBeLessThan(MOST_DRAWINGS);
    expect(workbench.faults).toEqual([]);
  });

  it('a picture that was played to is the same as one that was opened there', async () => {
    const drawn = () =>
      page.evaluate(() =>
        [...document.querySelectorAll('.pictures canvas')].map((one) => (one as HTMLCanvasElement).toDataURL()),
      );
    await page.getByRole('button', { name: 'Pause the player' }).click();
    await page.getByRole('slider', { name: 'Epoch shown' }).fill('700');
    await page.locator('[data-epoch="700"]').waitFor();
    await page.getByRole('treegrid', { name: 'Runs' }).focus();
    for (let step = 0; step < 3; step++) await page.keyboard.press('ArrowRight');
    await page.locator('[data-epoch="703"]').waitFor();
    const played = await drawn();
    expect(played).toHaveLength(2);
    await page.keyboard.press('ArrowRight');
    await page.locator('[data-epoch="704"]').waitFor();
    expect(await drawn()).not.toEqual(played);
    await page.keyboard.press('ArrowLeft');
    await page.locator('[data-epoch="703"]').waitFor();
    await reloadWindow(page);
    await page.locator('[data-epoch="703"]').waitFor();
    await page.getByLabel('D(x)', { exact: true }).check();
    await expect.poll(drawn).toEqual(played);
  });
});
