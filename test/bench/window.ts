// Measures the window in a real Chromium: `npm run bench:window`.
//   -- --short            fewer and shorter rounds
//   -- --only comparison  some of its parts: list, frames, comparison, slowdown
import { execFile } from 'node:child_process';
import { parseArgs, promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { openStore } from '../../src/main/store/store.ts';
import type { RunConfigInput } from '../../src/shared/config/schema.ts';
import { wholeNumber } from '../../src/shared/counted.ts';
import { groupKey } from '../../src/shared/subject.ts';
import { watchFrames } from '../e2e/browser/frames.ts';
import { closeBrowser, OpenedWorkbench } from '../e2e/browser/opened.ts';
import { report, seconds } from './report.ts';

const { values } = parseArgs({ options: { short: { type: 'boolean', default: false }, only: { type: 'string' } } });
const SHORT = values.short;
const LOADS = SHORT ? 3 : 7;
const MANY = SHORT ? 3000 : 10_000;
const WATCH_SECONDS = SHORT ? 5 : 30;
/** Many short pairs: the machine's speed changes by the minute, and the halves of a pair should meet the same one. */
const PAIRS = SHORT ? 2 : 13;
const TRAIN_SECONDS = SHORT ? 10 : 20;

/** Two hidden layers of 256, as many batches as keep the machine busy for longer than any measurement. */
const WIDE: RunConfigInput = {
  // The one that is on every machine, so that figures compare.
  engine: 'fused',
  generator: { hidden_widths: [256, 256] },
  discriminator: { hidden_widths: [256, 256] },
  batch_size: 256,
  epochs: 100_000,
  batches_per_epoch: 1,
};
const TINY = ['epochs=1', 'batches_per_epoch=1', 'snapshots.samples=100'].flatMap((setting) => ['--set', setting]);

async function train(store: string, ...args: readonly string[]): Promise<void> {
  const command = ['out/main/cli.js', 'train', '--store', store, '--no-figures', '--json', ...args];
  await promisify(execFile)(process.execPath, [...process.execArgv, ...command], { maxBuffer: 1e9 });
}

/** Milliseconds from the page's request until a run is in the list and a new one can be asked for. */
async function firstScreen(page: Page): Promise<number> {
  await page.reload({ waitUntil: 'commit' });
  await page.waitForFunction(
    () =>
      document.querySelector('[role=row][id^=run-]') !== null &&
      [...document.querySelectorAll('button')].some((button) => button.textContent.trim() === 'New run'),
    undefined,
    { polling: 'raf' },
  );
  return page.evaluate(() => performance.now());
}

/** Milliseconds from what is done in the page until the list says so and is painted. */
async function listAnswer(
  page: Page,
  act: { readonly filter: string; readonly answer: string } | { readonly sort: string },
) {
  return page.evaluate(async (asked) => {
    const painted = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    const start = performance.now();
    let isAnswered: () => boolean;
    if ('sort' in asked) {
      const buttons = [...document.querySelectorAll<HTMLButtonElement>('[role=columnheader] button')];
      const button = buttons.find(({ textContent }) => textContent.startsWith(asked.sort));
      button?.click();
      isAnswered = () => button?.closest('[role=columnheader]')?.getAttribute('aria-sort') === 'ascending';
    } else {
      const input = document.querySelector<HTMLInputElement>('#run-filter');
      if (input) input.value = asked.filter;
      input?.dispatchEvent(new Event('input', { bubbles: true }));
      isAnswered = () => document.querySelector('#run-filter-answer')?.textContent === asked.answer;
    }
    do await painted();
    while (!isAnswered());
    return performance.now() - start;
  }, act);
}

async function measureList(workbench: OpenedWorkbench): Promise<void> {
  const { page, store } = workbench;
  await train(store, ...TINY, '--seeds', '1..1000');
  // As many rows as runs: of one group they would be a single row.
  await page.evaluate(() => window.localStorage.setItem('list-grouping', '"none"'));
  const loads: number[] = [];
  for (let load = 0; load < LOADS; load++) loads.push(await firstScreen(page));
  report('First usable screen, 1,000 runs', loads, 'ms', 'under 1500 ms');
  await train(store, ...TINY, '--seeds', `1001..${MANY}`);
  await firstScreen(page);
  await page.waitForFunction(
    (all) => document.querySelector('#run-filter-answer')?.textContent.startsWith(all),
    wholeNumber(MANY),
  );
  const [text, expression, sort]: number[][] = [[], [], []];
  for (let round = 0; round < LOADS; round++) {
    text.push(await listAnswer(page, { filter: 'no such run', answer: '0 runs with this text' }));
    await listAnswer(page, { filter: '', answer: `${wholeNumber(MANY)} runs` });
    expression.push(
      await listAnswer(page, { filter: 'lr_g < 1e-3 and loss = bce and seed <= 500', answer: '500 runs' }),
    );
    await listAnswer(page, { filter: '', answer: `${wholeNumber(MANY)} runs` });
    if ((await page.getByRole('columnheader').count()) === 0)
      await page.getByRole('button', { name: 'Columns', exact: true }).click();
    sort.push(await listAnswer(page, { sort: 'Name' }));
    await listAnswer(page, { sort: 'Created' });
  }
  const runs = wholeNumber(MANY);
  report(`Filter by text, ${runs} runs`, text, 'ms', 'under 200 ms');
  report(`Filter by expression, ${runs} runs`, expression, 'ms', 'under 200 ms');
  report(`Sort, ${runs} runs`, sort, 'ms', 'under 200 ms');
}

const GROUPS = ['1e-4', '2e-4', '3e-4', '4e-4', '5e-4', '6e-4', '7e-4', '8e-4', '1e-3'];
const COMPARED_EPOCHS = 200;

/** Plays nine groups of three seeds side by side, on the line and in the plane, each with all charts of the comparison. */
async function measureComparison(): Promise<void> {
  const workbench = await OpenedWorkbench.open();
  const { page, store } = workbench;
  const compared = [
    { preset: 'vanilla', place: 'on the line', pictures: '30' },
    { preset: 'ring', place: 'in the plane', pictures: '15' },
  ];
  for (const { preset, place, pictures } of compared) {
    for (const rate of GROUPS) {
      const settings = [`optimizer.generator.learning_rate=${rate}`, `epochs=${COMPARED_EPOCHS}`];
      const sets = settings.flatMap((setting) => ['--set', setting]);
      await train(store, '--preset', preset, '--name', preset, '--seeds', '1..3', ...sets);
    }
    const opened = openStore(store);
    const runs = opened.runs.list().map(({ run }) => run);
    opened.close();
    const keys = new Set(
      runs.filter(({ name }) => name === preset).map(({ group }) => encodeURIComponent(groupKey(group))),
    );
    await page.evaluate((hash) => (window.location.hash = hash), `#/runs/${[...keys].join(',')}?epoch=1`);
    const loop = page.getByRole('button', { name: 'Loop', exact: true });
    if ((await loop.getAttribute('aria-pressed')) !== 'true') await loop.click();
    // It may go on playing from the comparison before.
    const play = page.getByRole('button', { name: 'Play', exact: true });
    await play.or(page.getByRole('button', { name: 'Pause the player' })).waitFor();
    if (await play.isVisible()) await play.click();
    const played = await watchFrames(page, WATCH_SECONDS);
    report(`Comparison of ${keys.size} groups ${place} at 1×`, [played.frames], 'frames a second', '55 or more');
    report('  its pictures', [played.pictures], 'a second', pictures);
    report('  processor time of its main thread, a frame', [played.work], 'ms', 'under 18 ms');
  }
  await workbench.close();
}

/** A run of the queue as the page launches it; gives its id once it trains. */
async function launchWide(workbench: OpenedWorkbench, name: string): Promise<string> {
  const { page } = workbench;
  await page.getByRole('button', { name: 'Runs', exact: true }).waitFor();
  await page.keyboard.press('Control+n');
  const drawer = page.getByRole('dialog', { name: 'New run' });
  await drawer.getByRole('button', { name: 'JSON' }).click();
  await drawer.getByRole('textbox', { name: /JSON/ }).fill(JSON.stringify(WIDE));
  await drawer.getByLabel('Name', { exact: true }).fill(name);
  await drawer.getByRole('button', { name: /^Launch/ }).click();
  await page.getByRole('heading', { name, exact: true }).waitFor();
  await page
    .getByText(/steps\/s/)
    .first()
    .waitFor();
  return name;
}

async function measureFrames(): Promise<void> {
  const workbench = await OpenedWorkbench.open();
  const { page } = workbench;
  await train(workbench.store, '--name', 'vanilla', '--set', 'epochs=3000');
  await page.getByRole('treegrid', { name: 'Runs' }).getByTitle('vanilla', { exact: true }).waitFor();
  await launchWide(workbench, 'wide');
  await seconds(3);
  const live = await watchFrames(page, WATCH_SECONDS);
  report('Live charts while the queue trains', [live.frames], 'frames a second', '30 or more');
  report('  processor time of its main thread, a frame', [live.work], 'ms', 'under 33 ms');
  await page.getByRole('treegrid', { name: 'Runs' }).getByTitle('vanilla', { exact: true }).click();
  await page.getByText('3000 of 3000 epochs').waitFor();
  await page.getByRole('slider', { name: 'Epoch shown' }).fill('1');
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  const player = await watchFrames(page, WATCH_SECONDS);
  report('Player at 1× while the queue trains', [player.frames], 'frames a second', '30 or more');
  report('  its pictures', [player.pictures], 'a second', '30');
  report('  processor time of its main thread, a frame', [player.work], 'ms', 'under 33 ms');
  await workbench.close();
}

/** Epochs that a wide run trains in a second, watched in a page or with no page open. */
async function trainingSpeed(isWatched: boolean): Promise<number> {
  const workbench = await OpenedWorkbench.open({ args: ['--jobs', '1'] });
  await launchWide(workbench, 'wide');
  if (!isWatched) await workbench.page.goto('about:blank');
  await seconds(2);
  const store = openStore(workbench.store);
  const done = () => {
    const [{ run }] = store.runs.list();
    return 'seconds' in run ? { epochs: run.epochsDone ?? 0, at: performance.now() } : { epochs: 0, at: 0 };
  };
  const before = done();
  await seconds(TRAIN_SECONDS);
  const after = done();
  store.close();
  await workbench.close();
  return (1000 * (after.epochs - before.epochs)) / (after.at - before.at);
}

async function measureSlowdown(): Promise<void> {
  const ratios: number[] = [];
  for (let pair = 0; pair < PAIRS; pair++) {
    const [first, second] = [await trainingSpeed(pair % 2 === 0), await trainingSpeed(pair % 2 === 1)];
    const [watched, alone] = pair % 2 === 0 ? [first, second] : [second, first];
    ratios.push(100 * (alone / watched - 1));
  }
  report('Training slowed by a window that watches', ratios, '%', 'at most 10 %');
}

const PARTS = {
  list: async () => {
    const listed = await OpenedWorkbench.open();
    await measureList(listed);
    await listed.close();
  },
  frames: measureFrames,
  comparison: measureComparison,
  slowdown: measureSlowdown,
};
const only = values.only?.split(',');
for (const [name, measure] of Object.entries(PARTS)) if (only?.includes(name) ?? true) await measure();
await closeBrowser();
