// Takes the pictures of the documentation from real runs, in both themes: `npm run screenshots`.
import { PRESETS } from '../../src/shared/config/presets.ts';
import type { RunConfigInput } from '../../src/shared/config/schema.ts';
import { dismiss } from '../e2e/browser/dismiss.ts';
import { closeBrowser, OpenedWorkbench } from '../e2e/browser/opened.ts';
import { trainRuns } from '../e2e/browser/trained.ts';
import { Album, THEMES, type Theme } from './album.ts';

const RUNS: readonly { readonly name: string; readonly config: RunConfigInput }[] = [
  { name: 'a first try', config: { epochs: 30 } },
  { name: 'spiral', config: PRESETS.spiral.config },
  { name: 'two peaks', config: PRESETS.mixture.config },
  { name: 'minimax', config: { loss: 'minimax' } },
  { name: 'averaged', config: { ema_decay: 0.999, epochs: 1200 } },
  { name: 'eight modes', config: PRESETS.ring.config },
  { name: 'vanilla', config: {} },
];

/** Trains for longer than any picture takes. */
const LASTING: RunConfigInput = {
  generator: { hidden_widths: [256, 256] },
  discriminator: { hidden_widths: [256, 256] },
  batch_size: 256,
  epochs: 5000,
};

const workbench = await OpenedWorkbench.open();
const { page } = workbench;
const album = new Album(page);
const grid = page.getByRole('treegrid', { name: 'Runs' });
const drawer = page.getByRole('dialog', { name: 'New run' });

const choose = (name: string) => grid.getByTitle(name, { exact: true }).click();
const press = (name: string | RegExp) => album.press(name);
const openTab = (name: string) => page.getByRole('tab', { name }).click();

const take = (name: string, theme: Theme) => album.take(name, theme);
const turn = (theme: Theme) => album.turn(theme);

async function showEpoch(epoch: number): Promise<void> {
  await page.getByRole('slider', { name: 'Epoch shown' }).fill(String(epoch));
  await page.locator(`[data-epoch="${epoch}"]`).waitFor();
}

async function takeRun(theme: Theme): Promise<void> {
  await choose('vanilla');
  await page.getByLabel('D(x)', { exact: true }).check();
  await showEpoch(300);
  await take('run', theme);
  await openTab('Networks');
  await press(/^Export vanilla-distribution/);
  await page.getByText('Save PNG').first().waitFor();
  await take('export', theme);
  await dismiss(page);
}

async function takeLosses(theme: Theme): Promise<void> {
  await choose('averaged');
  await showEpoch(900);
  await page.getByLabel('Smoothing').fill('0.9');
  await page.getByRole('heading', { name: 'Losses' }).scrollIntoViewIfNeeded();
  await take('losses', theme);
}

async function takePlane(theme: Theme): Promise<void> {
  await choose('eight modes');
  await showEpoch(400);
  await openTab('Samples');
  await press('Draw');
  await page.getByRole('table').waitFor();
  await take('plane', theme);
}

async function takeNewRun(theme: Theme): Promise<void> {
  await press('New run');
  await drawer.getByLabel('Target', { exact: true }).selectOption('laplace');
  await drawer.getByLabel('Generator widths').fill('32, 32, 32');
  await drawer.getByText(/^Per run: /).waitFor();
  await drawer.getByRole('img', { name: /Target law laplace/ }).waitFor();
  await take('new-run', theme);
  await press('JSON');
  await take('new-run-json', theme);
  await press('Close');
  await press('Discard');
}

async function takeTrash(theme: Theme): Promise<void> {
  await press('Trash');
  await choose('a first try');
  await press('Delete for good…');
  await page.getByText(/This frees about/).waitFor();
  await take('trash', theme);
  await press('Keep');
  await press('Trash');
}

/** A run repeated on the other engine; gives the address of the two, laid over each other. */
async function repeat(): Promise<string> {
  await press('Runs');
  await choose('vanilla');
  await press('More actions');
  await press('Repeat on tensorflow');
  await page.getByRole('heading', { name: 'vanilla on tensorflow' }).waitFor();
  await page.getByText('600 of 600 epochs').waitFor();
  return page.url();
}

async function takeOverlay(theme: Theme, address: string): Promise<void> {
  await page.goto(address);
  await page.getByRole('group', { name: 'Overlaid run' }).scrollIntoViewIfNeeded();
  await page.getByText(/The losses differ by at most/).waitFor();
  await take('engines', theme);
}

async function takeQueue(theme: Theme): Promise<void> {
  await press('Runs');
  await grid.locator('[aria-level="2"]').first().getByTitle('wide', { exact: true }).click();
  await page.getByText(/of 5,?000 epochs/).waitFor();
  await page.locator('[data-epoch]').waitFor();
  await press(/^Queue:/);
  await take('queue', theme);
  await press(/^Queue:/);
}

try {
  for (const theme of THEMES) {
    await turn(theme);
    await press('Runs');
    await page.getByRole('button', { name: 'Train the vanilla GAN' }).waitFor();
    await take('first-start', theme);
  }
  await trainRuns(workbench.store, RUNS);
  await choose('a first try');
  await grid.focus();
  await page.keyboard.press('Delete');
  await choose('vanilla');
  for (const theme of THEMES) {
    await turn(theme);
    await take('settings', theme);
    await press('Runs');
    await takeRun(theme);
    await takeLosses(theme);
    await takePlane(theme);
    await takeNewRun(theme);
    await takeTrash(theme);
    await choose('vanilla');
    await page.locator('[data-epoch]').waitFor();
    await page.keyboard.press('Control+k');
    await page.locator('dialog[open]').waitFor();
    await take('palette', theme);
    await dismiss(page);
  }
  const overlaid = await repeat();
  for (const theme of THEMES) {
    await turn(theme);
    await takeOverlay(theme, overlaid);
  }
  await press('New run');
  await press('JSON');
  await drawer.getByRole('textbox', { name: /JSON|config/i }).fill(JSON.stringify(LASTING));
  await press('Fields');
  await drawer.getByLabel('Number of seeds').fill('3');
  await drawer.getByLabel('Name', { exact: true }).fill('wide');
  await press(/^Launch/);
  await press('Unfold wide');
  for (const theme of THEMES) {
    await turn(theme);
    await takeQueue(theme);
  }
} finally {
  await workbench.close();
  await closeBrowser();
}
