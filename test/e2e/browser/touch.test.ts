import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { openStore } from '../../../src/main/store/store.ts';
import { threeDigits } from '../../../src/shared/figures/title.ts';
import type { RunConfigInput } from '../../../src/shared/config/schema.ts';
import { median } from '../../../src/shared/statistics/moments.ts';
import { chartShare } from './chart-share.ts';
import { openForEach } from './each.ts';
import type { OpenedWorkbench } from './opened.ts';
import { trainRuns } from './trained.ts';

let workbench: OpenedWorkbench;
let page: Page;

openForEach((opened) => {
  workbench = opened;
  ({ page } = opened);
});

function runs() {
  const store = openStore(workbench.store);
  const rows = store.runs.list({}, 'oldest first').map(({ run }) => run);
  const valueAt = (id: string, epoch: number) => store.snapshots.readExact(id, epoch)?.metrics.wasserstein_1 ?? NaN;
  const found = rows.map((run) => ({ ...run, w1: run.status === 'finished' ? valueAt(run.id, 24) : NaN }));
  store.close();
  return found;
}

async function showTrained(config: RunConfigInput, panel = ''): Promise<void> {
  await trainRuns(workbench.store, [{ name: 'base', config }]);
  await page.evaluate((hash) => (window.location.hash = hash), `#/runs/${runs()[0].id}${panel}`);
  await page.locator('[data-epoch]').waitFor();
}

const bar = () => page.getByRole('region', { name: 'Touch', exact: true });
const metrics = () => page.getByRole('region', { name: 'Metrics', exact: true });

/** What the crosshair says at an epoch of the chart of metrics, of 48. */
async function readAt(epoch: number): Promise<string> {
  const canvas = await metrics().locator('canvas').boundingBox();
  if (!canvas) throw new Error('there is no chart');
  // The axis begins where its labels end, and ends near the edge.
  for (let share = 0.05; share < 1; share += 0.004) {
    await page.mouse.move(canvas.x + share * canvas.width, canvas.y + canvas.height / 2);
    const text = await metrics()
      .locator('.values')
      .textContent({ timeout: 500 })
      .catch(() => null);
    if (text?.includes(`Epoch ${epoch} `) || text?.includes(`Epoch ${epoch}W`)) return text.replace(/\s+/g, ' ');
  }
  throw new Error(`the crosshair never stood at ${epoch}`);
}

async function drag(name: string, pixels: number): Promise<void> {
  const number = page.getByRole('spinbutton', { name, exact: true });
  // Waits until it stands still.
  await number.hover();
  const box = await number.boundingBox();
  if (!box) throw new Error(`${name} is not shown`);
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (let step = 1; step <= 8; step++) await page.mouse.move(x + (step * pixels) / 8, y);
  await page.mouse.up();
}

