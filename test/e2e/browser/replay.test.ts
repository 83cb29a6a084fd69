import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import Database from 'better-sqlite3';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import type { Download, Locator, Page } from 'playwright-core';
import { openStore } from '../../../src/main/store/store.ts';
import type { RunConfigInput } from '../../../src/shared/config/schema.ts';
import { LIGHT } from '../../../src/shared/figures/palette.ts';
import { groupKey } from '../../../src/shared/subject.ts';
import { barriers } from './barriers.ts';
import { dismiss } from './dismiss.ts';
import { closeBrowser, OpenedWorkbench, reloadWindow } from './opened.ts';
import { trainRuns } from './trained.ts';

const SMALL = { batches_per_epoch: 2, snapshots: { samples: 400 } } as const satisfies RunConfigInput;
const RUNS = [
  { name: 'short', config: { ...SMALL, epochs: 40 } },
  { name: 'long', config: { ...SMALL, epochs: 120 } },
  { name: 'seldom', config: { ...SMALL, epochs: 80, snapshots: { samples: 400, every: 20 }, ema_decay: 0.9 } },
  { name: 'wide', config: { ...SMALL, epochs: 120, batch_size: 64 } },
] as const satisfies readonly { readonly name: string; readonly config: RunConfigInput }[];

/** Opens what is compared: runs by their ids, or groups by their keys. */
async function compare({ page }: OpenedWorkbench, keys: readonly string[]): Promise<void> {
  await page.evaluate((hash) => (window.location.hash = hash), `#/runs/${keys.join(',')}`);
  await tiles(page).first().waitFor();
}

const tiles = (page: Page) => page.getByRole('list', { name: 'Distributions' }).getByRole('listitem');
const transport = (page: Page) => page.getByRole('group', { name: 'Replay' });
const epochs = (page: Page) =>
  tiles(page).evaluateAll((all) => all.map((tile) => Number(tile.getAttribute('data-epoch'))));
const pictures = (page: Page) =>
  tiles(page).evaluateAll((all) => all.map((tile) => tile.querySelector('canvas')?.toDataURL()));

async function seek(page: Page, epoch: number): Promise<void> {
  await transport(page).getByRole('slider').fill(String(epoch));
}

