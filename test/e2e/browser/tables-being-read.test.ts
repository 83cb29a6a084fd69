import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { openStore } from '../../../src/main/store/store.ts';
import { openForEach } from './each.ts';
import { targetFile } from './new-run.ts';
import type { OpenedWorkbench } from './opened.ts';

let workbench: OpenedWorkbench;

openForEach((opened) => (workbench = opened));

/** New run with a small table as its target. */
async function choose(file: string): Promise<Locator> {
  const drawer = workbench.page.getByRole('dialog', { name: 'New run' });
  await workbench.page.keyboard.press('Control+n');
  await (await targetFile(drawer)).setInputFiles(join('test/data/tables', file));
  return drawer;
}

describe('a large table in the window', () => {
  it('says that it is being read, which can be stopped, and the window goes on', async () => {
    const drawer = await choose('plain.csv');
    await drawer.getByText(/^\d+ rows of /).waitFor();
    const large = join(workbench.folder, 'commas.csv');
    writeFileSync(large, Buffer.alloc(49_000_000, ','));
    await (await targetFile(drawer)).setInputFiles(large);
    await drawer.getByText('Reading commas.csv…').waitFor();
    await drawer.getByLabel('Epochs', { exact: true }).fill('20');
    await drawer.getByRole('button', { name: 'Stop', exact: true }).click();
    await drawer.getByText('Reading commas.csv…').waitFor({ state: 'hidden' });
    expect(await drawer.getByText('commas.csv').count()).toBe(0);
    await drawer.getByRole('button', { name: 'Launch' }).click();
    await workbench.page.getByText('20 of 20 epochs').waitFor();
  });

  it('is launched only once it is read, and not with the law of before', async () => {
    const { page } = workbench;
    const drawer = await choose('plain.csv');
    await drawer.getByText(/^\d+ rows of /).waitFor();
    await drawer.getByLabel('Epochs', { exact: true }).fill('20');
    const launch = drawer.getByRole('button', { name: 'Launch' });
    await drawer.getByText(/^Per run: /).waitFor();
    expect(await launch.isDisabled()).toBe(false);

    // The file is as large as a window sends: it is being read while all of this is looked at.
    const large = join(workbench.folder, 'large.csv');
    writeFileSync(large, `x\n${Array.from({ length: 4_000_000 }, (_, row) => (row % 1000) / 8).join('\n')}\n`);
    await (await targetFile(drawer)).setInputFiles(large);
    await drawer.getByText('Wait until large.csv has been read.').first().waitFor();
    expect(await launch.isDisabled()).toBe(true);
    expect(await launch.getAttribute('title')).toBe('Wait until large.csv has been read.');
    expect(await drawer.getByRole('img', { name: /^Target law/ }).count()).toBe(0);
    await drawer.getByText('The target and the noise are drawn when large.csv has been read.').waitFor();
    await page.keyboard.press('Control+Enter');
    await drawer.getByRole('button', { name: 'JSON' }).click();
    expect(await launch.isDisabled()).toBe(true);
    await drawer.getByRole('button', { name: 'Fields' }).click();
    await drawer.getByText('Reading large.csv…').waitFor();

    await drawer.getByText('Reading large.csv…').waitFor({ state: 'hidden', timeout: 60_000 });
    await drawer.getByRole('img', { name: 'Target law large.csv' }).waitFor({ timeout: 60_000 });
    expect(await page.getByRole('row', { name: /plain\.csv/ }).count()).toBe(0);
    await launch.click();
    await page.getByText('20 of 20 epochs').waitFor({ timeout: 60_000 });
    const store = openStore(workbench.store, { readonly: true });
    const targets = store.runs.list().map(({ run }) => run.config.target);
    store.close();
    expect(targets).toMatchObject([{ law: 'csv', file: 'large.csv' }]);
  }, 240_000);

  it('gives way to another law that is taken while it is read', async () => {
    const drawer = await choose('plain.csv');
    await drawer.getByText(/^\d+ rows of /).waitFor();
    const large = join(workbench.folder, 'commas.csv');
    writeFileSync(large, Buffer.alloc(49_000_000, ','));
    await (await targetFile(drawer)).setInputFiles(large);
    await drawer.getByText('Reading commas.csv…').waitFor();
    await drawer.getByLabel(/^Target(?:, changed)?$/).selectOption('laplace');
    await drawer.getByText('Reading commas.csv…').waitFor({ state: 'detached' });
    await drawer.getByText(/^Per run: /).waitFor();
    expect(await drawer.getByRole('button', { name: 'Launch' }).isDisabled()).toBe(false);
  });
});
