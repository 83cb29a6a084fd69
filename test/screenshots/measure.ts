// Measures how much of the window charts have, screen by screen and size by size: `npm run measure:window`. With
// `-- --pictures FOLDER` it also takes a picture of each, in both themes; `-- --only run,plane` measures some of them.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openStore } from '../../src/main/store/store.ts';
import { PRESETS } from '../../src/shared/config/presets.ts';
import type { RunConfigInput } from '../../src/shared/config/schema.ts';
import { groupKey } from '../../src/shared/subject.ts';
import { chartShare } from '../e2e/browser/chart-share.ts';
import { closeBrowser, OpenedWorkbench } from '../e2e/browser/opened.ts';
import { trainRuns } from '../e2e/browser/trained.ts';

const { values } = parseArgs({ options: { pictures: { type: 'string' }, only: { type: 'string' } } });

const SIZES = [
  { width: 1280, height: 720 },
  { width: 1440, height: 900 },
  { width: 1920, height: 1080 },
] as const;

/** Trains for longer than any measurement takes. */
const LASTING: RunConfigInput = { epochs: 100_000, snapshots: { every: 10 } };
/** A generator that no optimiser holds: its loss is no number after a few steps. */
const FAILING: RunConfigInput = {
  loss: 'wgan',
  optimizer: { generator: { learning_rate: 1e30 }, discriminator: { learning_rate: 1e30 } },
};
const RATES = [5e-5, 1e-4, 2e-4, 3e-4, 4e-4, 6e-4, 8e-4, 1e-3, 2e-3];

interface Screen {
  readonly name: string;
  readonly show: () => Promise<void>;
}

const workbench = await OpenedWorkbench.open();
const { page, store } = workbench;

function listed() {
  const opened = openStore(store);
  const rows = opened.runs.list({}, 'oldest first').map(({ run }) => run);
  opened.close();
  return rows;
}

async function goTo(hash: string): Promise<void> {
  await page.evaluate((there) => (window.location.hash = there), hash);
}

function runNamed(name: string) {
  const run = listed().find((one) => one.name === name);
  if (!run) throw new Error(`there is no run ${name}`);
  return run;
}

async function showRun(name: string, epoch?: number): Promise<void> {
  await goTo(`#/runs/${runNamed(name).id}${epoch === undefined ? '' : `?epoch=${epoch}`}`);
  await page.getByRole('heading', { name, exact: true }).waitFor();
  if (epoch !== undefined) await page.locator(`[data-epoch="${epoch}"]`).waitFor();
}

async function compare(count: number): Promise<void> {
  const groups = [...new Set(listed().flatMap(({ name, group }) => (name.startsWith('rate ') ? [group] : [])))];
  const keys = groups.slice(0, count).map((group) => encodeURIComponent(groupKey(group)));
  await goTo(`#/runs/${keys.join(',')}?epoch=60`);
  await page.getByRole('region', { name: 'Comparison', exact: true }).waitFor();
}

async function showNewRun(): Promise<void> {
  await goTo('#/runs');
  await page.getByRole('button', { name: 'New run' }).first().click();
  await page
    .getByRole('dialog', { name: 'New run' })
    .getByText(/^Per run: /)
    .waitFor();
}

async function leaveNewRun(): Promise<void> {
  await page.getByRole('button', { name: 'Close' }).click();
}

async function showTraining(): Promise<void> {
  await page.keyboard.press('Control+n');
  const drawer = page.getByRole('dialog', { name: 'New run' });
  await drawer.getByRole('button', { name: 'JSON' }).click();
  await drawer.getByRole('textbox', { name: /JSON/ }).fill(JSON.stringify(LASTING));
  await drawer.getByLabel('Name', { exact: true }).fill('lasting');
  await drawer.getByRole('button', { name: /^Launch/ }).click();
  await page.getByRole('heading', { name: 'lasting', exact: true }).waitFor();
  await page.locator('[data-epoch]').waitFor();
}

const SCREENS: readonly Screen[] = [
  { name: 'run', show: () => showRun('plain', 300) },
  { name: 'averaged', show: () => showRun('averaged', 400) },
  { name: 'plane', show: () => showRun('eight modes', 300) },
  { name: 'failed', show: () => showRun('failing') },
  { name: 'compare-3', show: () => compare(3) },
  { name: 'compare-9', show: () => compare(9) },
  { name: 'list', show: () => goTo('#/runs') },
  { name: 'new-run', show: showNewRun },
  { name: 'training', show: showTraining },
];

async function measure({ name, show }: Screen): Promise<void> {
  await show();
  for (const { width, height } of SIZES) {
    await page.setViewportSize({ width, height });
    await page.mouse.move(1, 1);
    await page.waitForTimeout(1000);
    const { percent, whole, cut } = await chartShare(page);
    const size = `${width} × ${height}`;
    console.log(`${name}, ${size}: ${percent.toFixed(1)} %; whole: ${whole.join(', ')}; cut: ${cut.join(', ')}`);
    if (values.pictures === undefined) continue;
    for (const theme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: theme });
      await page.locator(`[data-theme=${theme}]`).waitFor();
      await page.waitForTimeout(400);
      await page.screenshot({ path: join(values.pictures, `${name}-${width}-${theme}.png`) });
    }
    await page.emulateMedia({ colorScheme: 'light' });
  }
  if (name === 'new-run') await leaveNewRun();
}

try {
  if (values.pictures !== undefined) mkdirSync(values.pictures, { recursive: true });
  const only = values.only?.split(',');
  const wanted = SCREENS.filter(({ name }) => only?.includes(name) ?? true);
  if (!only || only.includes('first-start')) await measure({ name: 'first-start', show: async () => {} });
  await trainRuns(store, [
    { name: 'plain', config: {} },
    { name: 'averaged', config: { ema_decay: 0.999, epochs: 600, loss: 'minimax' } },
    { name: 'eight modes', config: PRESETS.ring.config },
    ...(wanted.some(({ name }) => name.startsWith('compare'))
      ? RATES.map((rate) => ({
          name: `rate ${rate}`,
          config: { epochs: 100, optimizer: { generator: { learning_rate: rate } } },
          seeds: '1..3',
        }))
      : []),
  ]);
  // The command line ends with an error, as it should.
  if (wanted.some(({ name }) => name === 'failed'))
    await trainRuns(store, [{ name: 'failing', config: FAILING }]).catch(() => undefined);
  for (const screen of wanted) await measure(screen);
} finally {
  await workbench.close();
  await closeBrowser();
}
