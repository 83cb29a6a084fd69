// Measures sweeps and comparisons in a real Chromium: `npm run bench:experiments`, or with `-- --short`.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { wholeNumber } from '../../src/shared/counted.ts';
import { openStore } from '../../src/main/store/store.ts';
import { watchFrames, type Frames } from '../e2e/browser/frames.ts';
import { closeBrowser, OpenedWorkbench } from '../e2e/browser/opened.ts';
import { report } from './report.ts';

const { values } = parseArgs({ options: { short: { type: 'boolean', default: false } } });
const SHORT = values.short;
const SEEDS = SHORT ? 1 : 8;
const COMPARED = SHORT ? 4 : 20;
const EPOCHS = SHORT ? 1000 : 10_000;
const OPENINGS = SHORT ? 2 : 5;
const STARTS = SHORT ? 1 : 3;
const WATCH_SECONDS = SHORT ? 3 : 10;
const PLAYERS = Math.min(9, COMPARED);

/** Three learning rates, two losses, 600 epochs. */
const SWEEP = {
  grid: { lr_g: [1e-4, 2e-4, 4e-4], loss: ['bce', 'minimax'] },
  seeds: Array.from({ length: SEEDS }, (_, index) => index + 1),
};
const RUNS = 3 * 2 * SEEDS;

function reportFrames(what: string, watched: readonly Frames[]): void {
  report(
    what,
    watched.map(({ frames }) => frames),
    'frames a second',
    '30 or more',
  );
  report(
    '  processor time of its main thread, a frame',
    watched.map(({ work }) => work),
    'ms',
    'under 33 ms',
  );
}

/** The first start's sixteen seeds, with the detail open in which all of them play: until the last is drawn, and has ended. */
async function measureSixteen(): Promise<void> {
  const [drawn, ended]: number[][] = [[], []];
  const watched: Frames[] = [];
  for (let start = 0; start < STARTS; start++) {
    const workbench = await OpenedWorkbench.open();
    const { page } = workbench;
    await page.getByRole('button', { name: 'Train it with 16 seeds' }).click();
    const began = performance.now();
    const seconds = () => (performance.now() - began) / 1000;
    const isDrawn = page
      .waitForFunction(() => document.querySelectorAll('[data-epoch]').length === 16, undefined, { timeout: 0 })
      .then(() => drawn.push(seconds()));
    // Not after the frames were counted: the runs may end before.
    const hasEnded = isDrawn
      .then(() => page.getByText('Queue: nothing is training').waitFor({ timeout: 0 }))
      .then(() => ended.push(seconds()));
    watched.push(await watchFrames(page, WATCH_SECONDS));
    await hasEnded;
    await workbench.close();
  }
  report('16 seeds of the vanilla GAN, all of them drawn after', drawn, 's', 'under 15 s');
  report('  trained after', ended, 's', 'under 15 s');
  reportFrames('  the window meanwhile', watched);
}

/** A sweep launched in the window with the usual number of workers, its page watched until the last run has ended. */
async function measureSweep(): Promise<void> {
  const workbench = await OpenedWorkbench.open();
  const { page } = workbench;
  await page.getByRole('button', { name: 'Sweeps', exact: true }).click();
  await page.getByRole('button', { name: 'New sweep' }).first().click();
  const drawer = page.getByRole('dialog', { name: 'New sweep' });
  await drawer.getByRole('button', { name: 'JSON' }).click();
  await drawer.getByRole('textbox', { name: /JSON/ }).fill(JSON.stringify(SWEEP));
  await drawer.getByRole('button', { name: `Launch ${RUNS} runs` }).click();
  await drawer.waitFor({ state: 'detached' });
  const start = performance.now();
  const store = openStore(workbench.store);
  const ended = () =>
    store.runs.list().filter(({ run }) => run.status === 'finished' || run.status === 'failed').length;
  const watched: Frames[] = [];
  while (ended() < RUNS) watched.push(await watchFrames(page, 2));
  console.log(`Sweep of ${RUNS} vanilla runs: ${((performance.now() - start) / 1000).toFixed(1)} s`);
  reportFrames('  its page meanwhile, each two seconds', watched);
  const listed = store.runs.list();
  const whole = listed.filter(
    ({ run }) =>
      run.status === 'finished' &&
      store.epochs.read(run.id).length === 600 &&
      store.snapshots.readEpochs(run.id).length >= 600,
  );
  const faults = workbench.faults.length;
  console.log(`  recorded in full: ${whole.length} of ${listed.length} runs; faults in the page: ${faults}`);
  store.close();
  await workbench.close();
}

