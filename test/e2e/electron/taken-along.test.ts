import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { ElectronApplication, Page } from 'playwright-core';
import { expect, it, vi } from 'vitest';
import { LIGHT } from '../../../src/shared/figures/palette.ts';
import { decodePng, near, over, rgb } from '../../main/files/figures/pixels.ts';
import { describeElectron } from './availability.ts';
import { desktopHomes } from './desktop.ts';
import { inMainProcess } from './main-process.ts';

const BARS = over(rgb(LIGHT.generator), 0.55, rgb('#ffffff'));

async function openExport(page: Page) {
  await page.getByRole('button', { name: 'Train the vanilla GAN' }).click();
  await page.getByText('finished', { exact: true }).last().waitFor();
  await page.getByRole('button', { name: /^Export vanilla-distribution/ }).click();
  return page.locator('[popover]:popover-open');
}

/** Has what the system would drag written down in place of being dragged: a pointer that is let go nowhere ends it. */
function writeDownDrags(application: ElectronApplication): Promise<void> {
  return inMainProcess(application, ({ BrowserWindow }) => {
    const [{ webContents }] = BrowserWindow.getAllWindows();
    const drags: { file: string; isIconEmpty: boolean }[] = [];
    Object.assign(globalThis, { drags });
    webContents.startDrag = ({ file, icon }) => {
      drags.push({ file, isIconEmpty: typeof icon === 'string' || icon.isEmpty() });
    };
  });
}

const dragsOf = (application: ElectronApplication) =>
  inMainProcess(
    application,
    () => (globalThis as unknown as { drags: { file: string; isIconEmpty: boolean }[] }).drags,
  );

/** The picture in the system's clipboard, as PNG. */
async function pictureInClipboard(application: ElectronApplication): Promise<Buffer> {
  const png = await inMainProcess(application, async ({ clipboard }) => {
    // Up to Electron 44 it gives an image of its own, from 45 on what a page would be given.
    const earlier = clipboard as unknown as { readonly readImage?: () => { toPNG(): Buffer } };
    if (earlier.readImage) return earlier.readImage().toPNG().toString('base64');
    const [item] = await clipboard.read();
    return Buffer.from(await (await item.getType('image/png')).arrayBuffer()).toString('base64');
  });
  return Buffer.from(png, 'base64');
}

/** A pointer of the display that tests can move: a page's own events begin no drag of the system. */
const HAS_POINTER = process.platform === 'linux' && spawnSync('xdotool', ['version']).error === undefined;
const NO_POINTER = 'xdotool is not here; this would make it run: sudo apt-get install xdotool';
if (!HAS_POINTER) console.warn(`Skipped: a picture dragged onto another window: ${NO_POINTER}`);

interface Place {
  readonly x: number;
  readonly y: number;
}

/** Presses the pointer's button at one place of the display, and lets it go at another. */
function dragPointer(environment: NodeJS.ProcessEnv, from: Place, to: Place): void {
  const point = (...args: readonly (string | number)[]) => {
    const { status, stderr } = spawnSync('xdotool', args.map(String), { env: environment });
    if (status !== 0) throw new Error(`xdotool: ${stderr.toString()}`);
  };
  const STEPS = 20;
  point('mousemove', from.x, from.y, 'mousedown', 1);
  for (let step = 1; step <= STEPS; step++) {
    const at = (axis: keyof Place) => Math.round(from[axis] + ((to[axis] - from[axis]) * step) / STEPS);
    // The drag begins when its file is written: until then the pointer moves within the window.
    point('mousemove', at('x'), at('y'), 'sleep', 0.1);
  }
  point('sleep', 0.5, 'mouseup', 1);
}

/** A window of another page beside this one, which notes what is dropped on it. */
async function openTarget(application: ElectronApplication): Promise<{ readonly page: Page; readonly centre: Place }> {
  const opened = application.waitForEvent('window');
  const centre = await inMainProcess(application, async ({ BrowserWindow }) => {
    const [own] = BrowserWindow.getAllWindows();
    own.setBounds({ x: 0, y: 0, width: 1100, height: 900 });
    const target = new BrowserWindow({ x: 1150, y: 100, width: 400, height: 400 });
    const html = `<body style="margin:0;height:100vh"><script>
      document.addEventListener('dragover', (event) => event.preventDefault());
      document.addEventListener('drop', (event) => {
        event.preventDefault();
        const [file] = event.dataTransfer.files;
        file.text().then((text) => (document.title = JSON.stringify({ name: file.name, start: text.slice(0, 5) })));
      });
    </script>`;
    await target.loadURL(`data:text/html,${encodeURIComponent(html)}`);
    const { x, y, width, height } = target.getContentBounds();
    return { x: x + width / 2, y: y + height / 2 };
  });
  return { page: await opened, centre };
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

  it.skipIf(!HAS_POINTER)(
    'is dropped by the pointer on the window of another page, which is given the file',
    async () => {
      const home = newHome();
      const { application, page } = await home.launch();
      const { page: target, centre } = await openTarget(application);
      const menu = await openExport(page);
      await menu.getByLabel('File').selectOption('pdf');
      const box = await menu.getByText('Drag PDF').boundingBox();
      if (!box) throw new Error('there is nothing to drag');
      const corner = await inMainProcess(application, ({ BrowserWindow }) =>
        BrowserWindow.getAllWindows()
          .map((one) => one.getContentBounds())
          .reduce((left, other) => (other.x < left.x ? other : left)),
      );
      const from = {
        x: Math.round(corner.x + box.x + box.width / 2),
        y: Math.round(corner.y + box.y + box.height / 2),
      };
      dragPointer(home.program.environment, from, centre);
      const dropped = await vi.waitFor(
        async () => JSON.parse(await target.title()) as { readonly name: string; readonly start: string },
        20_000,
      );
      expect(dropped.name).toMatch(/^vanilla-distribution.*\.pdf$/);
      expect(dropped.start).toBe('%PDF-');
    },
  );
});
