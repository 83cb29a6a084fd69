// Takes the pictures of the documentation from real runs: `npm run screenshots`.
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { PRESETS } from '../../src/shared/config/presets.ts';
import { closeBrowser, OpenedWorkbench } from '../e2e/browser/opened.ts';
import { trainRuns } from '../e2e/browser/trained.ts';

const FOLDER = fileURLToPath(new URL('../../docs/images/window', import.meta.url));

const RUNS = [
  { name: 'spiral', config: PRESETS.spiral.config },
  { name: 'two peaks', config: PRESETS.mixture.config },
  { name: 'minimax', config: { loss: 'minimax' } },
  { name: 'averaged', config: { ema_decay: 0.999, epochs: 1200 } },
  { name: 'eight modes', config: PRESETS.ring.config },
  { name: 'vanilla', config: {} },
] as const;

const workbench = await OpenedWorkbench.open();
const { page } = workbench;

async function take(name: string, theme: string): Promise<void> {
  // What was just done is said for a while: it is not part of the view.
  for (const dismiss of await page.getByRole('button', { name: 'Dismiss' }).all()) await dismiss.click();
  await page.screenshot({ path: `${FOLDER}/${name}-${theme.toLowerCase()}.png` });
}

const rowOf = (name: string) => page.locator('[role=row]', { has: page.getByTitle(name, { exact: true }) });
const choose = (name: string) => page.getByTitle(name, { exact: true }).click();

async function showEpoch(shown: Page, epoch: number): Promise<void> {
  await shown.getByRole('slider', { name: 'Epoch shown' }).fill(String(epoch));
  await shown.locator(`[data-epoch="${epoch}"]`).waitFor();
}

await page.getByRole('button', { name: 'Train the vanilla GAN' }).waitFor();
await take('first-start', 'Light');
await trainRuns(workbench.store, RUNS);
await rowOf('vanilla').waitFor();
for (const theme of ['Light', 'Dark']) {
  await page.getByRole('button', { name: 'Settings', exact: true }).click();
  await page.getByLabel(theme).check();
  await take('settings', theme);
  await page.getByRole('button', { name: 'Runs', exact: true }).click();
  await choose('vanilla');
  await page.getByLabel('D(x)', { exact: true }).check();
  await showEpoch(page, 300);
  await page.getByRole('tab', { name: 'Networks' }).click();
  await take('run', theme);
  await choose('eight modes');
  await showEpoch(page, 400);
  await page.getByRole('tab', { name: 'Samples' }).click();
  await page.getByRole('button', { name: 'Draw', exact: true }).click();
  await page.getByRole('table').waitFor();
  await take('plane', theme);
  await page.getByRole('button', { name: 'New run' }).click();
  await page
    .getByRole('dialog', { name: 'New run' })
    .getByText(/^A run: /)
    .waitFor();
  await take('new-run', theme);
  await page.getByRole('button', { name: 'Close' }).click();
  await page.keyboard.press('Control+k');
  await take('palette', theme);
  await page.keyboard.press('Escape');
}
await workbench.close();
await closeBrowser();
