import { execFileSync } from 'node:child_process';
import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Download } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeBrowser, OpenedWorkbench, reloadWindow } from './opened.ts';
import { openNewRun, targetFile } from './new-run.ts';
import { trainRuns } from './trained.ts';

const VECTORS = ['0.25', '0.5', '0.975', '-3'];

describe('samples and files in the window', () => {
  let workbench: OpenedWorkbench;

  beforeAll(async () => {
    workbench = await OpenedWorkbench.open();
    await trainRuns(workbench.store, [{ name: 'kept', config: { epochs: 60 } }]);
    await workbench.page.getByRole('treegrid', { name: 'Runs' }).getByTitle('kept', { exact: true }).click();
  });
  afterAll(async () => {
    await workbench.close();
    await closeBrowser();
  });

  it('give for pasted latent vectors exactly what the command line gives', async () => {
    const { page, folder, store } = workbench;
    await page.getByRole('tab', { name: 'Samples' }).click();
    await page.getByLabel('Or paste latent vectors, one per row').fill(VECTORS.join('\n'));
    await page.getByRole('button', { name: 'Generate', exact: true }).click();
    await page.getByText('4 samples of epoch 60').waitFor();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save CSV' }).last().click();
    const inWindow = await rowsOf(await download);
    const [vectors, output] = ['vectors.csv', 'samples.csv'].map((name) => join(folder, name));
    writeFileSync(vectors, VECTORS.join('\n'));
    execFileSync(process.execPath, [
      ...['out/main/cli.js', 'sample', 'kept', '--latent', vectors, '--store', store, '-o', output],
    ]);
    const onCommandLine = table(readFileSync(output, 'utf8'));
    expect(inWindow.header).toEqual(['z', 'x', 'discriminator']);
    expect(inWindow.rows.map(([z]) => z)).toEqual(VECTORS);
    expect(inWindow.rows.map((row) => row[1])).toEqual(
      onCommandLine.rows.map((row) => row[onCommandLine.header.indexOf('x')]),
    );
  });

  it('refuse what is no vector in words, and keep the last table', async () => {
    const { page } = workbench;
    await page.getByLabel('Or paste latent vectors, one per row').fill('0.5\nhalf');
    await page.getByRole('button', { name: 'Generate', exact: true }).click();
    await page.getByRole('alert').getByText(/2/).waitFor();
    await page.getByText('4 samples of epoch 60').waitFor();
  });

  it('mark a dragged latent value on both curves, by mouse and by keyboard', async () => {
    const { page } = workbench;
    const slider = page.getByLabel('Latent value');
    await slider.fill('0.5');
    const said = page.getByText(/^z = 0\.500 · G\(z\) = /);
    await said.waitFor();
    const before = await said.textContent();
    await slider.press('ArrowRight');
    await expect.poll(() => page.getByText(/^z = 0\.505 · G\(z\) = /).textContent()).not.toBe(before);
    await page.getByRole('button', { name: 'Remove the marks' }).click();
    await page.getByText(/^Drag to see/).waitFor();
  });

  it('widen the list by the divider with the keyboard, and remember it', async () => {
    const { page } = workbench;
    const divider = page.getByRole('separator');
    const before = Number(await divider.getAttribute('aria-valuenow'));
    await divider.focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(async () => Number(await divider.getAttribute('aria-valuenow'))).toBe(before + 24);
    const width = (await page.getByRole('treegrid', { name: 'Runs' }).boundingBox())?.width ?? 0;
    expect(Math.abs(width - before - 24)).toBeLessThan(8);
    await reloadWindow(page);
    await expect.poll(async () => Number(await divider.getAttribute('aria-valuenow'))).toBe(before + 24);
  });

  it('draw a new run’s laws and networks as they are written, and train on a column that was chosen', async () => {
    const { page } = workbench;
    const drawer = await openNewRun(page);
    await drawer.getByRole('img', { name: 'Target law N(0, 1)' }).waitFor();
    await drawer.getByLabel('Generator widths').fill('7, 9');
    await drawer.getByRole('img', { name: /Generator G: 1 z, 7 leaky relu, 9 leaky relu, 1 identity/ }).waitFor();
    await drawer.getByLabel('Target', { exact: true }).selectOption('laplace');
    await drawer.getByRole('img', { name: /Target law laplace/ }).waitFor();
    const rows = Array.from({ length: 40 }, (_, row) => `person ${row},${160 + (row % 20)},${50 + (row % 13)}`);
    await (
      await targetFile(drawer)
    ).setInputFiles({
      name: 'people.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(['who,height,weight', ...rows].join('\n')),
    });
    await drawer.getByText('40 rows of height').waitFor();
    await drawer.getByLabel('Column', { exact: true }).selectOption('weight');
    await drawer.getByText('40 rows of weight').waitFor();
    await drawer.getByRole('img', { name: 'Target law people.csv' }).waitFor();
    await drawer.getByLabel('Epochs').fill('20');
    await drawer.getByLabel('Name', { exact: true }).fill('weights');
    await drawer.getByRole('button', { name: 'Launch' }).click();
    await page.getByRole('heading', { name: 'weights', exact: true }).waitFor();
    await page.getByText('20 of 20 epochs').waitFor();
    expect(workbench.faults).toEqual([]);
  });

  it('refuse at its field a file that is too large for the window, and stay connected', async () => {
    const { page, folder } = workbench;
    const drawer = await openNewRun(page);
    const file = join(folder, 'genome.csv');
    writeFileSync(file, '');
    truncateSync(file, 80_000_000);
    await (await targetFile(drawer)).setInputFiles(file);
    await drawer.getByText('genome.csv has 80 MB: the window reads 50 MB at most').first().waitFor();
    expect(await page.getByText(/connection|does not answer/).count()).toBe(0);
    expect(workbench.faults).toEqual([]);
  });

  it('leave the window answering while a module that never ends is tried', async () => {
    const { page } = workbench;
    const drawer = page.getByRole('dialog', { name: 'New run' });
    await (
      await targetFile(drawer)
    ).setInputFiles({
      name: 'endless.mjs',
      mimeType: 'text/javascript',
      buffer: Buffer.from('export default () => { for (;;); };'),
    });
    await drawer.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('button', { name: 'Discard', exact: true }).click();
    await page.getByRole('row', { name: /kept/ }).click();
    await page.getByText('60 of 60 epochs').waitFor({ timeout: 3000 });
    expect(workbench.faults).toEqual([]);
  });
});

interface Table {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

function table(csv: string): Table {
  const [header, ...rows] = csv
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(','));
  return { header, rows };
}

async function rowsOf(download: Download): Promise<Table> {
  return table(readFileSync(await download.path(), 'utf8'));
}
