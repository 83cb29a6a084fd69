// Takes the pictures of sweeps, comparisons and studies, from real runs, in both themes: `npm run screenshots`.
import type { SweepInput } from '../../src/shared/sweep/definition.ts';
import { closeBrowser, OpenedWorkbench } from '../e2e/browser/opened.ts';
import { Album, THEMES, type Theme } from './album.ts';

const SWEEP: SweepInput = {
  grid: { lr_g: [1e-4, 2e-4, 4e-4], loss: ['bce', 'minimax'] },
  seeds: [1, 2, 3, 4],
};

const LONGEST_TRAINING = 300_000;

const workbench = await OpenedWorkbench.open();
const { page } = workbench;
const album = new Album(page);
const nothingTrains = () => page.getByText('Queue: nothing is training').waitFor({ timeout: LONGEST_TRAINING });
const comparison = page.getByRole('region', { name: 'Comparison' });

async function goTo(hash: string): Promise<void> {
  await page.evaluate((there) => (window.location.hash = there), hash);
}

/** Does `work` at this address, in either theme. */
async function inBothThemes(hash: string, work: (theme: Theme) => Promise<void>): Promise<void> {
  for (const theme of THEMES) {
    await album.turn(theme);
    await goTo(hash);
    await work(theme);
  }
}

/** Stands in the middle of what is replayed. */
async function showEpoch(epoch: number): Promise<void> {
  await page.getByRole('slider', { name: /Epoch/ }).first().fill(String(epoch));
  await page.waitForTimeout(500);
}

const hashNow = () => page.evaluate(() => window.location.hash);

/** Gives the address of the group of sixteen. */
async function takeSixteen(): Promise<string> {
  await album.press('Train it with 16 seeds');
  await comparison.waitFor();
  await nothingTrains();
  const hash = await hashNow();
  await inBothThemes(hash, async (theme) => {
    await comparison.waitFor();
    await showEpoch(600);
    await album.take('sixteen-seeds', theme);
  });
  return hash;
}

/** Leaves a comparison of all its arms behind. */
async function takeSweep(): Promise<void> {
  const drawer = page.getByRole('dialog', { name: 'New sweep' });
  await inBothThemes('#/sweeps', async (theme) => {
    await page.getByRole('button', { name: 'New sweep' }).first().click();
    await drawer.getByRole('button', { name: 'JSON' }).click();
    await drawer.getByRole('textbox', { name: /JSON/ }).fill(JSON.stringify(SWEEP));
    await drawer.getByRole('button', { name: 'Fields' }).click();
    await drawer.getByText('24 runs').first().waitFor();
    await album.take('new-sweep', theme);
    if (theme === THEMES[THEMES.length - 1]) return;
    await drawer.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('button', { name: 'Discard' }).click();
  });
  await drawer.getByRole('button', { name: /^Launch/ }).click();
  await drawer.waitFor({ state: 'detached' });
  // Four of the 24 are trained already, with the sixteen.
  await page.getByText('20 of 20 runs done').waitFor({ timeout: LONGEST_TRAINING });
  await inBothThemes(await hashNow(), async (theme) => {
    await page.getByText('20 of 20 runs done').waitFor();
    await page.waitForTimeout(1000);
    await album.take('sweep', theme);
  });
  await page.getByRole('checkbox', { name: 'Choose all arms' }).check();
  await page.getByRole('button', { name: /^Compare/ }).click();
  await comparison.waitFor();
}

async function takeComparison(): Promise<void> {
  await inBothThemes(await hashNow(), async (theme) => {
    await comparison.waitFor();
    await showEpoch(300);
    await album.take('compare', theme);
    await page.getByRole('tab', { name: 'Numbers' }).click();
    await page.waitForTimeout(500);
    await album.take('compare-numbers', theme);
    await page.getByRole('tab', { name: 'Overview' }).click();
  });
}

async function takeQuestion(group: string): Promise<void> {
  await goTo(group);
  await comparison.waitFor();
  await album.press('What if…');
  await page.getByRole('button', { name: 'wider networks?' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Better', exact: true }).click();
  const answer = page.getByRole('region', { name: 'Answer' });
  await answer.getByText(/expected/).waitFor({ timeout: LONGEST_TRAINING });
  await inBothThemes(await hashNow(), async (theme) => {
    await comparison.waitFor();
    await showEpoch(600);
    await album.take('question', theme);
  });
}

try {
  const sixteen = await takeSixteen();
  await takeSweep();
  await takeComparison();
  await takeQuestion(sixteen);
} finally {
  await workbench.close();
  await closeBrowser();
}
