import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../../../src/main/store/store.ts';
import { readLosses, readMetrics } from '../../../src/main/files/run-series.ts';
import type { RunConfigInput } from '../../../src/shared/config/schema.ts';
import { PRESETS } from '../../../src/shared/config/presets.ts';
import { threeDigits } from '../../../src/shared/figures/title.ts';
import { unpackSnapshot } from '../../../src/shared/frames/frame-codec.ts';
import { axesOf, type Range } from '../../../src/shared/run.ts';
import { chartShare } from './chart-share.ts';
import { closeBrowser, OpenedWorkbench, reloadWindow } from './opened.ts';
import { trainRuns } from './trained.ts';

const SIZES = [
  { width: 1440, height: 900, least: 40 },
  { width: 1280, height: 720, least: 35 },
] as const;

/** Further from its preset than a line of chips can say. */
const CHANGED: RunConfigInput = {
  epochs: 20,
  batch_size: 16,
  batches_per_epoch: 5,
  generator: { hidden_widths: [256, 256], activation: 'tanh' },
  discriminator: { hidden_widths: [256, 256], activation: 'tanh' },
  optimizer: { generator: { learning_rate: 1e-3 }, discriminator: { learning_rate: 5e-4 } },
};

describe('the page of a run', () => {
  let workbench: OpenedWorkbench;
  let page: Page;

  beforeAll(async () => {
    workbench = await OpenedWorkbench.open();
    ({ page } = workbench);
    await trainRuns(workbench.store, [
      { name: 'line', config: { epochs: 60, loss: 'minimax', batch_size: 16 } },
      { name: 'averaged', config: { epochs: 60, loss: 'minimax', ema_decay: 0.99 } },
      { name: 'changed', config: CHANGED },
      { name: 'plane', config: { ...PRESETS.ring.config, epochs: 10, batches_per_epoch: 10 } },
    ]);
  });
  afterAll(async () => {
    await workbench.close();
    await closeBrowser();
  });

  async function show(name: string, settings = ''): Promise<void> {
    const store = openStore(workbench.store);
    const id = store.runs.list().find(({ run }) => run.name === name)?.run.id;
    store.close();
    await page.evaluate((hash) => (window.location.hash = hash), `#/runs/${id}${settings}`);
    await page.getByRole('heading', { name, exact: true }).waitFor();
    await page.locator('[data-epoch]').waitFor();
  }

  async function seek(epoch: number): Promise<void> {
    await page.getByRole('slider', { name: 'Epoch shown' }).fill(String(epoch));
    await page.locator(`[data-epoch="${epoch}"]`).waitFor();
  }

  const section = (name: string) => page.getByRole('region', { name, exact: true });

  /**
   * The names of a chart's lines where they end: in pixels the least distance from one to the next, how far the first letter is to the
   * right of the axes and the last one to the right of the canvas. Read at one time.
   */
  const lineNames = (name: string) =>
    section(name).evaluate((panel) => {
      const spans = [...panel.querySelectorAll<HTMLElement>('.ends span')];
      const boxes = spans.map((span) => span.getBoundingClientRect()).sort((a, b) => a.top - b.top);
      const canvas = panel.querySelector('canvas');
      const { left = NaN, right = NaN } = canvas?.getBoundingClientRect() ?? {};
      const [axesLeft, , axesWidth] = (canvas?.dataset.axes ?? '').split(' ').map(Number);
      return {
        names: spans.map(({ innerText }) => innerText),
        least: Math.min(...boxes.slice(1).map(({ top }, index) => top - boxes[index].top)),
        afterAxes: Math.min(...boxes.map((box) => box.left)) - left - axesLeft - axesWidth,
        afterCanvas: Math.max(...boxes.map((box) => box.right)) - right,
      };
    });

  it.each(['line', 'averaged'].flatMap((name) => SIZES.map((size) => ({ name, ...size }))))(
    'has the four charts of the run $name in view at $width × $height, on at least $least % of the pixels',
    async ({ name, ...size }) => {
      await page.setViewportSize(size);
      await show(name);
      await expect
        .poll(async () => (await chartShare(page)).whole)
        .toEqual(['Distribution', 'Generator', 'Metrics', 'Losses']);
      expect((await chartShare(page)).percent).toBeGreaterThanOrEqual(size.least);
    },
  );

  it('has its player in one row, and the four charts in view, in a window of 1024 × 720 too', async () => {
    await page.setViewportSize({ width: 1024, height: 720 });
    await show('line');
    await expect
      .poll(async () => (await chartShare(page)).whole)
      .toEqual(['Distribution', 'Generator', 'Metrics', 'Losses']);
    expect((await page.getByRole('group', { name: 'Player' }).boundingBox())?.height).toBeLessThan(40);
  });

  it.each(SIZES)('has a square picture of the plane beside its series at $width × $height', async (size) => {
    await page.setViewportSize(size);
    await show('plane');
    await expect.poll(async () => (await chartShare(page)).whole).toEqual(['Distribution', 'Metrics', 'Losses']);
    expect((await chartShare(page)).percent).toBeGreaterThanOrEqual(size.least);
    const axes = await section('Distribution').locator('canvas[data-axes]').getAttribute('data-axes');
    const [, , width, height] = (axes ?? '').split(' ').map(Number);
    expect(Math.abs(width - height)).toBeLessThanOrEqual(2);
    expect(height).toBeGreaterThan(0.6 * size.height);
  });

  it('draws D(x) and the ideal one in a strip of its own below the densities', async () => {
    await show('line');
    const entry = (name: string) => section('Distribution').getByRole('button', { name });
    await entry('D(x): discriminator D(x)').waitFor();
    await entry('D*(x): ideal D*(x), from the histogram of generated samples').waitFor();
  });

  it('keeps the axes of its pictures from epoch to epoch, and shows at the samples what D tells G', async () => {
    const canvas = section('Distribution').locator('canvas[data-axes]');
    const axis = (whole: boolean) =>
      canvas.evaluate((drawn: HTMLCanvasElement, isWhole) => {
        const [left] = (drawn.dataset.axes ?? '').split(' ').map(Number);
        const copy = document.createElement('canvas');
        copy.width = isWhole ? drawn.width : left - 2;
        copy.height = drawn.height;
        copy.getContext('2d')?.drawImage(drawn, 0, 0);
        return copy.toDataURL();
      }, whole);
    await show('line');
    await page.locator('[data-fitted]').waitFor();
    await seek(60);
    const [last, picture] = [await axis(false), await axis(true)];
    await page.getByLabel('Gradient arrows').check();
    await expect.poll(() => axis(true)).not.toBe(picture);
    await page.getByLabel('Gradient arrows').uncheck();
    await expect.poll(() => axis(true)).toBe(picture);
    await seek(1);
    await expect.poll(() => axis(true)).not.toBe(picture);
    expect(await axis(false)).toBe(last);
    await show('plane');
    const plane = await axis(true);
    await page.getByLabel('Gradient arrows').check();
    await expect.poll(() => axis(true)).not.toBe(plane);
    await page.getByLabel('Gradient arrows').uncheck();
  });

  it('draws the latent grid as G maps it where that is asked for, by the keyboard too, and says of which epoch', async () => {
    await show('plane');
    await seek(8);
    const picture = () =>
      section('Distribution')
        .locator('canvas')
        .evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
    const before = await picture();
    const toggle = page.getByLabel('Latent grid');
    await toggle.focus();
    await page.keyboard.press('Space');
    const entry = section('Distribution').getByRole('button', { name: 'latent grid', exact: true });
    const said = async (epoch: number) => {
      // Where the title's row has no room for it, a button opens it.
      const about = section('Distribution').getByRole('button', { name: 'About this chart' });
      const text = `latent grid at epoch ${epoch}`;
      await expect
        .poll(async () =>
          (await about.count()) > 0 ? about.getAttribute('title') : section('Distribution').innerText(),
        )
        .toContain(text);
    };
    await entry.waitFor();
    await said(8);
    const drawn = await picture();
    expect(drawn).not.toBe(before);
    await seek(4);
    await said(4);
    await seek(8);
    await said(8);
    await expect.poll(picture).toBe(drawn);
    await entry.click();
    await expect.poll(picture).not.toBe(drawn);
    const hidden = await picture();
    await seek(4);
    await said(4);
    expect(await entry.getAttribute('aria-pressed')).toBe('false');
    await seek(8);
    await said(8);
    await expect.poll(picture).toBe(hidden);
    await entry.click();
    await expect.poll(picture).toBe(drawn);
    await show('line');
    expect(await toggle.count()).toBe(0);
    // Nor is a grid asked for.
    expect(await page.getByRole('alert').count()).toBe(0);
    // It is remembered for other runs, and when the window is opened again.
    await reloadWindow(page);
    await show('plane');
    await seek(8);
    await said(8);
    await expect.poll(picture).toBe(drawn);
    await toggle.focus();
    await page.keyboard.press('Space');
    await expect.poll(picture).toBe(before);
  });

  it('hides a line where its entry in the legend is pressed, and shows it again', async () => {
    await show('line');
    const entry = section('Losses').getByRole('button', { name: /^generator/ });
    const drawn = () =>
      section('Losses')
        .locator('canvas')
        .evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
    const before = await drawn();
    await entry.click();
    expect(await entry.getAttribute('aria-pressed')).toBe('false');
    await expect.poll(drawn).not.toBe(before);
    await entry.click();
    await expect.poll(drawn).toBe(before);
  });

  it('shows the values of every chart at the epoch that is pointed at in one of them, as they are stored', async () => {
    await page.setViewportSize({ width: 1440, height: 900 });
    await show('line');
    const canvas = section('Losses').locator('canvas[data-axes]');
    const [left, , width] = ((await canvas.getAttribute('data-axes')) ?? '').split(' ').map(Number);
    const box = (await canvas.boundingBox()) ?? { x: 0, y: 0, height: 0 };
    await page.mouse.move(box.x + left + width / 3, box.y + box.height / 2);
    const said = (chart: string) => section(chart).locator('.values').innerText();
    const title = /^Epoch (\d+)/.exec(await said('Losses'));
    const epoch = Number(title?.[1]);
    expect(epoch).toBeGreaterThan(15);
    expect(await said('Metrics')).toMatch(new RegExp(`^Epoch ${epoch}\\b`));
    const store = openStore(workbench.store);
    const id = store.runs.list().find(({ run }) => run.name === 'line')?.run.id ?? '';
    const losses = readLosses(store, id, { after: epoch - 1, last: epoch }, 100);
    const metrics = readMetrics(store, id, { after: epoch - 1, last: epoch }, 100);
    store.close();
    expect(await said('Losses')).toContain(`generator ${threeDigits(losses.columns.loss_generator.mean[0])}`);
    expect(await said('Losses')).toContain(`D real ${threeDigits(losses.columns.loss_real.mean[0])}`);
    expect(await said('Metrics')).toContain(`Wasserstein-1 ${threeDigits(metrics.columns.wasserstein_1.mean[0])}`);
    await page.mouse.move(1, 1);
    expect(await section('Losses').locator('.values').count()).toBe(0);
    const picture = (await section('Generator').locator('canvas').boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
    await page.mouse.move(picture.x + picture.width / 2, picture.y + picture.height / 2);
    expect(await said('Generator')).toMatch(/^z = .*\n.*G\(z\) /s);
    expect(await said('Distribution')).toMatch(/^x = .*\n.*generator .*D\(x\) /s);
    await page.mouse.move(1, 1);
  });

  it.each(['Distribution', 'Generator', 'Metrics', 'Losses'])(
    'shows the values in %s below the tools that appear there under the pointer',
    async (name) => {
      await page.setViewportSize({ width: 1280, height: 720 });
      await show('line');
      const boxOf = async (part: string) => {
        const box = await section(name).locator(part).boundingBox();
        if (!box) throw new Error(`${name} has no ${part}`);
        return box;
      };
      const plot = await boxOf('canvas');
      for (const share of [0.4, 0.6, 0.9]) {
        await page.mouse.move(plot.x + plot.width * share, plot.y + plot.height / 3);
        await section(name).locator('.values').waitFor();
        const [tools, values] = [await boxOf('.tools'), await boxOf('.values')];
        expect(values.y).toBeGreaterThanOrEqual(tools.y + tools.height);
        expect(values.y + values.height).toBeLessThanOrEqual(plot.y + plot.height);
      }
      await page.mouse.move(1, 1);
    },
  );

  describe('the crosshair in the plane', () => {
    const crosshair = () =>
      page.getByRole('slider', { name: 'Values in the plane: the arrow keys move the crosshair' });
    const said = () => section('Distribution').locator('.values').innerText();
    const SIDE = 48;

    /** What the store has of the last epoch. */
    function stored() {
      const store = openStore(workbench.store);
      const run = store.runs.list().find((one) => one.run.name === 'plane')?.run;
      const packed = run && store.snapshots.readNearest(run.id, 10);
      store.close();
      const frame = packed && unpackSnapshot(packed).frame;
      const axes = run && axesOf(run)?.data;
      if (frame?.dimension !== 2 || !axes) throw new Error('the run in the plane is not recorded');
      return { outputs: frame.discriminator, horizontal: axes[0], vertical: axes[1] };
    }

    const placeOf = ({ low, high }: Range, point: number) => low + ((high - low) * point) / (SIDE - 1);

    it('says by the keyboard D as the store has it, and moves by the points at which it is recorded', async () => {
      await page.setViewportSize({ width: 1440, height: 900 });
      await show('plane');
      await seek(10);
      const { outputs, horizontal, vertical } = stored();
      await crosshair().focus();
      await page.keyboard.press('ArrowRight');
      for (const key of ['ArrowRight', 'ArrowRight', 'ArrowRight', 'Shift+ArrowDown', 'ArrowUp'])
        await page.keyboard.press(key);
      const [column, row] = [Math.round((SIDE - 1) / 2) + 3, Math.round((SIDE - 1) / 2) - 5 + 1];
      const [x, y] = [threeDigits(placeOf(horizontal, column)), threeDigits(placeOf(vertical, row))];
      const value = threeDigits(outputs[row * SIDE + column]);
      expect(await said()).toContain(`x = ${x}, y = ${y}`);
      expect(await said()).toContain(`D(x, y), probability ${value}`);
      expect(await said()).toMatch(/density of the target \d/);
      const spoken = (await crosshair().getAttribute('aria-valuetext')) ?? '';
      expect(spoken).toContain(`x = ${x}, y = ${y}; D(x, y), probability ${value}; density of the target `);
      expect(await page.locator('[data-epoch="10"]').count()).toBe(1);
      await seek(2);
      await crosshair().focus();
      await page.getByLabel('D(x)', { exact: true }).uncheck();
      await crosshair().focus();
      await page.keyboard.press('ArrowLeft');
      expect(await said()).not.toContain('D(x, y)');
      await page.keyboard.press('Escape');
      expect(await section('Distribution').locator('.values').count()).toBe(0);
      await page.getByLabel('D(x)', { exact: true }).check();
      await page.mouse.move(1, 1);
    });

    it('says at the pointer where it is, and D between the points of the store around it', async () => {
      await page.setViewportSize({ width: 1440, height: 900 });
      await show('plane');
      await seek(10);
      const { outputs, horizontal, vertical } = stored();
      const canvas = section('Distribution').locator('canvas');
      const [left, top, width, height] = ((await canvas.getAttribute('data-axes')) ?? '').split(' ').map(Number);
      const box = (await canvas.boundingBox()) ?? { x: 0, y: 0 };
      for (const [across, up] of [
        [0.3, 0.2],
        [0.71, 0.64],
      ]) {
        await page.mouse.move(box.x + left + across * width, box.y + top + (1 - up) * height);
        const values = await said();
        const number = (pattern: RegExp) => Number((pattern.exec(values)?.[1] ?? '').replace('−', '-'));
        const pixel = (horizontal.high - horizontal.low) / width;
        const at = (range: Range, share: number) => range.low + share * (range.high - range.low);
        expect(Math.abs(number(/x = (\S+),/) - at(horizontal, across))).toBeLessThan(2 * pixel);
        expect(Math.abs(number(/y = (\S+)/) - at(vertical, up))).toBeLessThan(2 * pixel);
        const [column, row] = [Math.floor(across * (SIDE - 1)), Math.floor(up * (SIDE - 1))];
        const around = [0, 1, SIDE, SIDE + 1].map((by) => outputs[row * SIDE + column + by]);
        const output = number(/probability (\S+)/);
        expect(output).toBeGreaterThanOrEqual(Math.min(...around) - 0.001);
        expect(output).toBeLessThanOrEqual(Math.max(...around) + 0.001);
      }
      await page.mouse.move(1, 1);
      expect(await section('Distribution').locator('.values').count()).toBe(0);
    });
  });

  it('shows the epoch of an address that is come to while the run is open', async () => {
    await show('line');
    const slider = page.getByRole('slider', { name: 'Epoch shown' });
    for (const epoch of [7, 31]) {
      await show('line', `?epoch=${epoch}`);
      await page.locator(`[data-epoch="${epoch}"]`).waitFor();
      expect(await slider.inputValue()).toBe(String(epoch));
    }
    await page.goBack();
    await page.locator('[data-epoch="7"]').waitFor();
  });

  it('goes back from one comparison to the epoch of another', async () => {
    const store = openStore(workbench.store);
    const ids = new Map(store.runs.list().map(({ run }) => [run.name, run.id]));
    store.close();
    const goTo = (hash: string) => page.evaluate((there) => (window.location.hash = there), hash);
    const slider = page.getByRole('slider', { name: 'Epoch shown' });
    await goTo(`#/runs/${ids.get('line')},${ids.get('averaged')}?epoch=7`);
    await page.getByRole('region', { name: 'Comparison', exact: true }).waitFor();
    await expect.poll(() => slider.inputValue()).toBe('7');
    await goTo(`#/runs/${ids.get('line')},${ids.get('changed')}?epoch=15`);
    await expect.poll(() => slider.inputValue()).toBe('15');
    await page.goBack();
    await expect.poll(() => slider.inputValue()).toBe('7');
    await page.getByRole('heading', { name: 'averaged' }).first().waitFor();
    expect(await page.evaluate(() => window.location.hash)).toContain('epoch=7');
  });

  it('names its lines where they end, none over another, and never shows a sentence in part', async () => {
    for (const size of SIZES) {
      await page.setViewportSize(size);
      await show('line');
      // A chart is laid out a frame after the window is resized.
      await expect
        .poll(async () => (await lineNames('Losses')).names.toSorted())
        .toEqual(['D fake', 'D real', 'generator', 'ideal D, mean loss']);
      await expect.poll(async () => (await lineNames('Losses')).least).toBeGreaterThanOrEqual(11.9);
      // In a wide chart they cover no line.
      if (size.width === 1440) {
        await expect.poll(async () => (await lineNames('Losses')).afterAxes).toBeGreaterThan(0);
        await expect.poll(async () => (await lineNames('Losses')).afterCanvas).toBeLessThanOrEqual(0);
      }
      const texts = page.locator('section header').locator('span:visible, p:visible');
      await expect
        .poll(() =>
          texts.evaluateAll((all) => {
            const cut = all.filter((one) => one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0);
            return cut.map(({ textContent }) => textContent);
          }),
        )
        .toEqual([]);
    }
    await section('Losses').getByRole('button', { name: 'About this chart' }).click();
    await page.getByRole('paragraph').filter({ hasText: 'dashed line: equilibrium, generator' }).waitFor();
    await page.keyboard.press('Escape');
  });

  it('zooms a chart where the wheel is turned with Ctrl, and says so once where it is turned without', async () => {
    await page.setViewportSize({ width: 1440, height: 900 });
    await show('line');
    const box = (await section('Losses').locator('canvas').boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
    const hint = page.getByText('Hold Ctrl and turn the wheel to zoom a chart');
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.wheel(0, 1);
    await hint.waitFor();
    await page.getByRole('button', { name: 'Dismiss' }).click();
    await page.mouse.wheel(0, 1);
    const reset = section('Losses').getByRole('button', { name: 'Reset zoom' });
    await page.keyboard.down('Control');
    await page.mouse.wheel(0, -100);
    await reset.waitFor();
    for (let turn = 0; turn < 3; turn++) await page.mouse.wheel(0, 100);
    await reset.waitFor({ state: 'detached' });
    await page.keyboard.up('Control');
    expect(await hint.count()).toBe(0);
  });

  it('is not zoomed any more once the wheel has brought all epochs back, in whichever chart it was zoomed', async () => {
    await page.setViewportSize({ width: 1440, height: 900 });
    await show('line');
    const picture = () =>
      section('Losses')
        .locator('canvas')
        .evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
    const middle = async (name: string) => {
      const box = (await section(name).locator('canvas').boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
      return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    };
    await page.mouse.move(1, 1);
    const whole = await picture();
    const losses = await middle('Losses');
    await page.mouse.move(losses.x - 40, losses.y);
    await page.mouse.down();
    await page.mouse.move(losses.x + 40, losses.y);
    await page.mouse.up();
    const reset = section('Losses').getByRole('button', { name: 'Reset zoom' });
    await reset.waitFor();
    const metrics = await middle('Metrics');
    await page.mouse.move(metrics.x, metrics.y);
    await page.keyboard.down('Control');
    for (let turn = 0; turn < 14; turn++) await page.mouse.wheel(0, 100);
    await page.keyboard.up('Control');
    await reset.waitFor({ state: 'detached' });
    await page.mouse.move(1, 1);
    await expect.poll(picture).toBe(whole);
  });

  it('opens what there is to know of the run over the charts, and beside those of every run where it is pinned', async () => {
    await show('line');
    const panel = page.getByRole('tabpanel');
    expect(await panel.count()).toBe(0);
    await page.getByRole('tab', { name: 'Notes' }).click();
    await panel.getByRole('textbox', { name: 'Notes' }).focus();
    await page.keyboard.press('Escape');
    expect(await panel.count()).toBe(0);
    const charts = section('Charts');
    const wide = (await charts.boundingBox())?.width ?? 0;
    await page.getByRole('tab', { name: 'Config' }).click();
    expect((await charts.boundingBox())?.width).toBe(wide);
    await page.getByRole('button', { name: 'Pin' }).click();
    await expect.poll(async () => (await charts.boundingBox())?.width ?? wide).toBeLessThan(wide - 300);
    await show('plane');
    await panel.getByText('Trained by').waitFor();
    await panel
      .getByRole('table', { name: 'Target' })
      .getByRole('row', { name: /Target target ring/ })
      .waitFor();
    expect(await panel.locator('pre').count()).toBe(0);
    await panel.getByLabel('JSON', { exact: true }).check();
    await panel.locator('pre').getByText('"batch_size": 64').waitFor();
    await page.getByRole('button', { name: 'Hide the panel' }).click();
    expect(await panel.count()).toBe(0);
    await show('line');
    expect(await panel.count()).toBe(0);
  });

  it('says what differs from the preset, and duplicates the run with the keyboard in that setting', async () => {
    await show('line');
    await page
      .getByRole('group', { name: /^What differs from/ })
      .getByRole('button', { name: 'Batch size 16' })
      .click();
    const drawer = page.getByRole('dialog', { name: 'New run' });
    await drawer.waitFor();
    const focused = () => page.evaluate(() => (document.activeElement as HTMLInputElement | null)?.value);
    await expect.poll(focused).toBe('16');
    await page.getByRole('button', { name: 'Close' }).click();
    await drawer.waitFor({ state: 'detached' });
  });

  it.each(SIZES)(
    'cuts no chip of what differs from the preset at $width × $height, and opens the rest',
    async (size) => {
      await page.setViewportSize(size);
      await show('changed');
      const group = page.getByRole('group', { name: /^What differs from/ });
      const more = group.getByRole('button', { name: /^\+\d+ more$/ });
      await more.waitFor();
      const ends = await group.evaluate((line) => {
        const cut = (one: Element) => one.scrollWidth > one.clientWidth + 1;
        return [line, ...line.querySelectorAll('button, button *')].filter(cut).map(({ textContent }) => textContent);
      });
      expect(ends).toEqual([]);
      // As many settings as there are.
      const shown = await group.getByRole('button').count();
      const hidden = Number(/\d+/.exec(await more.innerText())?.[0]);
      expect(shown - 1 + hidden).toBe(9);
      await group.getByRole('button', { name: /^epochs 20$/i }).waitFor();
      await more.click();
      await page.getByRole('tabpanel').getByText('Discriminator activation').first().waitFor();
      await page.getByRole('button', { name: 'Hide the panel' }).click();
    },
  );

  it('names the lines at equilibrium in the legend of the losses, and hides them there', async () => {
    await page.setViewportSize({ width: 1440, height: 900 });
    await show('averaged');
    const drawn = () =>
      section('Losses')
        .locator('canvas')
        .evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
    const entry = section('Losses').getByRole('button', { name: 'equilibrium', exact: true });
    await entry.waitFor();
    const before = await drawn();
    await entry.click();
    await expect.poll(drawn).not.toBe(before);
    await entry.click();
    await expect.poll(drawn).toBe(before);
  });

  it('has its whole width where the list is hidden, by a key or a button', async () => {
    await show('line');
    const list = page.getByRole('treegrid', { name: 'Runs' });
    await list.focus();
    await page.keyboard.press('[');
    expect(await list.count()).toBe(0);
    const { width } = (await section('Detail').boundingBox()) ?? { width: 0 };
    expect(width).toBeGreaterThan(1200);
    await page.getByRole('button', { name: 'Show the list of runs' }).click();
    await list.waitFor();
  });

  it('keeps a header of one height, and its player in sight however far its charts are scrolled', async () => {
    await page.setViewportSize({ width: 1000, height: 420 });
    await show('line');
    const header = page.locator('header', { has: page.getByRole('heading', { name: 'line', exact: true }) });
    expect((await header.boundingBox())?.height).toBe(48);
    const player = page.getByRole('group', { name: 'Player' });
    for (const place of [0, 10_000]) {
      await section('Charts').evaluate((charts, top) => (charts.scrollTop = top), place);
      const { y = 0, height = 0 } = (await player.boundingBox()) ?? {};
      expect(y).toBeGreaterThan(70);
      expect(y + height).toBeLessThanOrEqual(420);
    }
    expect(workbench.faults).toEqual([]);
  });
});
