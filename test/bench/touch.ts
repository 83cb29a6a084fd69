// Measures Touch in the window, in a real Chromium: `npm run bench:touch`. It drags the learning rate of a vanilla run and measures until
// the first of the eight seeds has ended, and until all have. The first drag after a start is reported apart: code is compiled for it.
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { openStore } from '../../src/main/store/store.ts';
import { closeBrowser, OpenedWorkbench } from '../e2e/browser/opened.ts';
import { trainRuns } from '../e2e/browser/trained.ts';
import { report, seconds } from './report.ts';

const STARTS = 5;
/** Pixels by which the number is dragged, one drag after the other. */
const DRAGS = [96, -48, 24, -40];
/** Seconds from one drag to the next. */
const REST = 1.5;
/** Seconds for which people point at a number before they press: `--point 0` is a pointer that presses at once. */
const POINT = Number(parseArgs({ options: { point: { type: 'string', default: '0.4' } } }).values.point);

interface Times {
  readonly first: number;
  readonly all: number;
}

/** Seconds from the drag until the window says that the first seed has ended, and until it says so of all eight. */
async function drag(page: Page, pixels: number): Promise<Times> {
  const number = page.getByRole('spinbutton', { name: 'Generator learning rate', exact: true });
  await number.hover();
  const box = await number.boundingBox();
  if (!box) throw new Error('the learning rate is not shown');
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await seconds(POINT);
  await page.mouse.down();
  const start = performance.now();
  await page.mouse.move(x + pixels, y);
  await page.mouse.up();
  const until = async (count: number) => {
    await page.waitForFunction(
      (least) => {
        const text = document.querySelector('section[aria-label=Touch]')?.textContent;
        return Number(/(\d) of 8 seeds/.exec(text ?? '')?.[1] ?? 0) >= least;
      },
      count,
      { polling: 'raf' },
    );
    return (performance.now() - start) / 1000;
  };
  return { first: await until(1), all: await until(8) };
}

async function measure(isPlaying: boolean): Promise<void> {
  const [cold, warm]: [Times[], Times[]] = [[], []];
  for (let start = 0; start < STARTS; start++) {
    const workbench = await OpenedWorkbench.open();
    const { page } = workbench;
    await trainRuns(workbench.store, [{ name: 'base', config: {} }]);
    const store = openStore(workbench.store);
    const [{ run }] = store.runs.list();
    store.close();
    await page.evaluate((hash) => (window.location.hash = hash), `#/runs/${run.id}?tab=config`);
    const pause = page.getByRole('button', { name: 'Pause the player' });
    await pause.waitFor();
    if (!isPlaying) await pause.click();
    await seconds(REST);
    for (const [index, pixels] of DRAGS.entries()) {
      (index === 0 ? cold : warm).push(await drag(page, pixels));
      await seconds(REST);
    }
    await workbench.close();
  }
  console.log(isPlaying ? 'While the player plays:' : 'While the player stands:');
  for (const [what, times] of [
    ['first drag after a start', cold],
    ['further drags', warm],
  ] as const) {
    report(
      `  ${what}, first seed`,
      times.map(({ first }) => first),
      's',
      'under 2 s',
    );
    report(
      `  ${what}, all eight seeds`,
      times.map(({ all }) => all),
      's',
      'under 2 s',
    );
  }
}

await measure(false);
await measure(true);
await closeBrowser();
