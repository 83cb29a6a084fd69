// Measures how much of the window charts have, and counts the texts that are cut, screen by screen and size by size:
// `npm run measure:window`.
//   -- --pictures FOLDER  also takes a picture of each, in both themes
//   -- --only run,plane   some of the screens
//   -- --store FILE       the runs that the screens show: trained into FILE where it is not there, which takes a minute, and kept
//   -- --other CHECKOUT   the window of another checkout, with its dependencies, which is built there
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { chartShare } from '../e2e/browser/chart-share.ts';
import { alikeLabels, cutLabels } from '../e2e/browser/cut-labels.ts';
import { closeBrowser, OpenedWorkbench } from '../e2e/browser/opened.ts';
import { readRuns, recordStore } from './recorded-store.ts';
import { screensOf, type Screen } from './screens.ts';

const { values } = parseArgs({
  options: {
    pictures: { type: 'string' },
    only: { type: 'string' },
    store: { type: 'string' },
    other: { type: 'string' },
  },
});

const SIZES = [
  { width: 1280, height: 720 },
  { width: 1440, height: 900 },
  { width: 1920, height: 1080 },
] as const;

const only = values.only?.split(',');
const isWanted = (name: string) => only?.includes(name) ?? true;
const checkout = resolve(values.other ?? '.');
const scratch = mkdtempSync(join(tmpdir(), 'screens-'));
const store = resolve(values.store ?? join(scratch, 'runs.sqlite'));

/** The earlier window does not say where its axes are: the whole canvas of each chart is taken in their place. */
async function takeCanvases(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const canvases = [...document.querySelectorAll<HTMLCanvasElement>('canvas')].filter(
      ({ clientWidth }) => clientWidth > 0,
    );
    const isEarlier = canvases.length > 0 && canvases.every(({ dataset }) => dataset.axes === undefined);
    if (isEarlier)
      for (const canvas of canvases) canvas.dataset.axes = `0 0 ${canvas.clientWidth} ${canvas.clientHeight}`;
    return isEarlier;
  });
}

async function measure(page: Page, { name, show, leave }: Screen): Promise<void> {
  await show();
  for (const { width, height } of SIZES) {
    await page.setViewportSize({ width, height });
    await page.mouse.move(1, 1);
    await page.waitForTimeout(1000);
    const isCanvas = await takeCanvases(page);
    const { percent, whole, cut } = await chartShare(page);
    if (isCanvas) await page.locator('canvas').evaluateAll((all) => all.forEach((one) => delete one.dataset['axes']));
    const share = `${percent.toFixed(1)} %${isCanvas ? ' with what is around the axes' : ''}`;
    console.log(`${name}, ${width} × ${height}: ${share}; whole: ${whole.join(', ')}; cut: ${cut.join(', ')}`);
    const labels = await cutLabels(page);
    const texts = [...new Set(labels.map(({ seen }) => seen))].slice(0, 8).map((seen) => `“${seen}”`);
    console.log(
      `  ${labels.length} texts cut, such as ${texts.join(' ')}; ${alikeLabels(labels).length} read as another`,
    );
    if (values.pictures === undefined) continue;
    for (const theme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: theme });
      await page.locator(`[data-theme=${theme}]`).waitFor();
      await page.waitForTimeout(400);
      await page.screenshot({ path: join(values.pictures, `${name}-${width}-${theme}.png`) });
    }
    await page.emulateMedia({ colorScheme: 'light' });
  }
  await leave?.();
}

/** Opens a window of the checkout, on a copy of a store or on none, and measures screens in it. */
async function measureIn(from: string | undefined, screens: (page: Page) => readonly Screen[]): Promise<void> {
  const workbench = await OpenedWorkbench.open({ checkout, ...(from !== undefined && { store: from }) });
  try {
    for (const screen of screens(workbench.page)) await measure(workbench.page, screen);
  } finally {
    await workbench.close();
  }
}

try {
  if (values.other !== undefined)
    execFileSync('npm', ['run', '--silent', 'build'], { cwd: checkout, stdio: 'inherit' });
  if (values.pictures !== undefined) mkdirSync(values.pictures, { recursive: true });
  if (isWanted('first-start'))
    await measureIn(undefined, (page) => [
      {
        name: 'first-start',
        show: () => page.getByRole('button', { name: 'Train the vanilla GAN' }).waitFor(),
      },
    ]);
  if (only?.every((name) => name === 'first-start') !== true) {
    if (!existsSync(store)) await recordStore(store, checkout);
    const runs = await readRuns(store, checkout);
    await measureIn(store, (page) => screensOf(page, runs).filter(({ name }) => isWanted(name)));
  }
} finally {
  await closeBrowser();
  rmSync(scratch, { recursive: true, force: true });
}
