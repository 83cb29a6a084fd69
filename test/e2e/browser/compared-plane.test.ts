import type { Page } from 'playwright-core';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../../../src/main/store/store.ts';
import { PRESETS } from '../../../src/shared/config/presets.ts';
import type { RunConfigInput } from '../../../src/shared/config/schema.ts';
import { planeDensity } from '../../../src/shared/figures/plane-density.ts';
import { samplesOf } from '../../../src/shared/figures/pooled-density.ts';
import { threeDigits } from '../../../src/shared/figures/title.ts';
import { unpackSnapshot } from '../../../src/shared/frames/frame-codec.ts';
import { axesOf, type Range } from '../../../src/shared/run.ts';
import { groupKey } from '../../../src/shared/subject.ts';
import { barriers } from './barriers.ts';
import { closeBrowser, OpenedWorkbench } from './opened.ts';
import { trainRuns } from './trained.ts';

const SHORT = { ...PRESETS.ring.config, epochs: 6, batches_per_epoch: 10 } as const satisfies RunConfigInput;
const GROUPS = [
  { name: 'plain', config: SHORT },
  { name: 'large batches', config: { ...SHORT, batch_size: 128 } },
  { name: 'hinge', config: { ...SHORT, loss: 'hinge' } },
] as const satisfies readonly { readonly name: string; readonly config: RunConfigInput }[];

describe('groups in the plane, compared', () => {
  let workbench: OpenedWorkbench;
  let page: Page;
  /** The colours of the groups in their order. */
  let colours: readonly string[];

  beforeAll(async () => {
    workbench = await OpenedWorkbench.open();
    ({ page } = workbench);
    await page.setViewportSize({ width: 1440, height: 900 });
    await trainRuns(
      workbench.store,
      GROUPS.map((one) => ({ ...one, seeds: '1..2' })),
    );
    const store = openStore(workbench.store);
    const firsts = GROUPS.map(({ name }) => store.runs.list().find(({ run }) => run.name === name)?.run);
    store.close();
    const keys = firsts.map((run) => groupKey(run?.group ?? ''));
    await page.evaluate((hash) => (window.location.hash = hash), `#/runs/${keys.map(encodeURIComponent).join(',')}`);
    await overlay().waitFor();
    const swatches = page.getByRole('region', { name: 'Legend' }).locator('svg[data-colour]');
    colours = await swatches.evaluateAll((all) => all.map((one) => one.getAttribute('data-colour') ?? ''));
  });
  afterAll(async () => {
    await workbench.close();
    await closeBrowser();
  });

  const overlay = () => page.getByRole('img', { name: /^Learned distributions and the target/ });
  const entry = (name: string) =>
    page.getByRole('region', { name: 'Legend' }).getByRole('button', { name: new RegExp(`^${name} `) });

  /** Pixels of the picture in nearly the colour of each group. */
  async function inked(): Promise<number[]> {
    const { data } = PNG.sync.read(await overlay().locator('canvas').screenshot());
    return colours.map((colour) => {
      const wanted = [1, 3, 5].map((start) => Number.parseInt(colour.slice(start, start + 2), 16));
      let count = 0;
      for (let at = 0; at < data.length; at += 4)
        if (wanted.every((value, channel) => Math.abs(data[at + channel] - value) <= 16)) count += 1;
      return count;
    });
  }

  it('have lines around their samples in their colours, of which the one pointed at stays, and one is shown alone', async () => {
    await expect.poll(async () => Math.min(...(await inked()))).toBeGreaterThan(20);
    const all = await inked();
    await entry('hinge').hover();
    await expect.poll(async () => (await inked()).slice(0, 2)).toEqual([0, 0]);
    expect((await inked())[2]).toBeGreaterThan(all[2]);
    await page.mouse.move(1, 1);
    await expect.poll(inked).toEqual(all);
    await entry('large batches').focus();
    await page.keyboard.press('Enter');
    await expect.poll(async () => (await inked()).map((count) => count > 0)).toEqual([false, true, false]);
    await page.keyboard.press('Escape');
    // The entry that has the keyboard is lit too.
    await page.getByRole('tab', { name: 'Overview' }).focus();
    await expect.poll(inked).toEqual(all);
    expect(await barriers(page)).toEqual([]);
    expect(workbench.faults).toEqual([]);
  });

  it('have a crosshair with the density of each at the place that the arrow keys choose, as the store has its samples', async () => {
    const crosshair = page.getByRole('slider', { name: /^Values in the plane/ });
    await crosshair.focus();
    for (const key of ['ArrowUp', 'Shift+ArrowRight', 'ArrowUp']) await page.keyboard.press(key);
    const store = openStore(workbench.store);
    const runs = store.runs.list().map(({ run }) => run);
    const axes = runs.flatMap((run) => axesOf(run) ?? [])[0].data;
    const placeOf = ({ low, high }: Range, step: number) => low + ((high - low) * step) / 47;
    const [x, y] = [placeOf(axes[0], 29), placeOf(axes[1], 25)];
    const lines = GROUPS.map(({ name }) => {
      const seeds = runs
        .filter((run) => run.name === name)
        .map(({ id }) => {
          const packed = store.snapshots.readNearest(id, 6) ?? expect.fail('not recorded');
          return samplesOf(unpackSnapshot(packed), false);
        });
      const { columns, density } = planeDensity(seeds, axes);
      const [column, row] = [Math.floor((29 / 47) * columns), Math.floor((25 / 47) * columns)];
      return `${name} ${threeDigits(density[row * columns + column])}`;
    });
    store.close();
    const said = await page.locator('.values').innerText();
    expect(said).toContain(`x = ${threeDigits(x)}, y = ${threeDigits(y)}`);
    for (const line of lines) expect(said).toContain(line);
    expect(said).toMatch(/density of the target \d/);
    await page.keyboard.press('Escape');
    expect(await page.locator('.values').count()).toBe(0);
  });
});
