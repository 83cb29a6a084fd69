import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { ElectronApplication, Page } from 'playwright-core';
import { expect, it, vi } from 'vitest';
import { LIGHT } from '../../../src/shared/figures/palette.ts';
import { decodePng, near, over, rgb } from '../../main/files/figures/pixels.ts';
import { describeElectron } from './availability.ts';
import { desktopHomes } from './desktop.ts';

const BARS = over(rgb(LIGHT.generator), 0.55, rgb('#ffffff'));

async function openExport(page: Page) {
  await page.getByRole('button', { name: 'Train the vanilla GAN' }).click();
  await page.getByText('finished', { exact: true }).last().waitFor();
  await page.getByRole('button', { name: /^Export vanilla-distribution/ }).click();
  return page.locator('[popover]:popover-open');
}

/** Has what the system would drag written down in place of being dragged: a pointer that is let go nowhere ends it. */
function writeDownDrags(application: ElectronApplication): Promise<void> {
  return application.evaluate(({ BrowserWindow }) => {
    const [{ webContents }] = BrowserWindow.getAllWindows();
    const drags: { file: string; isIconEmpty: boolean }[] = [];
    Object.assign(globalThis, { drags });
    webContents.startDrag = ({ file, icon }) => {
      drags.push({ file, isIconEmpty: typeof icon === 'string' || icon.isEmpty() });
    };
  });
}

const dragsOf = (application: ElectronApplication) =>
  application.evaluate(() => (globalThis as unknown as { drags: { file: string; isIconEmpty: boolean }[] }).drags);

/** The picture in the system's clipboard, as PNG. */
async function pictureInClipboard(application: ElectronApplication): Promise<Buffer> {
  const png = await application.evaluate(async ({ clipboard }) => {
    // Up to Electron 44 it gives an image of its own, from 45 on what a page would be given.
    const earlier = clipboard as unknown as { readonly readImage?: () => { toPNG(): Buffer } };
    if (earlier.readImage) return earlier.readImage().toPNG().toString('base64');
    const [item] = await clipboard.read();
    return Buffer.from(await (await item.getType('image/png')).arrayBuffer()).toString('base64');
  });
  return Buffer.from(png, 'base64');
}

describeElectron('a figure taken along', (surroundings) => {
  const newHome = desktopHomes(surroundings);

  it('is in the clipboard as the picture that would be saved, and is dragged out as a file that is there', async () => {
    const { application, page } = await newHome().launch();
    const menu = await openExport(page);
    await menu.getByLabel('Width').fill('600');
    await menu.getByLabel('Height').fill('400');
    await menu.getByRole('button', { name: 'Copy' }).click();
    const copied = await vi.waitFor(async () => decodePng(await pictureInClipboard(application)), 20_000);
    expect([copied.width, copied.height]).toEqual([1200, 800]);
    expect(copied.count(near(BARS), { top: 0.3 })).toBeGreaterThan(2000);

    await writeDownDrags(application);
    const drag = (kind: string) => menu.getByText(`Drag ${kind}`).dispatchEvent('dragstart');
    await drag('PNG');
    await vi.waitFor(async () => expect(await dragsOf(application)).toHaveLength(1), 20_000);
    await menu.getByLabel('File').selectOption('svg');
    await drag('SVG');
    await vi.waitFor(async () => expect(await dragsOf(application)).toHaveLength(2), 20_000);
    const [png, svg] = await dragsOf(application);
    expect([png.isIconEmpty, svg.isIconEmpty]).toEqual([false, false]);
    expect(basename(png.file)).toMatch(/^vanilla-distribution.*\.png$/);
    expect((await decodePng(readFileSync(png.file))).width).toBe(1200);
    expect(readFileSync(svg.file, 'utf8')).toMatch(/^<\?xml|^<svg/);
  });
});
