import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ElectronApplication, Page } from 'playwright-core';
import { expect, it, vi } from 'vitest';
import { openStore } from '../../../src/main/store/store.ts';
import { LIGHT } from '../../../src/shared/figures/palette.ts';
import { decodePng, near, over, rgb } from '../../main/files/figures/pixels.ts';
import { describeElectron } from './availability.ts';
import { desktopHomes } from './desktop.ts';
import { inMainProcess } from './main-process.ts';

async function trainVanilla(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Train the vanilla GAN' }).click();
  await page.getByText('finished', { exact: true }).last().waitFor();
}

const shownEpoch = (page: Page) => page.locator('[data-epoch]').getAttribute('data-epoch').then(Number);

/** Has the next save dialog answered with `path`. */
async function saveAs(application: ElectronApplication, path: string): Promise<void> {
  await inMainProcess(
    application,
    ({ dialog }, filePath) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
    },
    path,
  );
}

describeElectron('the workbench in its window', (surroundings) => {
  const newHome = desktopHomes(surroundings);

  it('trains in one click, is watched, replayed and exported, and is there again after a reload', async () => {
    const home = newHome();
    const { application, page } = await home.launch();
    await trainVanilla(page);
    const before = await shownEpoch(page);
    await vi.waitFor(async () => expect(await shownEpoch(page)).toBeGreaterThan(before + 20), 10_000);

    const slider = page.getByRole('slider', { name: 'Epoch shown' });
    await slider.fill('300');
    await vi.waitFor(async () => expect(await shownEpoch(page)).toBe(300));
    const distance = wasserstein(home.store, 300);
    await page.getByText(`Epoch 300 · W1 ${Number(distance.toPrecision(3))}`).waitFor();
    await page.getByRole('treegrid', { name: 'Runs' }).focus();
    await page.keyboard.press('ArrowRight');
    await vi.waitFor(async () => expect(await shownEpoch(page)).toBe(301));

    const path = join(home.folder, 'distribution.png');
    await saveAs(application, path);
    await page.getByRole('button', { name: /^Export vanilla-distribution/ }).click();
    const menu = page.locator('[popover]:popover-open');
    await menu.getByLabel('Width').fill('600');
    await menu.getByLabel('Height').fill('400');
    await menu.getByRole('button', { name: 'Save PNG' }).click();
    const picture = await vi.waitFor(() => decodePng(readFileSync(path)), 10_000);
    expect([picture.width, picture.height]).toEqual([1200, 800]);
    const bars = over(rgb(LIGHT.generator), 0.55, rgb('#ffffff'));
    expect(picture.count(near(bars), { top: 0.3 })).toBeGreaterThan(2000);

    await page.reload();
    await page.getByRole('heading', { name: 'vanilla', exact: true }).waitFor();
    await page.getByText('600 of 600 epochs').waitFor();
    expect(await page.getByRole('row', { name: /vanilla/ }).count()).toBe(1);
  });

  it('pauses a run that was launched in it when the user quits so, and goes on with it at the next start', async () => {
    const home = newHome();
    const { application, page } = await home.launch();
    await page.getByRole('button', { name: 'Train the vanilla GAN' }).waitFor();
    await page.keyboard.press('Control+n');
    const drawer = page.getByRole('dialog', { name: 'New run' });
    await drawer.getByLabel('Epochs', { exact: true }).fill('60000');
    await drawer.getByLabel('Name', { exact: true }).fill('long');
    await drawer.getByRole('button', { name: 'Launch' }).click();
    await page.getByRole('button', { name: 'Pause', exact: true }).waitFor();
    await vi.waitFor(() => expect(epochsDone(home.store)).toBeGreaterThan(0), 20_000);
    await inMainProcess(application, ({ dialog }) => {
      const show = (...args: unknown[]) => {
        const { buttons } = args.at(-1) as { readonly buttons: readonly string[] };
        return Promise.resolve({ response: buttons.indexOf('Pause and Quit'), checkboxChecked: false });
      };
      dialog.showMessageBox = show;
    });
    const gone = new Promise<void>((resolve) => application.once('close', () => resolve()));
    await inMainProcess(application, ({ app }) => app.quit()).catch(() => undefined);
    await gone;
    const kept = epochsDone(home.store);
    expect(kept).toBeGreaterThan(0);

    const { page: again } = await home.launch();
    await again.getByRole('row', { name: /long/ }).click();
    await again.getByRole('button', { name: 'Resume', exact: true }).click();
    await vi.waitFor(() => expect(epochsDone(home.store)).toBeGreaterThan(kept), 20_000);
    await again.getByRole('button', { name: 'Stop', exact: true }).click();
    await again.getByText('stopped', { exact: true }).last().waitFor();
  });
});

function withStore<Read>(path: string, read: (store: ReturnType<typeof openStore>) => Read): Read {
  const store = openStore(path);
  try {
    return read(store);
  } finally {
    store.close();
  }
}

function onlyRun(store: ReturnType<typeof openStore>) {
  const [{ run }] = store.runs.list();
  return run;
}

function wasserstein(path: string, epoch: number): number {
  return withStore(path, (store) => {
    const distance = store.snapshots.readExact(onlyRun(store).id, epoch)?.metrics.wasserstein_1;
    if (distance === undefined) throw new Error(`there is no snapshot of epoch ${epoch}`);
    return distance;
  });
}

function epochsDone(path: string): number {
  return withStore(path, (store) => {
    const run = onlyRun(store);
    return ('epochsDone' in run ? run.epochsDone : undefined) ?? 0;
  });
}
