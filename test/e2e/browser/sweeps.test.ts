import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { numberText } from '../../../src/shared/number-text.ts';
import { LIGHT } from '../../../src/shared/figures/palette.ts';
import { barriers } from './barriers.ts';
import { dismiss } from './dismiss.ts';
import { openForEach } from './each.ts';
import type { OpenedWorkbench } from './opened.ts';

interface GroupNumbers {
  readonly name: string;
  readonly n: number;
  readonly mean: number;
  readonly standard_deviation: number;
  readonly median: number;
  readonly lower_quartile: number;
  readonly upper_quartile: number;
}

describe('a sweep in the window', () => {
  let workbench: OpenedWorkbench;
  let page: Page;

  openForEach((opened) => {
    workbench = opened;
    ({ page } = opened);
  });

  const launchButton = (runs: number): Locator => page.getByRole('button', { name: `Launch ${runs} runs` });
  const figure = (label: RegExp): Locator => page.getByRole('img', { name: label }).locator('canvas');

  async function openBuilder(): Promise<void> {
    await page.keyboard.press('Control+K');
    await page.keyboard.type('new sweep');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'New sweep' }).waitFor();
  }

  /** Writes a sweep as its JSON, and launches it. */
  async function launch(sweep: object, runs: number): Promise<void> {
    await openBuilder();
    await page.getByRole('button', { name: 'JSON' }).click();
    await page.getByLabel(/^Sweep as JSON/).fill(JSON.stringify(sweep));
    // The fields say the same.
    await page.getByRole('button', { name: 'Fields' }).click();
    expect(await page.getByLabel('Values of setting 1').inputValue()).toBe('1e-4, 1e-3');
    expect(await page.getByLabel('Seeds of each arm').inputValue()).toBe('1..2');
    await launchButton(runs).click();
    await page.getByRole('region', { name: 'Results of the sweep' }).waitFor();
  }

  it('is built by keyboard, refused at its field, launched, and shows what its settings do', async () => {
    await openBuilder();
    // Focus is where the form begins.
    await page.keyboard.type('quick');
    await page.getByLabel('Setting 1', { exact: true }).focus();
    await page.keyboard.type('generator learning rate');
    await page.getByRole('group', { name: 'Vary' }).getByText('Generator learning rate lr_g').waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.type('1e-4, -1e-3');
    await page.getByRole('button', { name: 'Add a setting' }).press('Enter');
    await page.keyboard.type('loss');
    await page.getByRole('button', { name: 'bce' }).press('Space');
    await page.getByRole('button', { name: 'minimax' }).press('Space');
    await page.getByLabel('Seeds of each arm').fill('1..2');
    await page.locator('.refusal').getByText('grid.lr_g[1]: -0.001 must be greater than 0').waitFor();
    const values = page.getByLabel('Values of setting 1');
    expect(await values.getAttribute('aria-invalid')).toBe('true');
    expect(await page.getByRole('button', { name: 'Launch', exact: true }).isDisabled()).toBe(true);
    await values.fill('1e-4, 1e-3');
    await launchButton(8).waitFor();
    await page.getByText('4 arms × 2 seeds = 8 runs').waitFor();
    expect(await page.getByRole('region', { name: 'First arms' }).getByRole('row').count()).toBe(5);
    expect(await barriers(page)).toEqual([]);
    await values.press('Control+Enter');

    await page.getByRole('heading', { name: 'lr_g × loss' }).waitFor();
    await page.getByText('8 of 8 runs done').waitFor({ timeout: 30_000 });
    const shown = await page
      .getByRole('region', { name: 'Table of the arms' })
      .locator('tbody tr')
      .evaluateAll((rows) =>
        rows.map((row) => [...row.querySelectorAll('td')].slice(3, 6).map((cell) => cell.innerText)),
      );
    const groups = (await groupsOf(workbench.store)).toSorted((a, b) => (a.name < b.name ? -1 : 1));
    const expected = groups.map((group) => [
      '2 seeds',
      `${numberText(group.mean)} ± ${numberText(group.standard_deviation)}`,
      `${numberText(group.median)} [${numberText(group.lower_quartile)}, ${numberText(group.upper_quartile)}]`,
    ]);
    expect(expected).toHaveLength(4);
    expect(shown.toSorted()).toEqual(expected.toSorted());

    // Every run is a dot, drawn over a clear ground: its colour is mixed with it, that of the bars is not.
    for (const colour of LIGHT.runs.slice(0, 4))
      await expect
        .poll(() => pixelsOf(figure(/of every run over generator learning rate/), colour))
        .toBeGreaterThan(10);
    for (const colour of [LIGHT.ramp[0], LIGHT.ramp[4]])
      await expect.poll(() => pixelsOf(figure(/by generator learning rate and loss/), colour)).toBeGreaterThan(5000);
    await page.getByRole('button', { name: /^Export lr_g.*heat-map/ }).click();
    const download = page.waitForEvent('download');
    await page.locator('[popover]:popover-open').getByRole('button', { name: 'Save CSV' }).click();
    const csv = readFileSync(await (await download).path(), 'utf8')
      .trim()
      .split('\n');
    expect(csv).toHaveLength(5);
    const medians = csv.slice(1).map((line) => Number(line.split(',')[2]));
    const asExpected = groups.map(({ median }) => median).toSorted((a, b) => a - b);
    expect(medians.toSorted((a, b) => a - b)).toEqual(asExpected.map((value) => expect.closeTo(value, 12) as number));
    await dismiss(page);
    expect(await barriers(page)).toEqual([]);

    await page.getByRole('button', { name: /^Filter by Loss/ }).press('ArrowUp');
    await page.getByText('2 of 4, filtered by the chart below').waitFor();
    await page.getByRole('checkbox', { name: 'Choose all arms' }).check();
    await page.getByRole('button', { name: 'Compare 2' }).click();
    await expect.poll(() => decodeURIComponent(page.url())).toMatch(/#\/runs\/group:\w{16},group:\w{16}/);
    expect(workbench.faults).toEqual([]);
  }, 60_000);

  it('is not launched by its key before it is known what would run, nor where all of it is there already', async () => {
    const sweep = { config: { epochs: 5 }, grid: { lr_g: [1e-4, 1e-3] }, seeds: [1, 2] };
    await launch(sweep, 4);
    await page.getByText('4 of 4 runs done').waitFor();
    await openBuilder();
    const drawer = page.getByRole('dialog', { name: 'New sweep' });
    await drawer.getByRole('button', { name: 'JSON' }).click();
    await page.getByLabel(/^Sweep as JSON/).fill(JSON.stringify(sweep));
    await page.keyboard.press('Control+Enter');
    await drawer.getByText(/4 of 4 runs\s+are already in the store/).waitFor();
    await page.keyboard.press('Control+Enter');
    await drawer.getByRole('checkbox', { name: 'Train only the 0 missing runs' }).uncheck();
    await launchButton(4).waitFor();
    await drawer.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('button', { name: 'Discard' }).click();
    await page.getByRole('button', { name: 'Sweeps', exact: true }).click();
    await page
      .getByRole('row', { name: /lr_g .*4 of 4/ })
      .first()
      .waitFor();
    expect(await page.getByRole('row', { name: /lr_g .* of \d/ }).count()).toBe(1);
    expect((await groupsOf(workbench.store)).map(({ n }) => n)).toEqual([2, 2]);
    expect(workbench.faults).toEqual([]);
  });

  it('is stopped, retried, renamed and removed, and keeps its runs', async () => {
    await launch({ config: { epochs: 200 }, grid: { lr_g: [1e-4, 1e-3] }, seeds: [1, 2] }, 4);
    await page.getByRole('button', { name: 'Pause the queue' }).click();
    await page.getByText('the queue is paused').waitFor();
    await page.getByRole('button', { name: 'Stop the rest' }).click();
    await page.getByText(/of 4 runs done · [1-4] stopped/).waitFor();
    await page.getByRole('button', { name: 'Resume the queue' }).click();
    await page.getByRole('button', { name: /^Retry [1-4]$/ }).click();
    await page.getByText('4 of 4 runs done').waitFor({ timeout: 30_000 });
    await page
      .getByText('A heat map needs two swept settings; this sweep varies only generator learning rate.')
      .waitFor();
    await page.getByRole('combobox', { name: /^Metric/ }).selectOption('mean');
    await figure(/^\|mean − target’s\| of every run over generator learning rate/).waitFor();
    await page.getByText('lower is better').waitFor();
    await page.getByRole('button', { name: 'Add seeds…' }).click();
    await page.getByRole('spinbutton', { name: 'Seeds to add to all 2 arms' }).fill('1');
    await page.getByRole('button', { name: 'Queue 2 runs' }).click();
    await page
      .getByRole('cell', { name: '3 seeds (1 run from outside this sweep)' })
      .nth(1)
      .waitFor({ timeout: 30_000 });
    await page
      .getByRole('checkbox', { name: 'Include 2 runs with the same settings from outside this sweep' })
      .uncheck();
    await page.getByRole('cell', { name: '2 seeds (without 1 run from outside this sweep)' }).nth(1).waitFor();
    await page.getByText('4 of 4 runs done · 2 more with the same settings not used from outside this sweep').waitFor();

    await page.getByRole('button', { name: 'Rename' }).click();
    await page.getByLabel('Name of the sweep').fill('rates');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'rates' }).waitFor();
    await page.getByRole('button', { name: '← Sweeps' }).click();
    await page.getByRole('row', { name: /rates Generator learning rate lr_g .*4 of 4/ }).waitFor();
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('button', { name: 'Remove rates…' }).click();
    await page.getByRole('button', { name: 'Remove', exact: true }).click();
    await page.getByText('A sweep trains every combination').waitFor();
    expect((await groupsOf(workbench.store)).map(({ n }) => n)).toEqual([3, 3]);
    expect(workbench.faults).toEqual([]);
  }, 60_000);
});

/** What the command line says of the groups of a store. */
async function groupsOf(store: string): Promise<GroupNumbers[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    'out/main/cli.js',
    'groups',
    '--store',
    store,
    '--json',
  ]);
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as GroupNumbers);
}

/** How many pixels of a canvas have exactly this colour. */
function pixelsOf(canvas: Locator, colour: string): Promise<number> {
  return canvas.evaluate((element: HTMLCanvasElement, hex) => {
    const data = element.getContext('2d')?.getImageData(0, 0, element.width, element.height).data ?? [];
    const channels = [1, 3, 5].map((start) => Number.parseInt(hex.slice(start, start + 2), 16));
    let count = 0;
    for (let at = 0; at < data.length; at += 4)
      if (channels.every((channel, index) => data[at + index] === channel)) count += 1;
    return count;
  }, colour);
}