describe('runs of different length, replayed together', () => {
  let workbench: OpenedWorkbench;
  let page: Page;

  beforeAll(async () => {
    workbench = await OpenedWorkbench.open();
    ({ page } = workbench);
    await trainRuns(workbench.store, RUNS);
    const store = openStore(workbench.store);
    const ids = RUNS.map(({ name }) => store.runs.list().find(({ run }) => run.name === name)?.run.id ?? '');
    store.close();
    await page.getByRole('row', { name: /wide/ }).waitFor();
    await compare(workbench, ids);
    await tiles(page).last().locator('canvas').waitFor();
  });
  afterAll(async () => {
    await workbench.close();
    await closeBrowser();
  });
  afterEach(() => {
    expect(workbench.faults).toEqual([]);
  });

  it('stand at one epoch, those that were over before at their end', async () => {
    await seek(page, 30);
    await expect.poll(() => epochs(page)).toEqual([30, 30, 20, 30]);
    await seek(page, 100);
    await expect.poll(() => epochs(page)).toEqual([40, 100, 80, 100]);
    await tiles(page).first().getByText('epoch 40, the last one').waitFor();
    await page.getByRole('region', { name: 'Comparison' }).focus();
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => epochs(page)).toEqual([40, 99, 80, 99]);
    await page.keyboard.press('Home');
    await expect.poll(() => epochs(page)).toEqual([1, 1, 20, 1]);
    await page.keyboard.press('End');
    await expect.poll(() => epochs(page)).toEqual([40, 120, 80, 120]);
  });

  it('move together when they are played, and each picture changes', async () => {
    await seek(page, 1);
    await expect.poll(() => epochs(page)).toEqual([1, 1, 20, 1]);
    const before = await pictures(page);
    await page.getByRole('region', { name: 'Comparison' }).focus();
    await page.keyboard.press('Space');
    await expect.poll(async () => (await epochs(page))[2]).toBeGreaterThan(20);
    await page.keyboard.press('Space');
    const [short, long, , wide] = await epochs(page);
    expect(long).toBeGreaterThanOrEqual(40);
    expect([short, wide]).toEqual([40, long]);
    const after = await pictures(page);
    for (const [index, picture] of after.entries()) expect(picture).not.toBe(before[index]);
  });

  it('stand at the same fraction of each when they are aligned so', async () => {
    await page.getByLabel('Alignment').selectOption('fraction');
    await seek(page, 60);
    await expect.poll(() => epochs(page)).toEqual([20, 60, 40, 60]);
    await page.getByLabel('Alignment').selectOption('epoch');
    await expect.poll(() => epochs(page)).toEqual([40, 60, 60, 60]);
  });

  it('are saved as one picture with each of them in its own colour', async () => {
    await seek(page, 60);
    await expect.poll(() => epochs(page)).toEqual([40, 60, 60, 60]);
    await page.getByRole('button', { name: 'Export the replay' }).click();
    const download = await saved(page, page.getByRole('button', { name: 'Save PNG' }));
    await dismiss(page);
    expect(download.suggestedFilename()).toMatch(/replay-60\.png$/);
    await page.getByRole('button', { name: 'Export the replay' }).click();
    await page.getByRole('combobox', { name: 'File' }).and(page.locator(':visible')).selectOption('svg');
    await page.getByRole('combobox', { name: 'Size' }).and(page.locator(':visible')).selectOption('one-column');
    const vector = await saved(page, page.getByRole('button', { name: 'Save SVG' }));
    await dismiss(page);
    const svg = readFileSync(await vector.path(), 'utf8');
    expect(vector.suggestedFilename()).toMatch(/replay-60\.svg$/);
    expect(Math.abs(Number(/width="([\d.]+)pt"/.exec(svg)?.[1]) - (85 * 72) / 25.4)).toBeLessThan(1);
    for (const { name } of RUNS) expect(svg).toMatch(new RegExp(`>\\s*${name}\\s*<`));
    const inked = await inkedByQuarter(await download.path());
    for (const [quarter, counts] of inked.entries()) {
      expect(counts[quarter]).toBeGreaterThan(500);
      for (const [other, count] of counts.entries()) if (other !== quarter && quarter > 0) expect(count).toBe(0);
    }
  });

  it('are laid over the target with their names, and as many points as bars', async () => {
    await page
      .getByRole('region', { name: 'Legend' })
      .getByRole('button', { name: /^short/ })
      .click({ modifiers: ['Control'] });
    await page.getByRole('button', { name: /^Export .*overlay/ }).click();
    const csv = readFileSync(await (await saved(page, page.getByRole('button', { name: 'Save CSV' }))).path(), 'utf8');
    await dismiss(page);
    const series = csv
      .split('\n')
      .slice(1)
      .map((line) => line.split(',')[0]);
    const count = (name: string) => series.filter((one) => one === name).length;
    expect([count('short'), count('long'), count('wide')]).toEqual([0, 60, 60]);
    expect(count('target density')).toBeGreaterThan(100);
    await page.keyboard.press('Escape');
  });

  it('have their values read at a place that is pointed at in the picture of all', async () => {
    const canvas = page.getByRole('img', { name: /^Learned distributions and the target/ }).locator('canvas');
    const box = (await canvas.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    const said = await page.locator('.values').innerText();
    expect(said).toMatch(/^x = /);
    for (const { name } of RUNS) expect(said).toMatch(new RegExp(`${name}.* [\\d.]+`));
    expect(said).toMatch(/target 0?\.\d/);
    await page.mouse.move(1, 1);
    expect(await page.locator('.values').count()).toBe(0);
  });

  it('play on without a picture that cannot be read, and say so there alone', async () => {
    const database = new Database(workbench.store);
    database
      .prepare(
        `UPDATE snapshots SET frame = substr(frame, 1, 60) FROM runs WHERE runs.run_key = snapshots.run_key AND name = 'long' AND epoch = 60`,
      )
      .run();
    database.close();
    await reloadWindow(page);
    await tiles(page).last().locator('canvas').waitFor();
    await seek(page, 59);
    await expect.poll(() => epochs(page)).toEqual([40, 59, 40, 59]);
    await page.getByRole('region', { name: 'Comparison' }).focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => epochs(page)).toEqual([40, 59, 60, 60]);
    await tiles(page)
      .nth(1)
      .getByText(/frame cannot be read/)
      .waitFor();
    expect(await page.getByText(/frame cannot be read/).count()).toBe(1);
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => epochs(page)).toEqual([40, 61, 60, 61]);
    expect(await page.getByText(/frame cannot be read/).count()).toBe(0);
    const compared = new URL(page.url()).hash;
    await page.keyboard.press('[');
    await page.getByRole('treegrid', { name: 'Runs' }).getByTitle('long', { exact: true }).click();
    // Until then the slider is that of the comparison.
    await page.getByRole('region', { name: 'Comparison' }).waitFor({ state: 'detached' });
    await page.getByRole('slider', { name: 'Epoch shown' }).fill('60');
    await page.getByText(/^Epoch 60 · .* cannot be read/).waitFor();
    // Also where no picture was drawn before.
    await expect.poll(() => page.url()).toContain('epoch=60');
    await reloadWindow(page);
    await page.getByText(/^Epoch 60 · .* cannot be read/).waitFor();
    await page.getByRole('slider', { name: 'Epoch shown' }).fill('61');
    await page.getByText(/^Epoch 61 · W1/).waitFor();
    await page.evaluate((hash) => (window.location.hash = hash), compared);
    await tiles(page).last().locator('canvas').waitFor();
  });

  it('have no serious barrier to anybody, in both themes and in every part', async () => {
    for (const [theme, part] of [
      ['dark', 'Seeds'],
      ['light', 'Settings'],
      ['dark', 'Overview'],
    ] as const) {
      await page.emulateMedia({ colorScheme: theme });
      await page.locator(`[data-theme=${theme}]`).waitFor();
      await page.getByRole('tab', { name: part }).click();
      expect(await barriers(page)).toEqual([]);
    }
  });
});

