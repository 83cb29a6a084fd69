import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LIGHT } from '../../../src/shared/figures/palette.ts';
import { readPdf } from '../../main/files/figures/pdf.ts';
import { decodePng } from '../../main/files/figures/pixels.ts';
import { readSvg } from '../../main/files/figures/svg.ts';
import { barriers } from './barriers.ts';
import { dismiss } from './dismiss.ts';
import { openForEach } from './each.ts';
import type { OpenedWorkbench } from './opened.ts';
import { reloadWindow } from './opened.ts';
import { trainRuns } from './trained.ts';

describe('recorded runs', () => {
  const folder = mkdtempSync(join(tmpdir(), 'recorded-'));
  const recorded = join(folder, 'runs.sqlite');
  let workbench: OpenedWorkbench;
  let page: Page;

  beforeAll(async () => {
    await trainRuns(recorded, [
      { name: 'quick one', config: { epochs: 30, seed: 1 } },
      { name: 'smoothed', config: { epochs: 30, seed: 2, loss: { name: 'bce', real_label: 0.9 } } },
      { name: 'saturating', config: { epochs: 30, seed: 3, loss: 'minimax' } },
      { name: 'ring', config: { epochs: 20, seed: 4, target: 'ring', generator: { latent_dimension: 2 } } },
    ]);
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  openForEach(
    async (opened) => {
      workbench = opened;
      ({ page } = opened);
      await row('ring').waitFor();
    },
    { store: recorded },
  );

  const row = (name: string): Locator => page.getByRole('row', { name: new RegExp(name) });
  const rows = (): Promise<number> => page.locator('[role=rowgroup] [role=row]').count();

  it('are filtered by text and by expression, and sorted by any column', async () => {
    const filter = page.getByRole('searchbox', { name: 'Filter runs' });
    await filter.fill('loss = minimax');
    await expect.poll(rows).toBe(1);
    await row('saturating').waitFor();
    await filter.fill('seed < 3 and w1_tail > 0');
    await expect.poll(rows).toBe(2);
    await filter.fill('seed <');
    await page.locator('#run-filter-answer.fault').waitFor();
    await filter.fill('smooth');
    await expect.poll(rows).toBe(1);
    await reloadWindow(page);
    await row('smoothed').waitFor();
    expect(await filter.inputValue()).toBe('smooth');
    await filter.fill('');
    await page.getByRole('button', { name: 'Columns', exact: true }).click();
    await page.getByRole('button', { name: 'Name', exact: true }).click();
    const names = () =>
      page
        .locator('[role=rowgroup] [role=row]')
        .evaluateAll((all) =>
          all
            .sort((a, b) => Number(a.getAttribute('aria-rowindex')) - Number(b.getAttribute('aria-rowindex')))
            .map((one) => one.querySelector('[title]')?.getAttribute('title')),
        );
    await expect.poll(names).toEqual(['quick one', 'ring', 'saturating', 'smoothed']);
    await page.getByRole('button', { name: 'Name', exact: true }).click();
    await expect.poll(names).toEqual(['smoothed', 'saturating', 'ring', 'quick one']);
    expect(workbench.faults).toEqual([]);
  });

  it('are filtered by a setting that is found by its readable name, from the keyboard', async () => {
    const filter = page.getByRole('searchbox', { name: 'Filter runs' });
    const offered = page.getByRole('listbox', { name: 'Settings and metrics' });
    await filter.pressSequentially('real sam');
    await offered.getByText('Label of real samples real_label').waitFor();
    expect(await barriers(page)).toEqual([]);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.keyboard.type('< 1 and "generator learning rate" < 1');
    expect(await filter.inputValue()).toBe('real_label < 1 and "generator learning rate" < 1');
    await expect.poll(rows).toBe(1);
    await row('smoothed').waitFor();
    expect(await offered.isVisible()).toBe(false);
    expect(workbench.faults).toEqual([]);
  });

  it('are renamed, starred and tagged, put into the trash, brought back and deleted for good', async () => {
    await row('ring').click();
    await page.keyboard.press('F2');
    await page.getByRole('textbox', { name: 'Name of the run' }).fill('eight modes');
    await page.keyboard.press('Enter');
    await row('eight modes').waitFor();
    await page.getByRole('button', { name: 'Star eight modes' }).click();
    await page.getByRole('button', { name: 'Star eight modes', pressed: true }).waitFor();
    await page.getByRole('textbox', { name: 'Add tag' }).fill('modes');
    await page.keyboard.press('Enter');
    await page.getByRole('searchbox', { name: 'Filter runs' }).fill('tags = modes');
    await expect.poll(rows).toBe(1);
    await page.getByRole('searchbox', { name: 'Filter runs' }).fill('');
    await row('eight modes').click();
    await page.keyboard.press('Delete');
    await expect.poll(rows).toBe(3);
    await page.getByRole('button', { name: 'Undo' }).click();
    await row('eight modes').waitFor();
    await row('eight modes').click();
    await page.keyboard.press('Delete');
    await expect.poll(rows).toBe(3);
    await page.getByRole('button', { name: 'Trash', exact: true }).click();
    await row('eight modes').click();
    await page.getByRole('button', { name: 'Delete for good…' }).click();
    await page.getByText(/This frees about \d/).waitFor();
    await page.getByRole('button', { name: 'Delete for good', exact: true }).click();
    await page.getByText('The trash is empty.').waitFor();
    expect(workbench.faults).toEqual([]);
  });

  it('give their charts as PDF and SVG of a size in millimetres, from what the page shows, with their text as text', async () => {
    await row('quick one').click();
    await page.locator('[data-epoch]').waitFor();
    const menu = page.locator('[popover]:popover-open');
    const saved = async (kind: string): Promise<Buffer> => {
      const download = page.waitForEvent('download');
      await menu.getByRole('button', { name: `Save ${kind}` }).click();
      return readFileSync(await (await download).path());
    };
    const words = ['generator', 'D real', 'D fake', 'epoch', 'loss (nats)'];
    await page.getByRole('button', { name: /^Export quick-one-losses/ }).click();
    await menu.getByLabel('File').selectOption('PDF');
    expect(await barriers(page)).toEqual([]);
    const whole = readPdf(await saved('PDF'));
    expect(whole.text).toContain('quick one · seed 1');
    await menu.getByLabel('Size').selectOption('one column, 85 mm');
    const pdf = readPdf(await saved('PDF'));
    expect(pdf.width).toBeCloseTo((85 / 25.4) * 72, 2);
    expect(pdf.height).toBeCloseTo(pdf.width / 1.5, 2);
    expect([...pdf.sizes]).toContain(8);
    expect(new Set(pdf.fonts)).toEqual(new Set(['CIDFontType2']));
    for (const word of words) expect(pdf.text).toContain(word);
    expect(pdf.text).not.toContain('seed 1');
    // Each loss is a line through thirty epochs.
    expect(pdf.lines).toBeGreaterThan(3 * 25);
    await menu.getByLabel('File').selectOption('SVG');
    await menu.getByLabel('Width in mm').fill('120');
    await menu.getByLabel('Font in pt').fill('10');
    const svg = readSvg(await saved('SVG'));
    expect(svg.width).toBeCloseTo((120 / 25.4) * 72, 2);
    expect([...svg.sizes]).toContain(10);
    for (const word of words) expect(svg.text).toContain(word);
    await menu.getByLabel('Font in pt').fill('72');
    await menu.getByRole('button', { name: 'Save SVG' }).click();
    await page.getByText('leaves no room for the plot').waitFor();
    await dismiss(page);
    await page.getByRole('button', { name: /^Export quick-one-distribution/ }).click();
    await menu.getByLabel('File').selectOption('PDF');
    await menu.getByLabel('Size').selectOption('slide, 16 : 9');
    const slide = readPdf(await saved('PDF'));
    expect([slide.width, slide.height]).toEqual([960, 540]);
    for (const word of ['generator', 'target', 'x', 'density']) expect(slide.text).toContain(word);
    expect(workbench.faults).toEqual([]);
  });

  it('give their charts as PNG of the size asked for, with legend and colours, as CSV and all at once', async () => {
    await row('quick one').click();
    // All charts are there, and none moves any more.
    await page.locator('[data-epoch]').waitFor();
    await page.getByRole('button', { name: /^Export quick-one-losses/ }).click();
    const menu = page.locator('[popover]:popover-open');
    await menu.getByLabel('Scale').selectOption('3');
    await menu.getByLabel('Width').fill('200');
    await menu.getByRole('button', { name: 'Save PNG' }).click();
    await page.getByText('A picture has at least 400 × 300 and at most 8000 × 8000 pixels').waitFor();
    await menu.getByLabel('Width').fill('500');
    await menu.getByLabel('Height').fill('400');
    const download = page.waitForEvent('download');
    await menu.getByRole('button', { name: 'Save PNG' }).click();
    const saved = await download;
    expect(saved.suggestedFilename()).toBe('quick-one-losses.png');
    const png = PNG.sync.read(readFileSync(await saved.path()));
    expect([png.width, png.height]).toEqual([1500, 1200]);
    expect(colourAt(png, 2, 2)).toEqual([255, 255, 255]);
    for (const colour of [
      LIGHT.generator,
      LIGHT.discriminatorReal,
      LIGHT.discriminatorFake,
      LIGHT.idealDiscriminator,
    ]) {
      expect(pixelsOfLine(png, colour)).toBeGreaterThan(100);
    }
    const csv = page.waitForEvent('download');
    await menu.getByRole('button', { name: 'Save CSV' }).click();
    const table = readFileSync(await (await csv).path(), 'utf8').split('\n');
    expect(table[0]).toBe('series,epoch,loss (nats)');
    expect(table.filter((line) => line.startsWith('generator,'))).toHaveLength(30);
    await menu.getByLabel('CSV for Excel').check();
    const forExcel = page.waitForEvent('download');
    await menu.getByRole('button', { name: 'Save CSV' }).click();
    expect(readFileSync(await (await forExcel).path(), 'utf8')).toBe(`\ufeff${table.join('\n')}`);
    await menu.getByLabel('CSV for Excel').uncheck();
    await dismiss(page);
    await page.getByRole('button', { name: /^Export quick-one-distribution/ }).click();
    // The panel is narrower than a page's column; its picture is not.
    const usual = page.waitForEvent('download');
    await menu.getByRole('button', { name: 'Save PNG' }).click();
    expect(PNG.sync.read(readFileSync(await (await usual).path())).width).toBeGreaterThanOrEqual(1280);
    const animation = page.waitForEvent('download');
    await menu.getByRole('button', { name: 'Save animation as GIF' }).click();
    const gif = readFileSync(await (await animation).path());
    expect(gif.toString('latin1', 0, 6)).toBe('GIF89a');
    expect([gif.readUInt16LE(6), gif.readUInt16LE(8)]).toEqual([640, 420]);
    // One graphic control a picture, and thirty snapshots.
    expect(gif.toString('latin1').split('\u0021\u00f9\u0004')).toHaveLength(31);
    await menu.getByLabel('Background').selectOption('dark');
    await menu.getByLabel('Width').fill('500');
    await menu.getByLabel('Height').fill('');
    const other = page.waitForEvent('download');
    await menu.getByRole('button', { name: 'Save animation as GIF' }).click();
    const dark = readFileSync(await (await other).path());
    expect([dark.readUInt16LE(6), dark.readUInt16LE(8)]).toEqual([500, 420]);
    const isDark = (...colour: number[]) => colour.every((part) => part < 60);
    expect((await decodePng(dark)).count(isDark)).toBeGreaterThan(500 * 420 * 0.5);
    await dismiss(page);
    const names: string[] = [];
    page.on('download', (file) => names.push(file.suggestedFilename()));
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('button', { name: 'Export all' }).click();
    await expect.poll(() => names.length).toBe(5);
    expect(workbench.faults).toEqual([]);
  });

  it('are reached by the palette and by shortcuts', async () => {
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Find a command' }).fill('settings');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Settings' }).waitFor();
    await page.goBack();
    await row('ring').waitFor();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Shortcuts' }).getByText('Filter the runs').waitFor();
  });

  it.each(['Light', 'Dark'])('are shown without a serious barrier to anybody, theme %s', async (theme) => {
    const popup = page.locator('[popover]:popover-open');
    const drawer = page.getByRole('dialog', { name: 'New run' });
    await page.getByRole('button', { name: 'Settings', exact: true }).click();
    await page.getByLabel(theme).check();
    expect(await barriers(page), 'settings').toEqual([]);
    await page.getByRole('button', { name: 'Runs', exact: true }).click();
    await row('ring').click();
    await page.locator('[data-epoch]').waitFor();
    for (const tab of ['Config', 'Networks', 'Samples', 'Notes']) {
      await page.getByRole('tab', { name: tab }).click();
      if (tab === 'Samples') await page.getByRole('button', { name: 'Draw', exact: true }).click();
      if (tab === 'Samples') await page.getByRole('table').waitFor();
      expect(await barriers(page), `a run, ${tab}`).toEqual([]);
    }
    await page.getByRole('button', { name: 'Hide the panel' }).click();
    await page.getByRole('button', { name: 'Columns', exact: true }).click();
    for (const opener of [/^Export ring-losses/, 'Choose columns…']) {
      await page.getByRole('button', { name: opener }).click();
      await popup.waitFor();
      expect(await barriers(page), String(opener)).toEqual([]);
      await dismiss(page);
    }
    await page.getByRole('button', { name: 'Columns', exact: true }).click();
    await page.getByRole('button', { name: /^Queue/ }).click();
    await page.getByRole('button', { name: 'New run' }).click();
    await drawer.getByText('All settings').click();
    await drawer.getByLabel('Epochs', { exact: true }).fill('0');
    await drawer.locator('[aria-invalid=true]').waitFor();
    expect(await barriers(page), 'a new run, refused').toEqual([]);
    await drawer.getByRole('button', { name: 'JSON' }).click();
    expect(await barriers(page), 'a new run as JSON').toEqual([]);
    await page.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('dialog', { name: 'Discard your changes?' }).waitFor();
    expect(await barriers(page), 'a question before a new run is discarded').toEqual([]);
    await page.getByRole('button', { name: 'Discard' }).click();
    await page.locator('dialog[open]').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: /^Queue:/ }).click();
    for (const [keys, name] of [
      ['Control+k', 'palette'],
      ['?', 'shortcuts'],
    ]) {
      await page.getByRole('treegrid', { name: 'Runs' }).focus();
      await page.keyboard.press(keys);
      await page.locator('dialog[open]').waitFor();
      expect(await barriers(page), name).toEqual([]);
      await dismiss(page);
    }
    await row('ring').click();
    await page.keyboard.press('Delete');
    await page.getByRole('button', { name: 'Undo' }).waitFor();
    expect(await barriers(page), 'a notice').toEqual([]);
    await page.getByRole('button', { name: 'Trash', exact: true }).click();
    await row('ring').click();
    await page.getByRole('button', { name: 'Delete for good…' }).click();
    await page.getByText(/This frees about/).waitFor();
    expect(await barriers(page), 'the trash').toEqual([]);
    await page.getByRole('searchbox', { name: 'Filter runs' }).fill('seed <');
    await page.locator('#run-filter-answer.fault').waitFor();
    expect(await barriers(page), 'a filter that cannot be read').toEqual([]);
    expect(workbench.faults).toEqual([]);
  });
});

function colourAt(png: PNG, x: number, y: number): number[] {
  return [...png.data.subarray(4 * (y * png.width + x), 4 * (y * png.width + x) + 3)];
}

/** Pixels of a line of this colour, which lets a fifth of the white ground through. */
function pixelsOfLine(png: PNG, colour: string): number {
  const wanted = [1, 3, 5].map((start) => 0.8 * Number.parseInt(colour.slice(start, start + 2), 16) + 0.2 * 255);
  let count = 0;
  for (let at = 0; at < png.data.length; at += 4) {
    if (wanted.every((value, channel) => Math.abs(png.data[at + channel] - value) <= 16)) count += 1;
  }
  return count;
}
