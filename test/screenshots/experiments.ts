// Takes the pictures of sweeps, comparisons and studies, from real runs, in both themes: `npm run screenshots`.
import type { SweepInput } from '../../src/shared/sweep/definition.ts';
import { closeBrowser, OpenedWorkbench } from '../e2e/browser/opened.ts';
import { Album, THEMES } from './album.ts';

const SWEEP: SweepInput = {
  grid: { lr_g: [1e-4, 2e-4, 4e-4], loss: ['bce', 'minimax'] },
  seeds: [1, 2, 3, 4],
};

const LONGEST_TRAINING = 300_000;

const workbench = await OpenedWorkbench.open();
const { page } = workbench;
const album = new Album(page);
const nothingTrains = () => page.getByText('Queue: nothing trains').waitFor({ timeout: LONGEST_TRAINING });
const comparison = page.getByRole('region', { name: 'Comparison' });

async function goTo(hash: string): Promise<void> {
  await page.evaluate((there) => (window.location.hash = there), hash);
}

/** Stands in the middle of what is replayed. */
async function showEpoch(epoch: number): Promise<void> {
  await page.getByRole('slider', { name: /Epoch/ }).first().fill(String(epoch));
  await page.waitForTimeout(500);
}

/** Gives the address of the group of sixteen. */
async function takeSixteen(): Promise<string> {
  await album.press('Train 16 seeds of it');
  await comparison.waitFor();
  await nothingTrains();
  const hash = await page.evaluate(() => window.location.hash);
  for (const theme of THEMES) {
    await album.turn(theme);
    await goTo(hash);
    await comparison.waitFor();
    await showEpoch(600);
    await album.take('sixteen-seeds', theme);
  }
  return hash;
}

async function takeSweep(): Promise<void> {
  await album.press('Sweeps');
  await page.getByRole('button', { name: 'New sweep' }).first().click();
  const drawer = page.getByRole('dialog', { name: 'New sweep' });
  await drawer.getByRole('button', { name: 'JSON' }).click();
  await drawer.getByRole('textbox', { name: /JSON/ }).fill(JSON.stringify(SWEEP));
  await drawer.getByText('24 runs').first().waitFor();
  await drawer.getByRole('button', { name: 'Fields' }).click();
  for (const theme of THEMES) {
    await page.emulateMedia({ colorScheme: theme === 'Dark' ? 'dark' : 'light' });
    await page.waitForTimeout(500);
    await album.take('new-sweep', theme);
  }
  await drawer.getByRole('button', { name: /^Launch/ }).click();
  await drawer.waitFor({ state: 'detached' });
  const hash = await page.evaluate(() => window.location.hash);
  await nothingTrains();
  for (const theme of THEMES) {
    await album.turn(theme);
    await goTo(hash);
    await page.getByText('24 of 24 runs done').waitFor();
    await page.waitForTimeout(1000);
    await album.take('sweep', theme);
  }
  await page.getByRole('checkbox').first().check();
  await page.getByRole('button', { name: /^Compare/ }).click();
  await comparison.waitFor();
}

async function takeComparison(): Promise<void> {
  const hash = await page.evaluate(() => window.location.hash);
  for (const theme of THEMES) {
    await album.turn(theme);
    await goTo(hash);
    await comparison.waitFor();
    await showEpoch(300);
    await album.take('compare', theme);
    await page.getByRole('heading', { name: 'Numbers' }).scrollIntoViewIfNeeded();
    await comparison.evaluate((region) => region.scrollBy(0, 500));
    await page.waitForTimeout(500);
    await album.take('compare-numbers', theme);
  }
}

async function takeQuestion(group: string): Promise<void> {
  await goTo(group);
  await comparison.waitFor();
  await album.press('What happens if…');
  await page.getByRole('button', { name: 'wider networks?' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Better', exact: true }).click();
  await page
    .getByRole('region', { name: 'Answer' })
    .getByText(/expected/)
    .waitFor({ timeout: LONGEST_TRAINING });
  const hash = await page.evaluate(() => window.location.hash);
  for (const theme of THEMES) {
    await album.turn(theme);
    await goTo(hash);
    await comparison.waitFor();
    await showEpoch(600);
    await album.take('question', theme);
  }
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