describe('touch', () => {
  it('draws what eight seeds come to as a number of the run is dragged, stores nothing, and keeps them with the same values', async () => {
    await showTrained({ epochs: 48, snapshots: { every: 2 } }, '?tab=config');
    await drag('Generator learning rate', 8 * 24 + 3);
    await bar().getByText('8 of 8 seeds').waitFor();
    expect(await bar().textContent()).toMatch(/2e-3.*this run has 2e-4.*W1 tail mean: median \d.*; this run \d/);
    const first = await readAt(24);
    expect(first).toContain('8 seeds at 2e-3');
    await drag('Generator learning rate', -8 * 24 - 3);
    await drag('Generator learning rate', 8 * 12 + 3);
    await bar().getByText('8 of 8 seeds').waitFor();
    const second = await readAt(24);
    const [, band] = /8 seeds at 6.2e-4 (\S+)/.exec(second) ?? [];
    expect(band).toBeDefined();
    expect(first).not.toContain(` ${band}`);
    const distribution = page.getByRole('region', { name: 'Distribution', exact: true });
    await distribution.getByText('8 seeds at 6.2e-4').first().waitFor();
    expect(runs()).toHaveLength(1);
    await page.getByRole('button', { name: 'Keep as 8 runs' }).click();
    await page.getByText('8 seeds', { exact: true }).first().waitFor();
    await expect.poll(() => runs().filter(({ status }) => status === 'finished').length, { timeout: 30_000 }).toBe(9);
    const kept = runs().slice(1);
    expect(kept.map(({ config }) => config.seed)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(kept.map(({ config }) => config.optimizer.generator.learning_rate)).toEqual(kept.map(() => 6.2e-4));
    expect(threeDigits(median(kept.map(({ w1 }) => w1)))).toBe(band);
  });

  it('is done from the keyboard: in the table by the arrows, at a chip with Alt, and Escape discards it', async () => {
    await showTrained({ epochs: 20, discriminator_updates: 2, generator: { hidden_widths: [8] } }, '?tab=config');
    const widths = page.getByRole('spinbutton', { name: 'Generator widths 1', exact: true });
    await widths.focus();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Shift+ArrowUp');
    expect(await widths.getAttribute('aria-valuetext')).toBe('14');
    await bar().getByText('8 of 8 seeds').waitFor();
    await page.keyboard.press('Escape');
    await bar().waitFor({ state: 'detached' });
    expect(await widths.textContent()).toBe('8');
    // Escape has not closed the panel with it.
    expect(await widths.isVisible()).toBe(true);
    const chip = page.getByRole('button', { name: /^Discriminator updates/ });
    await chip.focus();
    await page.keyboard.press('Alt+ArrowUp');
    await bar().getByText('8 of 8 seeds').waitFor();
    expect(await chip.textContent()).toMatch(/3\s*$/);
    await bar().getByRole('button', { name: 'Discard' }).click();
    await bar().waitFor({ state: 'detached' });
    expect(await chip.textContent()).toMatch(/2\s*$/);
    expect(runs()).toHaveLength(1);
  });

  it('says why a value cannot be trained, and offers nothing to keep', async () => {
    await showTrained({ epochs: 20, target: { law: 'uniform', low: 0.9, high: 1 } }, '?tab=config');
    const low = page.getByRole('spinbutton', { name: 'Target lower end', exact: true });
    await low.focus();
    await page.keyboard.press('ArrowUp');
    await page.getByRole('spinbutton', { name: 'Target upper end', exact: true }).waitFor();
    // Nothing is held that it could stand beside.
    await page
      .getByRole('alert')
      .getByText(/low|high/)
      .waitFor();
    expect(await bar().count()).toBe(0);
    await page.keyboard.press('ArrowDown');
    await bar().getByText('8 of 8 seeds').waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    await bar()
      .getByText(/low|high/)
      .first()
      .waitFor();
    const keep = page.getByRole('button', { name: 'Keep as 8 runs' });
    expect(await keep.isDisabled()).toBe(true);
    const box = await low.boundingBox();
    if (!box) throw new Error('the lower end is not shown');
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + 40, y);
    await page.mouse.move(x, y);
    await page.mouse.up();
    // Back at the value that was taken last.
    await expect.poll(() => keep.isEnabled()).toBe(true);
  });

  it('leaves all four charts in view beside the table, and its player in one row, in a window of 1280 × 720', async () => {
    await page.setViewportSize({ width: 1280, height: 720 });
    await showTrained({ epochs: 20 }, '?tab=config');
    await page.getByRole('spinbutton', { name: 'Generator learning rate', exact: true }).press('ArrowUp');
    await bar().getByText('8 of 8 seeds').waitFor();
    await expect
      .poll(async () => (await chartShare(page)).whole)
      .toEqual(['Distribution', 'Generator', 'Metrics', 'Losses']);
    const player = await page.getByRole('group', { name: 'Player' }).boundingBox();
    expect(player?.height).toBeLessThan(40);
  });

  it('lets a click on a chip open the duplicate, as before', async () => {
    await showTrained({ epochs: 20, discriminator_updates: 2 });
    await page.getByRole('button', { name: /^Discriminator updates/ }).click();
    await page.getByRole('dialog', { name: 'New run' }).waitFor();
    expect(await bar().count()).toBe(0);
  });
});
