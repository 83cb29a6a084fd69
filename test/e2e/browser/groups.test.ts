import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../../../src/main/store/store.ts';
import { barriers } from './barriers.ts';
import { openForEach } from './each.ts';
import type { OpenedWorkbench } from './opened.ts';
import { reloadWindow } from './opened.ts';
import { trainRuns } from './trained.ts';

/** A run that could not begin, of a group that is there. */
function addFailed(path: string, name: string, seed: number): void {
  const store = openStore(path);
  const equal = store.runs.list().find(({ run }) => run.name === name);
  if (!equal) throw new Error(`no run is called ${name}`);
  const { config, group, createdAt } = equal.run;
  store.runs.create({ id: 'failed01', name, config: { ...config, seed }, group, createdAt });
  store.states.fail('failed01', { code: 'worker-crashed', message: 'The worker ended.' }, createdAt);
  store.close();
}

/** The text of a row's cell under the column of this title. */
async function cell(row: Locator, title: string): Promise<string> {
  const titles = await row.page().getByRole('columnheader').allTextContents();
  const place = titles.findIndex((one) => one.startsWith(title));
  return ((await row.getByRole('gridcell').nth(place).textContent()) ?? '').trim();
}

describe('groups of runs that are equal but for the seed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'groups-'));
  const recorded = join(folder, 'runs.sqlite');
  let page: Page;

  beforeAll(async () => {
    await trainRuns(recorded, [
      { name: 'plain', config: { epochs: 20 }, seeds: '1..3' },
      { name: 'wide', config: { epochs: 20, generator: { hidden_widths: [96, 32] } }, seeds: '1..3' },
      { name: 'alone', config: { epochs: 20, loss: 'minimax', seed: 5 } },
    ]);
    addFailed(recorded, 'wide', 4);
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  openForEach(
    async (opened) => {
      ({ page } = opened);
      await row('alone').waitFor();
      // What is read of them stands in columns.
      await page.getByRole('button', { name: 'Columns', exact: true }).click();
      await page.getByRole('columnheader', { name: 'Status' }).waitFor();
    },
    { store: recorded },
  );

  const row = (name: string): Locator => page.locator('[role=row][aria-level="1"]').filter({ hasText: name });
  const members = (): Locator => page.locator('[role=row][aria-level="2"]');
  const rows = (): Promise<number> => page.locator('[role=rowgroup] [role=row]').count();
  const choose = (name: string): Promise<void> => row(name).getByTitle(name, { exact: true }).click();
  const filter = (text: string): Promise<void> => page.getByRole('searchbox', { name: 'Filter runs' }).fill(text);
  const status = (name: string) => expect.poll(() => cell(row(name), 'Status'));

  it('are a row each that unfolds by keyboard and by pointer, and every run by itself where that is chosen', async () => {
    expect(await rows()).toBe(3);
    expect(await cell(row('plain'), 'Seed')).toBe('1–3');
    expect(await cell(row('plain'), '× noise floor')).toMatch(/^[\d.]+× floor · W1 [\d.]+ \([\d.]+–[\d.]+\)$/);
    expect(await cell(row('alone'), 'Status')).toBe('finished');
    await page.getByRole('button', { name: 'Unfold wide' }).click();
    await expect.poll(() => members().count()).toBe(4);
    expect(await row('wide').getAttribute('aria-expanded')).toBe('true');
    await page.getByRole('button', { name: 'Fold wide' }).click();
    await expect.poll(() => members().count()).toBe(0);
    await choose('plain');
    await page.getByRole('region', { name: 'Detail' }).getByRole('heading', { name: 'plain' }).waitFor();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => members().count()).toBe(3);
    await page.keyboard.press('ArrowDown');
    await page.getByText('20 of 20 epochs · trained in').waitFor();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => members().count()).toBe(0);
    await page.getByLabel('Group by').selectOption('nothing');
    await expect.poll(rows).toBe(8);
    await reloadWindow(page);
    await page.getByRole('grid', { name: 'Runs' }).waitFor();
    await expect.poll(rows).toBe(8);
  });

  it('say how many seeds count, which a filter changes in no other group', async () => {
    await status('wide').toBe('3 of 4, 1 failed');
    const plain = await cell(row('plain'), '× noise floor');
    await filter('name = plain or seed = 2');
    await status('wide').toBe('1 of 4, 3 hidden');
    expect([await cell(row('plain'), 'Status'), await cell(row('plain'), '× noise floor')]).toEqual(['3 seeds', plain]);
    await filter('seed < 3');
    await status('plain').toBe('2 of 3, 1 hidden');
  });

  it('are renamed, starred and tagged as one, and put into the trash as far as the filter shows them', async () => {
    await choose('plain');
    await page.getByText('1 selected · 3 runs').waitFor();
    await page.keyboard.press('F2');
    await page.getByRole('textbox', { name: 'Name of the run' }).fill('baseline');
    await page.keyboard.press('Enter');
    await row('baseline').waitFor();
    await row('baseline').getByRole('button', { name: 'Star baseline' }).click();
    await row('baseline').getByRole('button', { name: 'Star baseline', pressed: true }).waitFor();
    await page.getByRole('textbox', { name: 'Add tag' }).fill('paper');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Remove tag paper' }).waitFor();
    await filter('tags = paper and seed < 3');
    await status('baseline').toBe('2 of 3, 1 hidden');
    await page.getByText('1 selected · 2 runs · 1 hidden, not included').waitFor();
    await page.getByRole('button', { name: 'Move to trash', exact: true }).click();
    await expect.poll(rows).toBe(0);
    await filter('');
    expect(await cell(row('baseline'), 'Seed')).toBe('3');
    await page.getByRole('button', { name: 'Trash', exact: true }).click();
    await status('baseline').toBe('2 of 3, 1 hidden');
    await choose('baseline');
    await page.getByRole('button', { name: 'Restore', exact: true }).click();
    await page.getByText('The trash is empty.').waitFor();
    await page.getByRole('button', { name: 'Trash', exact: true }).click();
    await status('baseline').toBe('3 seeds');
  });

  it('are made of one run by more seeds of it, and try again what failed', async () => {
    await choose('alone');
    await page.getByRole('button', { name: 'Add seeds…' }).click();
    const asked = page.getByRole('dialog', { name: 'Add seeds' });
    await asked.getByText('Seeds 6–12').waitFor();
    await asked.getByRole('spinbutton').fill('2');
    await asked.getByText('Seeds 6–7').waitFor();
    expect(await barriers(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await status('alone').toBe('3 seeds');
    expect(await cell(row('alone'), 'Seed')).toBe('5–7');
    expect(await row('alone').getAttribute('aria-selected')).toBe('true');
    await choose('wide');
    await page.getByRole('button', { name: 'Retry the failed run' }).click();
    await status('wide').toBe('4 seeds');
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Find a command' }).fill('add seeds');
    await page.keyboard.press('Enter');
    await asked.getByText('Seeds 5–8').waitFor();
  });

  it('wait in a queue that is paused and goes on, and stop all together once that has been confirmed', async () => {
    await page.getByRole('button', { name: /^Queue/ }).click();
    const drawer = page.getByRole('region', { name: 'Queue' });
    await drawer.getByText('Retry 1 run that failed').waitFor();
    await drawer.getByRole('button', { name: 'Pause the queue' }).click();
    await page.getByRole('button', { name: /^Queue \(paused\)/ }).waitFor();
    await choose('alone');
    await page.getByRole('button', { name: 'Add seeds…' }).click();
    await page.keyboard.press('Enter');
    await status('alone').toBe('1 of 8 done, 7 queued');
    await drawer.getByRole('button', { name: 'Move alone · seed 12 up' }).click();
    await expect
      .poll(() => drawer.getByRole('listitem').locator('.name').allTextContents())
      .toEqual([6, 7, 8, 9, 10, 12, 11].map((seed) => `alone · seed ${seed}`));
    await drawer.getByRole('button', { name: 'Stop all…' }).click();
    await drawer.getByRole('button', { name: 'Keep' }).click();
    expect(await barriers(page)).toEqual([]);
    await drawer.getByRole('button', { name: 'Resume the queue' }).click();
    await status('alone').toBe('8 seeds');
    await drawer.getByRole('button', { name: 'Pause the queue' }).click();
    await page.getByRole('button', { name: 'Add seeds…' }).click();
    await page.keyboard.press('Enter');
    await status('alone').toBe('8 of 16 done, 8 queued');
    await drawer.getByRole('button', { name: 'Stop all…' }).click();
    await drawer.getByRole('button', { name: 'Stop all', exact: true }).click();
    await drawer.getByText('The queue is empty.').waitFor();
  });

  it.each(['light', 'dark'] as const)('have no serious barrier to anybody, theme %s', async (colorScheme) => {
    await page.emulateMedia({ colorScheme });
    await page.locator(`[data-theme=${colorScheme}]`).waitFor();
    await page.getByRole('button', { name: 'Unfold wide' }).click();
    await choose('wide');
    await page.getByText('1 selected · 4 runs').waitFor();
    expect(await barriers(page)).toEqual([]);
  });
});

describe('the first start', () => {
  let workbench: OpenedWorkbench;
  openForEach((opened) => (workbench = opened));

  it('offers sixteen seeds of the vanilla GAN, which are one group', async () => {
    const { page } = workbench;
    await page.getByRole('button', { name: 'Train it with 16 seeds' }).click();
    // The goal is 15 s on two cores that do nothing else.
    await page.getByRole('row', { name: /vanilla.*16 seeds.*1–16/ }).waitFor({ timeout: 90_000 });
    await page.getByRole('region', { name: 'Detail' }).getByRole('heading', { name: 'vanilla' }).waitFor();
    expect(workbench.faults).toEqual([]);
  });
});
