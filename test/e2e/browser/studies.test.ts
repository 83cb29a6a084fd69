import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Workbench } from '../../../src/main/runs/workbench.ts';
import { groupKey } from '../../../src/shared/subject.ts';
import { request } from '../../main/runs/temporary-store.ts';
import { barriers } from './barriers.ts';
import { openForEach } from './each.ts';
import type { OpenedWorkbench } from './opened.ts';
import { reloadWindow } from './opened.ts';
import { trainRuns } from './trained.ts';

const SHORT = { epochs: 20 } as const;

describe('questions and studies', () => {
  const folder = mkdtempSync(join(tmpdir(), 'studies-'));
  const recorded = join(folder, 'runs.sqlite');
  let base = '';
  let groups: string[] = [];
  let workbench: OpenedWorkbench;
  let page: Page;

  beforeAll(async () => {
    const writer = new Workbench({ store: recorded, jobs: 1 });
    const seeds = [1, 2, 3];
    const launched = writer.queue.launch([
      ...seeds.map((seed) => request({ ...SHORT, seed }, 'plain')),
      ...seeds.map((seed) => request({ ...SHORT, seed, loss: 'minimax' }, 'saturating')),
    ]);
    [base] = launched;
    await writer.queue.idle();
    groups = [launched[0], launched[3]].map((id) => groupKey(writer.store.runs.get(id).group));
    await writer.close();
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  openForEach(
    async (opened) => {
      workbench = opened;
      ({ page } = opened);
      await page.getByRole('region', { name: 'Runs' }).waitFor();
    },
    { store: recorded },
  );

  async function goTo(hash: string): Promise<void> {
    await page.evaluate((there) => (window.location.hash = there), hash);
  }

  /** Asks whether wider networks are better, expecting so, and waits for the answer. */
  async function askWider(): Promise<void> {
    await goTo(`#/runs/${base}`);
    await page.getByRole('button', { name: 'What if…' }).click();
    await page.getByRole('button', { name: 'wider networks?' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Better', exact: true }).click();
    await page.getByRole('heading', { name: 'Effect of wider networks' }).waitFor();
    await answer()
      .getByText(/expected/)
      .waitFor();
  }

  const answer = () => page.getByRole('region', { name: 'Answer' });

  it('answer a question from a click to a sentence about eight seeds each, and show it again when asked again', async () => {
    await askWider();
    const said = await answer().innerText();
    expect(said).toMatch(/^(Better, as you expected|(Worse|No difference is shown)\. You expected: better)/);
    expect(said).toMatch(/8 pairs of seeds/);
    expect(said).toMatch(/^“wider networks” (is|and)|between “wider networks” and/m);
    const study = await page.evaluate(() => window.location.hash);
    expect(study).toMatch(/^#\/studies\/\w+$/);
    for (const theme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: theme });
      await page.locator(`[data-theme=${theme}]`).waitFor();
      expect(await barriers(page)).toEqual([]);
    }
    await goTo(`#/runs/${base}`);
    await page.getByRole('heading', { name: 'plain', exact: true }).waitFor();
    await page.keyboard.press('Control+K');
    await page.getByRole('combobox', { name: 'Find a command' }).fill('what if wider');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Effect of wider networks' }).waitFor();
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('button', { name: 'Show the result' }).click();
    await expect.poll(() => page.evaluate(() => window.location.hash)).toBe(study);
    await expect.poll(() => answer().innerText()).toBe(said);
    expect(workbench.faults).toEqual([]);
  });

  it('keep a comparison as it is looked at, and what is changed of that in any window', async () => {
    await goTo(`#/runs/${groups.join()}`);
    const measure = page.getByRole('combobox', { name: 'Value', exact: true });
    await measure.selectOption('best');
    await page.getByRole('combobox', { name: 'Base' }).selectOption('saturating');
    await page.getByRole('button', { name: 'Save as study' }).click();
    const heading = page.getByRole('heading', { name: 'plain against saturating' });
    await heading.waitFor();
    // Nothing but the verdict stands between a study's header and its charts: no empty band.
    const header = await heading.locator('xpath=ancestor::header[1]').boundingBox();
    const verdict = await page.getByText(/^plain and saturating .*\.$/).boundingBox();
    const tabs = await page.getByRole('tablist').first().boundingBox();
    const [above, between] = [header, verdict].map((box) => box?.height ?? NaN);
    expect((tabs?.y ?? NaN) - (header?.y ?? NaN) - above - between).toBeLessThanOrEqual(14);
    const other = await page.context().newPage();
    await other.goto(page.url());
    const choices = async (where: Page) =>
      Promise.all(
        ['Value', 'Base', 'Metric'].map((name) =>
          where
            .getByRole('combobox', { name, exact: true })
            .evaluate((select) => (select as HTMLSelectElement).selectedOptions[0].label),
        ),
      );
    await expect.poll(() => choices(other)).toEqual(['best snapshot', 'saturating', 'Wasserstein-1']);
    await page.getByRole('combobox', { name: 'Metric', exact: true }).selectOption('ks');
    await measure.selectOption('last');
    await expect.poll(() => choices(other)).toEqual(['last value', 'saturating', 'Kolmogorov-Smirnov']);
    await other.getByRole('combobox', { name: 'Base' }).selectOption('plain');
    await expect.poll(() => choices(page)).toEqual(['last value', 'plain', 'Kolmogorov-Smirnov']);
    await other.close();
    await reloadWindow(page);
    await expect.poll(() => choices(page)).toEqual(['last value', 'plain', 'Kolmogorov-Smirnov']);
    expect(await barriers(page)).toEqual([]);
    expect(workbench.faults).toEqual([]);
  });

  it('are kept with name and notes in every window, hold exactly their runs, and come back when they were removed', async () => {
    await askWider();
    const said = await answer().innerText();
    await page.getByRole('button', { name: 'Rename' }).click();
    await page.getByRole('textbox', { name: 'Name of the study' }).fill('Twice the neurons');
    await page.keyboard.press('Enter');
    await page.locator(':focus', { hasText: 'Rename' }).waitFor();
    const other = await page.context().newPage();
    await other.goto(page.url());
    await other.getByRole('heading', { name: 'Twice the neurons' }).waitFor();
    await page.getByRole('textbox', { name: 'Notes' }).fill('It was worth it.\nBut slow.');
    await expect
      .poll(() => other.getByRole('textbox', { name: 'Notes' }).inputValue())
      .toBe('It was worth it.\nBut slow.');
    await other.close();

    await trainRuns(workbench.store, [{ name: 'plain', config: { ...SHORT, seed: 99, engine: 'fused' } }]);
    await reloadWindow(page);
    await page.getByText('1 more seed exists, not in this study.').waitFor();
    await expect.poll(() => answer().innerText()).toBe(said);
    await page.getByRole('button', { name: 'Add it' }).click();
    await answer()
      .getByText(/8 pairs of seeds/)
      .waitFor();
    await answer()
      .getByText(/You looked at this result before seeds were added to plain/)
      .waitFor();

    await page.getByRole('button', { name: '← All studies' }).click();
    const row = page.getByRole('row', { name: /Twice the neurons/ });
    await row.getByText('It was worth it.').waitFor();
    expect(await row.getByText('But slow.').count()).toBe(0);
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('searchbox', { name: 'Find a study' }).fill('neurons slow');
    await page.getByText('1 study', { exact: true }).waitFor();
    await page.getByRole('searchbox', { name: 'Find a study' }).fill('nothing like it');
    await page.getByText(/No study has nothing like it/).waitFor();
    await page.getByRole('searchbox', { name: 'Find a study' }).fill('');
    await page.getByRole('button', { name: 'Remove Twice the neurons' }).click();
    await page.getByText(/A study saves a comparison/).waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await row.getByText('It was worth it.').waitFor();
    expect(workbench.faults).toEqual([]);
  });
});
