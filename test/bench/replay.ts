// Measures the replay of several runs in a real Chromium: `node bin/node.cjs test/bench/replay.ts` after a build, or with `--short`.
import { execFile } from 'node:child_process';
import { parseArgs, promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { openStore } from '../../src/main/store/store.ts';
import { groupKey } from '../../src/shared/subject.ts';
import { watchFrames, type Frames } from '../e2e/browser/frames.ts';
import { closeBrowser, OpenedWorkbench } from '../e2e/browser/opened.ts';

const { values } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    /** A store that has been measured before: its runs, to be trained only once. */
    store: { type: 'string' },
  },
});
const ROUNDS = values.short ? 3 : 5;
const SECONDS = values.short ? 4 : 10;
const LONG_EPOCHS = values.short ? 2000 : 10_000;

const median = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

function report(what: string, rounds: readonly Frames[]): void {
  const of = (key: keyof Frames) => median(rounds.map((one) => one[key])).toFixed(1);
  console.log(
    `${what}: ${of('frames')} frames and ${of('pictures')} pictures a second (goal 30), ${of('work')} ms a frame`,
  );
}

async function train(store: string, name: string, seeds: number, ...settings: readonly string[]): Promise<void> {
  const sets = settings.flatMap((setting) => ['--set', setting]);
  const args = ['train', '--store', store, '--no-figures', '--json', '--name', name, '--seeds', `1..${seeds}`, ...sets];
  await promisify(execFile)(process.execPath, [...process.execArgv, 'out/main/cli.js', ...args], { maxBuffer: 1e9 });
}

async function open(workbench: OpenedWorkbench, keys: readonly string[]): Promise<void> {
  const { page, address } = workbench;
  await page.goto(`${new URL(address).origin}/#/runs/${keys.join(',')}`);
  await page.reload();
  await page.locator('li[data-epoch] canvas').last().waitFor();
}

const slider = (page: Page) => page.getByRole('group', { name: 'Replay' }).getByRole('slider');

async function play(page: Page, speed: string): Promise<Frames> {
  await page.getByLabel('Speed').selectOption(speed);
  await slider(page).fill('1');
  await page.waitForTimeout(1000);
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  const watched = await watchFrames(page, SECONDS);
  await page.getByRole('button', { name: 'Pause the player' }).click();
  return watched;
}

/** Drags the slider from end to end and back, a step with each frame. */
async function scrub(page: Page): Promise<Frames> {
  await page.waitForTimeout(2000);
  await slider(page).evaluate((input: HTMLInputElement, milliseconds) => {
    const end = performance.now() + milliseconds;
    let frame = 0;
    const most = Number(input.max);
    const drag = () => {
      frame += 1;
      const place = (frame % 400) / 200;
      input.value = String(Math.round(most * (place < 1 ? place : 2 - place)));
      input.dispatchEvent(new Event('input', { bubbles: true }));
      if (performance.now() < end) requestAnimationFrame(drag);
    };
    requestAnimationFrame(drag);
  }, 1000 * SECONDS);
  return watchFrames(page, SECONDS);
}

async function rounds(measure: () => Promise<Frames>): Promise<Frames[]> {
  const measured: Frames[] = [];
  for (let round = 0; round < ROUNDS; round++) measured.push(await measure());
  return measured;
}

const workbench = await OpenedWorkbench.open(values.store === undefined ? {} : { store: values.store });
const { page } = workbench;
if (values.store === undefined) {
  await train(workbench.store, 'vanilla', 9, 'epochs=600');
  await train(workbench.store, 'long', 20, `epochs=${LONG_EPOCHS}`);
}
const store = openStore(workbench.store);
const runs = store.runs.list().map(({ run }) => run);
store.close();
for (const name of ['vanilla', 'long', 'ring']) {
  const found = runs.filter((run) => run.name === name);
  if (found.length === 0) continue;
  const epochs = found[0].config.epochs;
  const nine = found.slice(0, 9).map(({ id }) => id);
  await open(workbench, nine);
  report(`${name}: nine players of ${epochs} epochs at 1×`, await rounds(() => play(page, '1')));
  report(`${name}: nine scrubbed`, await rounds(() => scrub(page)));
  if (found.length < 20) continue;
  await open(
    workbench,
    found.slice(0, 20).map(({ id }) => id),
  );
  report(`${name}: a comparison of 20 scrubbed`, await rounds(() => scrub(page)));
  await open(workbench, [groupKey(found[0].group)]);
  report(`${name}: sixteen of a group at 1×`, await rounds(() => play(page, '1')));
}
await workbench.close();
await closeBrowser();
