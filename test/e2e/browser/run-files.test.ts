import { copyFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runDigest } from '../../../src/main/store/run-files/digest.ts';
import { openStore } from '../../../src/main/store/store.ts';
import Database from 'better-sqlite3';
import { barriers } from './barriers.ts';
import { dismiss } from './dismiss.ts';
import { dropFiles } from './dropped.ts';
import { openForEach } from './each.ts';
import { OpenedWorkbench } from './opened.ts';
import { trainRuns } from './trained.ts';

/** Whoever put this into a page as anything but text would have an element more. */
const HOSTILE = `=1+1 <img src=x id=hostile>\u202Egnp.exe\u202C 🧪`;

describe('run files in the window', () => {
  const folder = mkdtempSync(join(tmpdir(), 'run-files-'));
  const trained = join(folder, 'trained.sqlite');
  let workbench: OpenedWorkbench;
  let page: Page;

  beforeAll(async () => {
    writeFileSync(
      join(folder, 'laws.mjs'),
      'export const data = (count, random) => Array.from({ length: count }, () => random.normal());',
    );
    await trainRuns(trained, [
      { name: 'plain', config: { epochs: 30 } },
      { name: HOSTILE, config: { epochs: 20, seed: 2, checkpoints: { every: 10 } } },
      {
        name: 'own law',
        config: { epochs: 10, target: { law: 'module', file: join(folder, 'laws.mjs'), export: 'data' } },
      },
    ]);
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  openForEach(
    async (opened) => {
      workbench = opened;
      ({ page } = opened);
      await row('plain').waitFor();
    },
    { store: trained },
  );

  const row = (name: string): Locator => page.locator('[role=rowgroup] [role=row]').filter({ hasText: name });
  const dialog = (): Locator => page.getByRole('dialog', { name: 'Import runs' });

  /** Selects runs and saves them as a run file in the test's folder. */
  async function exported(file: string, ...names: readonly string[]): Promise<string> {
    for (const [index, name] of names.entries()) {
      await row(name).click(index === 0 ? {} : { modifiers: ['ControlOrMeta'] });
    }
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save run file', exact: true }).click();
    const saved = await download;
    expect(saved.suggestedFilename()).toMatch(/\.ganrun$/);
    const path = join(folder, file);
    await saved.saveAs(path);
    return path;
  }

  async function choose(...files: readonly string[]): Promise<void> {
    const chooser = page.waitForEvent('filechooser');
    await page
      .getByRole('button', { name: /^Import(…| runs…)$/ })
      .first()
      .click();
    await (await chooser).setFiles([...files]);
  }

  const drop = (file: string) =>
    dropFiles(page, [{ name: basename(file), content: readFileSync(file) }], /^Drop run files to import them/);

  /** By id, what runs of a store are and recorded. */
  function contentOf(store: string): ReadonlyMap<string, string> {
    openStore(store).close();
    const database = new Database(store, { readonly: true });
    const rows = database.prepare<[], { run_key: number; id: string }>('SELECT run_key, id FROM runs').all();
    const content = new Map(rows.map(({ run_key, id }) => [id, runDigest(database, 'main', run_key)]));
    database.close();
    return content;
  }

  it('go from one store to another by drag and drop, as they are, and add nothing the second time', async () => {
    const file = await exported('two.ganrun', 'plain', 'gnp.exe');
    const other = await OpenedWorkbench.open({});
    const before = page;
    page = other.page;
    try {
      await page.getByRole('heading', { name: 'Train your first GAN' }).waitFor();
      await drop(file);
      await dialog().getByText('two.ganrun: 2 runs imported').waitFor();
      expect(await barriers(page)).toEqual([]);
      await dialog().getByRole('button', { name: 'Show them' }).click();
      await page.getByRole('region', { name: 'Comparison', exact: true }).waitFor();
      await page.keyboard.press('[');
      await row('plain').waitFor();
      // Text as text: no element of it, its direction kept to itself.
      await row('gnp.exe').waitFor();
      expect(await page.locator('#hostile').count()).toBe(0);
      const [there, here] = [contentOf(trained), contentOf(other.store)];
      expect(here.size).toBe(2);
      for (const [id, digest] of here) expect(there.get(id)).toBe(digest);

      await choose(file);
      await dialog().getByText('two.ganrun: 2 runs already in the store').waitFor();
      await dismiss(page);
      expect(contentOf(other.store)).toEqual(here);
      expect(other.faults).toEqual([]);
    } finally {
      page = before;
      await other.close();
    }
  });

  it('that are damaged or none are refused with the reason, and those beside them imported', async () => {
    const file = await exported('one.ganrun', 'plain');
    const [cut, text] = [join(folder, 'cut.ganrun'), join(folder, 'text.ganrun')];
    copyFileSync(file, cut);
    truncateSync(cut, 40_000);
    writeFileSync(text, 'epoch,loss\n'.repeat(200));
    const before = contentOf(workbench.store);
    await choose(cut, text, file);
    await dialog()
      .getByText(/^Nothing was imported from cut\.ganrun: /)
      .waitFor();
    await dialog()
      .getByText(/^Nothing was imported from text\.ganrun: it is not a run file/)
      .waitFor();
    await dialog().getByText('one.ganrun: 1 run already in the store').waitFor();
    expect(contentOf(workbench.store)).toEqual(before);
  });

  it('with JavaScript are imported once it was shown and allowed', async () => {
    const file = await exported('own.ganrun', 'own law');
    const other = await OpenedWorkbench.open({});
    const before = page;
    page = other.page;
    try {
      await page.getByRole('heading', { name: 'Train your first GAN' }).waitFor();
      await choose(file);
      await dialog().getByText('random.normal()').waitFor();
      expect(await barriers(page)).toEqual([]);
      await dialog().getByRole('button', { name: 'Import nothing' }).click();
      await dialog()
        .getByText(/needs JavaScript that was not allowed/)
        .waitFor();
      await dismiss(page);
      expect(contentOf(other.store).size).toBe(0);
      await choose(file);
      await dialog().getByRole('button', { name: 'Allow and import' }).click();
      await dialog().getByText('own.ganrun: 1 run imported').waitFor();
      await dialog().getByRole('button', { name: 'Show it' }).click();
      await page.locator('[data-epoch]').waitFor();
      expect(other.faults).toEqual([]);
    } finally {
      page = before;
      await other.close();
    }
  });
});
