import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../../../src/main/store/store.ts';
import { recordedText } from '../../../src/shared/number-text.ts';
import { barriers } from './barriers.ts';
import { openForEach } from './each.ts';
import type { OpenedWorkbench } from './opened.ts';
import { reloadWindow } from './opened.ts';
import { trainRuns } from './trained.ts';

describe('the list of runs', () => {
  const folder = mkdtempSync(join(tmpdir(), 'run-list-'));
  const recorded = join(folder, 'runs.sqlite');
  let workbench: OpenedWorkbench;
  let page: Page;

  beforeAll(async () => {
    await trainRuns(recorded, [
      { name: 'seeds', config: { epochs: 20 }, seeds: '1..3' },
      { name: 'slow', config: { epochs: 20, optimizer: { generator: { learning_rate: 1e-5 } } } },
      { name: 'alone', config: { epochs: 20, loss: 'minimax', seed: 5 } },
    ]);
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  openForEach(
    async (opened) => {
      workbench = opened;
      ({ page } = opened);
      await row('alone').waitFor();
    },
    { store: recorded },
  );

  const list = (): Locator => page.locator('#run-list');
  const row = (name: string): Locator => page.locator('[role=rowgroup] [role=row]').filter({ hasText: name });
  const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
  const headings = () => page.getByRole('rowheader').allTextContents();

  function tailOf(name: string): number {
    const store = openStore(recorded);
    const found = store.runs.list().find(({ run }) => run.name === name);
    store.close();
    return found?.summaries.find(({ metric }) => metric === 'wasserstein_1')?.tailMean ?? NaN;
  }

  it('says in two lines what a run is called, its course, its state, its seeds and how far it is from the target', async () => {
    expect((await row('alone').boundingBox())?.height).toBe(44);
    expect((await list().boundingBox())?.width).toBe(300);
    const text = (await row('alone').innerText()).replaceAll(/\s+/g, ' ');
    expect(text).toMatch(/^☆ alone seed 5 · finished [\d.]+× floor · W1 [\d.]+$/);
    expect(text).toContain(` W1 ${recordedText(tailOf('alone'))}`);
    // What these numbers are is said once, above the rows.
    const key = 'W1: Wasserstein-1, last quarter of epochs; groups: median of seeds · floor: W1 of a perfect generator';
    await page.getByText(key).waitFor();
    await expect.poll(() => row('alone').locator('polyline').count()).toBe(1);
    await expect.poll(() => row('seeds').locator('polyline').count()).toBe(3);
    expect((await row('alone').locator('polyline').getAttribute('points'))?.split(' ')).toHaveLength(20);
    expect(await row('seeds').innerText()).toContain('3 seeds · 1–3');
    expect(await barriers(page)).toEqual([]);
    await page.setViewportSize({ width: 1280, height: 720 });
    await expect.poll(async () => (await list().boundingBox())?.width).toBe(260);
  });

  it('has its actions at its foot once a run is selected, and nothing above them moves', async () => {
    await page.goto(workbench.address);
    await row('alone').waitFor();
    const before = [await list().boundingBox(), await row('slow').boundingBox()];
    await row('slow').click();
    await page.getByText('1 selected').waitFor();
    const after = [await list().boundingBox(), await row('slow').boundingBox()];
    expect(after[0]?.y).toBe(before[0]?.y);
    expect(after[1]).toEqual(before[1]);
    const actions = await page.getByRole('textbox', { name: 'Add tag' }).boundingBox();
    expect(actions?.y).toBeGreaterThan((after[0]?.y ?? 0) + (after[0]?.height ?? 0));
  });

  it('becomes a wide table of settings and metrics too, whose columns are sorted and resized by pointer and keyboard', async () => {
    await press('Columns');
    await press('Choose columns…');
    await page.getByRole('searchbox', { name: 'Find a column' }).fill('learning');
    await page.getByLabel('Generator learning rate', { exact: true }).check();
    await page.keyboard.press('Escape');
    const header = page.getByRole('columnheader', { name: /^Generator learning rate/ });
    await header.waitFor();
    const place = (await page.getByRole('columnheader').allTextContents()).findIndex((one) =>
      one.startsWith('Generator learning rate'),
    );
    expect((await row('slow').getByRole('gridcell').nth(place).innerText()).trim()).toBe('1e-5');
    const listed = async () => {
      const names = ['seeds', 'slow', 'alone'];
      const tops = await Promise.all(names.map(async (name) => (await row(name).boundingBox())?.y ?? NaN));
      return names.toSorted((one, other) => tops[names.indexOf(one)] - tops[names.indexOf(other)]);
    };
    // As they were created, the newest first: neither order is that of the learning rate.
    expect(await listed()).toEqual(['alone', 'slow', 'seeds']);
    await header.getByRole('button').click();
    await expect.poll(async () => (await listed())[0]).toBe('slow');
    await expect.poll(() => header.getAttribute('aria-sort')).toBe('ascending');
    await header.getByRole('button').click();
    await expect.poll(async () => (await listed())[2]).toBe('slow');
    await expect.poll(() => header.getAttribute('aria-sort')).toBe('descending');
    const wide = (await header.boundingBox())?.width ?? 0;
    await header.getByRole('button').press('Shift+ArrowRight');
    await expect.poll(async () => (await header.boundingBox())?.width).toBe(wide + 16);
    await header.scrollIntoViewIfNeeded();
    const box = (await header.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
    await page.mouse.move(box.x + box.width - 2, box.y + 10);
    await page.mouse.down();
    await page.mouse.move(box.x + 79, box.y + 10);
    await page.mouse.up();
    await expect.poll(async () => (await header.boundingBox())?.width).toBe(79);
    expect(await barriers(page)).toEqual([]);
    await reloadWindow(page);
    await header.waitFor();
    await press('Columns');
    await expect.poll(() => page.getByRole('columnheader').count()).toBe(0);
    expect(workbench.faults).toEqual([]);
  });

  it('stands under its tags or sweeps where it is grouped by them, or as single runs', async () => {
    await row('slow').click();
    await page.getByRole('textbox', { name: 'Add tag' }).fill('paper');
    await page.keyboard.press('Enter');
    await page.getByLabel('Group by').selectOption('tag');
    await expect.poll(headings).toEqual(['paper', 'Without a tag']);
    const [first, second] = await page.getByRole('rowheader').all();
    const y = async (one: Locator) => (await one.boundingBox())?.y ?? 0;
    expect(await y(row('slow'))).toBeGreaterThan(await y(first));
    expect(await y(row('slow'))).toBeLessThan(await y(second));
    expect(await y(row('alone'))).toBeGreaterThan(await y(second));
    expect(await barriers(page)).toEqual([]);
    await page.getByLabel('Group by').selectOption('sweep');
    await expect.poll(headings).toEqual(['In no sweep']);
    await page.getByLabel('Group by').selectOption('nothing');
    await expect.poll(() => row('').count()).toBe(5);
    expect(await headings()).toEqual([]);
  });

  it('is sorted by keyboard and without columns', async () => {
    const y = async (name: string) => (await row(name).boundingBox())?.y ?? 0;
    await page.getByLabel('Sort by').selectOption('Name');
    await expect.poll(async () => (await y('slow')) < (await y('alone'))).toBe(true);
    await press('Highest first');
    await expect.poll(async () => (await y('alone')) < (await y('slow'))).toBe(true);
  });

  it('is a sheet over the content of a window below 1100 pixels, which a key opens and Escape closes', async () => {
    await row('slow').click();
    await page.setViewportSize({ width: 1000, height: 720 });
    await list().waitFor({ state: 'detached' });
    const detail = page.getByRole('region', { name: 'Detail' });
    const { width } = (await detail.boundingBox()) ?? { width: 0 };
    expect(width).toBeGreaterThan(900);
    await page.getByRole('button', { name: 'Duplicate', exact: true }).focus();
    await page.keyboard.press('[');
    await list().waitFor();
    expect((await detail.boundingBox())?.width).toBe(width);
    const focused = () => page.evaluate(() => document.activeElement?.id || document.activeElement?.textContent);
    expect(await focused()).toBe('run-list');
    expect(await barriers(page)).toEqual([]);
    await page.keyboard.press('ArrowDown');
    await page.getByRole('heading', { name: 'seeds' }).waitFor();
    await page.keyboard.press('Escape');
    await list().waitFor({ state: 'detached' });
    await press('Show the list of runs');
    await list().waitFor();
    await page.keyboard.press('Escape');
    await list().waitFor({ state: 'detached' });
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Show the list of runs');
    await page.setViewportSize({ width: 1440, height: 900 });
    await list().waitFor();
    expect(workbench.faults).toEqual([]);
  });
});
