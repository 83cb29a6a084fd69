import { describe, expect, it } from 'vitest';
import { openStore } from '../../../src/main/store/store.ts';
import { unpackSnapshot } from '../../../src/shared/frames/frame-codec.ts';
import { barriers } from './barriers.ts';
import { dismiss } from './dismiss.ts';
import { openForEach } from './each.ts';
import { openNewRun } from './new-run.ts';
import type { OpenedWorkbench } from './opened.ts';
import { reloadWindow } from './opened.ts';

describe('a run, from the first start on', () => {
  let workbench: OpenedWorkbench;

  openForEach((opened) => (workbench = opened));

  async function trainVanilla(): Promise<void> {
    await workbench.page.getByRole('button', { name: 'Train the vanilla GAN' }).click();
    await workbench.page.getByText('finished', { exact: true }).last().waitFor();
  }

  it('is trained in one click, watched while it is played, and there again after a reload', async () => {
    const { page } = workbench;
    await trainVanilla();
    await page.getByRole('button', { name: 'Pause the player' }).waitFor();
    const epochShown = async () => Number(await page.locator('[data-epoch]').getAttribute('data-epoch'));
    const before = await epochShown();
    await page.waitForFunction(
      (epoch) => Number(document.querySelector('[data-epoch]')?.getAttribute('data-epoch')) > epoch + 20,
      before,
    );
    expect(await epochShown()).toBeLessThan(600);
    await reloadWindow(page);
    await page.getByRole('row', { name: /vanilla/ }).waitFor();
    await page.getByRole('heading', { name: 'vanilla', exact: true }).waitFor();
    await page.getByText('600 of 600 epochs').waitFor();
    expect(workbench.faults).toEqual([]);
  });

  it('is offered without a serious barrier to anybody, in both themes', async () => {
    const { page } = workbench;
    const offer = page.getByRole('button', { name: 'Train the vanilla GAN' });
    for (const theme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: theme });
      await page.locator(`[data-theme=${theme}]`).waitFor();
      await offer.waitFor();
      expect(await barriers(page)).toEqual([]);
    }
  });

  it('is played by keyboard and by mouse, and what is drawn is the stored snapshot', async () => {
    const { page } = workbench;
    await trainVanilla();
    const slider = page.getByRole('slider', { name: 'Epoch shown' });
    await slider.fill('300');
    await expect.poll(() => page.locator('[data-epoch]').getAttribute('data-epoch')).toBe('300');
    await page.getByRole('treegrid', { name: 'Runs' }).focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => page.locator('[data-epoch]').getAttribute('data-epoch')).toBe('301');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => page.locator('[data-epoch]').getAttribute('data-epoch')).toBe('299');
    const stored = readSnapshot(workbench.store, 299);
    const facts = page.getByText(`Epoch 299 · W1 ${String(Number(stored.metrics.wasserstein_1?.toPrecision(3)))}`);
    await facts.waitFor();
    // The table of what is drawn: each of the histogram's steps stands over as many samples as were stored there.
    await page.getByRole('button', { name: /^Export vanilla-distribution/ }).click();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save CSV' }).first().click();
    const csv = await readDownload(await download);
    const steps = csv
      .split('\n')
      .filter((line) => line.startsWith('generator,'))
      .map((line) => line.split(',').slice(1).map(Number));
    if (stored.frame.dimension !== 1) throw new Error('the run is not 1-D');
    const { samples } = stored.frame;
    const bins = steps
      .slice(1)
      .map(([high], index) => ({ low: steps[index][0], high, density: steps[index][1] }))
      .filter(({ low, high }) => high > low);
    expect(bins.length).toBeGreaterThan(20);
    let enclosed = 0;
    for (const { low, high, density } of bins) {
      const count = samples.filter((x) => x >= low && x < high).length;
      expect(density * (high - low) * samples.length).toBeCloseTo(count, 3);
      enclosed += count;
    }
    expect(enclosed).toBe(samples.length - stored.outside);
    await dismiss(page);
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    await page.getByRole('button', { name: 'Pause the player' }).click();
    await expect
      .poll(async () => Number(await page.locator('[data-epoch]').getAttribute('data-epoch')))
      .toBeGreaterThanOrEqual(299);
    await page.getByRole('button', { name: /^Go to best snapshot/ }).click();
    const best = /epoch=(\d+)/.exec(page.url())?.[1];
    await expect.poll(() => page.locator('[data-epoch]').getAttribute('data-epoch')).toBe(best);
    expect(workbench.faults).toEqual([]);
  });

  it('lasts over pause, resume, stop and extend', async () => {
    const { page } = workbench;
    await launch(workbench, { epochs: 100_000, snapshots: { every: 20 } });
    await page.waitForFunction(() => Number(document.querySelector('[data-epoch]')?.getAttribute('data-epoch')) > 20);
    const header = page.getByRole('region', { name: 'Detail' });
    await header.getByRole('button', { name: 'Pause', exact: true }).click();
    await header.getByText('paused', { exact: true }).waitFor();
    // What a paused run has is played from its end to its end.
    await page.getByRole('button', { name: 'Last epoch' }).click();
    const last = Number(await page.locator('[data-epoch]').getAttribute('data-epoch'));
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    await expect
      .poll(async () => Number(await page.locator('[data-epoch]').getAttribute('data-epoch')))
      .toBeLessThan(last);
    await page.getByLabel('Speed').selectOption('8×');
    await page.getByRole('button', { name: 'Play', exact: true }).waitFor();
    await header.getByRole('button', { name: 'Resume' }).click();
    await header.getByText('running', { exact: true }).waitFor();
    await header.getByRole('button', { name: 'Stop' }).click();
    await header.getByText('stopped', { exact: true }).waitFor();
    await page.getByRole('row', { name: /stopped/ }).waitFor();
    await launch(workbench, { epochs: 40 });
    await header.getByText('finished', { exact: true }).waitFor();
    await header.getByRole('button', { name: 'Extend' }).click();
    await header.getByLabel('More epochs').fill('20');
    await header.getByRole('button', { name: 'Train more epochs' }).click();
    await header.getByText('60 of 60 epochs').waitFor();
    expect(workbench.faults).toEqual([]);
  });

  it('says when the server is gone, asks for the new address when it was started anew, and goes on there', async () => {
    const { page } = workbench;
    await trainVanilla();
    await workbench.kill();
    await page.getByRole('alert').filter({ hasText: 'cannot be reached' }).waitFor();
    const shown = new URL(page.url()).hash;
    const address = await workbench.serve();
    await page.getByRole('alert').filter({ hasText: 'the workbench was restarted' }).waitFor();
    await page.getByLabel('The new address').fill(address);
    await page.getByRole('button', { name: 'Open', exact: true }).click();
    await page.getByRole('row', { name: /vanilla/ }).waitFor();
    expect(new URL(page.url()).hash).toBe(shown);
    // The browser notes each connection that was refused meanwhile.
    expect(workbench.faults.filter((fault) => !/ERR_CONNECTION_REFUSED|\b403\b/.test(fault))).toEqual([]);
    workbench.faults.length = 0;
  });

  it('is refused at the field, and duplicated with a change', async () => {
    const { page } = workbench;
    await trainVanilla();
    await page.getByRole('button', { name: 'Duplicate' }).click();
    const drawer = page.getByRole('dialog', { name: 'New run' });
    await drawer.getByLabel('Epochs', { exact: true }).fill('0');
    await drawer
      .getByText(/epochs/i)
      .and(drawer.getByRole('alert'))
      .or(drawer.locator('[aria-invalid=true]'))
      .first()
      .waitFor();
    expect(await drawer.getByRole('button', { name: 'Launch' }).isDisabled()).toBe(true);
    await drawer.getByLabel('Epochs, changed', { exact: true }).fill('50');
    await drawer.getByText('1 change from vanilla').waitFor();
    await drawer.getByRole('button', { name: 'Launch' }).click();
    await page.getByText('50 of 50 epochs').waitFor();
    expect(await drawer.isVisible()).toBe(false);
    expect(workbench.faults).toEqual([]);
  });
});

async function launch(workbench: OpenedWorkbench, config: object): Promise<void> {
  const { page } = workbench;
  const drawer = await openNewRun(page);
  await drawer.getByRole('button', { name: 'JSON' }).click();
  await drawer.getByRole('textbox', { name: /JSON|config/i }).fill(JSON.stringify(config));
  await drawer.getByRole('button', { name: 'Launch' }).click();
  await drawer.waitFor({ state: 'detached' });
}

function readSnapshot(path: string, epoch: number) {
  const store = openStore(path);
  try {
    const [{ run }] = store.runs.list();
    const snapshot = store.snapshots.readExact(run.id, epoch);
    if (!snapshot) throw new Error(`no snapshot of epoch ${epoch}`);
    return unpackSnapshot(snapshot);
  } finally {
    store.close();
  }
}

async function readDownload(download: { createReadStream(): Promise<NodeJS.ReadableStream> }): Promise<string> {
  let text = '';
  for await (const part of await download.createReadStream()) text += String(part);
  return text;
}