describe('a group whose seeds are being trained', () => {
  let workbench: OpenedWorkbench;
  let training: ChildProcess;

  beforeEach(async () => {
    workbench = await OpenedWorkbench.open();
    const command = ['train', '--seeds', '1..3', '--jobs', '1', '--no-figures', '--name', 'group'];
    const settings = ['epochs=100000', 'batches_per_epoch=1', 'snapshots.every=50'].flatMap((one) => ['--set', one]);
    const args = ['out/main/cli.js', ...command, ...settings, '--store', workbench.store];
    training = spawn(process.execPath, args, { stdio: 'ignore' });
  });
  afterEach(async () => {
    const ended = once(training, 'exit');
    training.kill('SIGKILL');
    await ended;
    await workbench.close();
  });
  afterAll(closeBrowser);

  it('is followed while one trains, and says of the others that they wait', async () => {
    const { page } = workbench;
    await page.getByRole('row', { name: /group/ }).first().waitFor();
    const store = openStore(workbench.store);
    const [{ run }] = store.runs.list();
    store.close();
    await compare(workbench, [groupKey(run.group)]);
    await tiles(page).nth(0).locator('canvas').waitFor();
    await tiles(page).nth(2).getByText('queued').waitFor();
    const [before] = await epochs(page);
    await expect.poll(async () => (await epochs(page))[0]).toBeGreaterThan(before);
    expect(workbench.faults).toEqual([]);
  });
});

async function saved(page: Page, button: Locator): Promise<Download> {
  const download = page.waitForEvent('download');
  await button.and(page.locator(':visible')).click();
  return download;
}

/** In each quarter of a picture's width, how many pixels have exactly the colour of each run. */
async function inkedByQuarter(path: string): Promise<number[][]> {
  const image = await loadImage(path);
  const canvas = createCanvas(image.width, image.height);
  const context = canvas.getContext('2d');
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, image.width, image.height);
  const counts = RUNS.map(() => RUNS.map(() => 0));
  for (let pixel = 0; pixel < data.length / 4; pixel++) {
    const colour = `#${Buffer.from(data.slice(4 * pixel, 4 * pixel + 3)).toString('hex')}`;
    const run = LIGHT.runs.indexOf(colour);
    const quarter = Math.floor((RUNS.length * (pixel % image.width)) / image.width);
    if (run >= 0 && run < RUNS.length) counts[quarter][run] += 1;
  }
  return counts;
}