async function trainLong(store: string): Promise<void> {
  const settings = ['batches_per_epoch=1', 'snapshots.samples=500', `epochs=${EPOCHS}`].flatMap((one) => [
    '--set',
    one,
  ]);
  for (let index = 0; index < COMPARED; index++) {
    // Of different settings, so that they are no group.
    const rate = ['--set', `optimizer.generator.learning_rate=${(index + 1) * 1e-4}`];
    const args = [
      'train',
      '--store',
      store,
      '--no-figures',
      '--json',
      '--name',
      `run ${index + 1}`,
      ...settings,
      ...rate,
    ];
    await promisify(execFile)(process.execPath, [...process.execArgv, 'out/main/cli.js', ...args], { maxBuffer: 1e9 });
  }
}

/** Milliseconds from choosing what is compared until all series are read, and both charts and every player are drawn. */
async function opening(page: Page, address: string): Promise<number> {
  await page.evaluate(() => (window.location.hash = '#/runs'));
  await page.getByText(/Select a run to see/).waitFor();
  return page.evaluate(
    async ({ hash, players }) => {
      const start = performance.now();
      window.location.hash = hash;
      const drawn = () =>
        document.querySelector('[role=region][aria-label=Comparison][aria-busy=false]') !== null &&
        document.querySelectorAll('[role=region][aria-label=Comparison] canvas').length >= 2 + players &&
        document.querySelectorAll('[data-epoch] canvas').length >= players;
      while (!drawn()) await new Promise(requestAnimationFrame);
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      return performance.now() - start;
    },
    { hash: address, players: PLAYERS },
  );
}

/** Moves the slider to and fro at every frame while `watchFrames` counts them. */
async function scrub(page: Page): Promise<Frames> {
  const stop = page.evaluate(async (milliseconds) => {
    const slider = document.querySelector<HTMLInputElement>('[role=region][aria-label=Comparison] input[type=range]');
    if (!slider) throw new Error('there is no slider');
    const [least, most] = [Number(slider.min), Number(slider.max)];
    const start = performance.now();
    while (performance.now() - start < milliseconds) {
      const turn = ((performance.now() - start) / 4000) % 2;
      slider.value = String(Math.round(least + (most - least) * (turn < 1 ? turn : 2 - turn)));
      slider.dispatchEvent(new Event('input', { bubbles: true }));
      await new Promise(requestAnimationFrame);
    }
  }, 1000 * WATCH_SECONDS);
  const watched = await watchFrames(page, WATCH_SECONDS - 1);
  await stop;
  return watched;
}

async function measureComparison(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-experiments-'));
  const trained = join(folder, 'runs.sqlite');
  await trainLong(trained);
  const store = openStore(trained);
  const ids = store.runs.list().map(({ run }) => run.id);
  store.close();
  const workbench = await OpenedWorkbench.open({ store: trained });
  rmSync(folder, { recursive: true });
  const { page } = workbench;
  await page.getByTitle(`run ${COMPARED}`, { exact: true }).first().waitFor();
  const all = `#/runs/${ids.join(',')}`;
  const first = await opening(page, all);
  const again: number[] = [];
  for (let time = 0; time < OPENINGS; time++) again.push(await opening(page, all));
  console.log(`Comparing ${COMPARED} runs of ${wholeNumber(EPOCHS)} epochs:`);
  report('  opens for the first time after the start', [first], 'ms', 'under 1000 ms');
  report('  opens later', again, 'ms', 'under 1000 ms');
  reportFrames('  scrubbed', [await scrub(page)]);
  await opening(page, `#/runs/${ids.slice(0, PLAYERS).join(',')}`);
  await page.getByRole('slider', { name: /Epoch/ }).first().fill('1');
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  const played = await watchFrames(page, WATCH_SECONDS);
  reportFrames(`${PLAYERS} players in sync`, [played]);
  report('  pictures of the first', [played.pictures], 'a second', '30');
  await workbench.close();
}

await measureSixteen();
await measureSweep();
await measureComparison();
await closeBrowser();
