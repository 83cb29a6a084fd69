import type { Locator } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { openForEach } from './each.ts';
import { openNewRun, targetFile } from './new-run.ts';
import type { OpenedWorkbench } from './opened.ts';

let workbench: OpenedWorkbench;

openForEach((opened) => (workbench = opened));

const openDrawer = () => openNewRun(workbench.page);

/** Where the fields of these labels begin, from above. */
async function topsOf(drawer: Locator, labels: readonly RegExp[]): Promise<number[]> {
  const boxes = await Promise.all(labels.map((label) => drawer.getByLabel(label).first().boundingBox()));
  return boxes.map((box) => Math.round(box?.y ?? NaN));
}

describe('the form of a new run', () => {
  it('asks in the order of the work: the target with its parameters, then networks, loss, optimizers, length, seeds, and last the engine', async () => {
    const drawer = await openDrawer();
    const tops = await topsOf(drawer, [
      /^Target$/,
      /^Target mean/,
      /^Noise$/,
      /^Generator widths/,
      /^Loss$/,
      /^Generator learning rate/,
      /^Epochs$/,
      /^Engine$/,
    ]);
    expect(tops).toEqual(tops.toSorted((a, b) => a - b));
    expect(new Set(tops).size).toBe(tops.length);
    const [seed, count, epochs] = await topsOf(drawer, [/^First seed/, /^Number of seeds/, /^Epochs$/]);
    expect([seed, count]).toEqual([epochs, epochs]);
    // The parameters are those of the law that is chosen.
    await drawer.getByLabel('Target', { exact: true }).selectOption('laplace');
    await drawer.getByLabel(/^Target location/).waitFor();
    expect(await drawer.getByLabel(/^Target mean/).count()).toBe(0);
  });

  it('draws a target in the plane as a square in which its modes are seen, at both usual sizes', async () => {
    const { page } = workbench;
    const drawer = await openDrawer();
    await drawer.getByLabel('Start from').selectOption('ring');
    const picture = drawer.getByRole('img', { name: /Target law/ });
    await picture.waitFor();
    for (const [width, height] of [
      [1280, 720],
      [1440, 900],
    ]) {
      await page.setViewportSize({ width, height });
      const axes = async () =>
        (await picture.locator('canvas').getAttribute('data-axes'))?.split(' ').slice(2).map(Number) ?? [];
      await expect.poll(async () => Math.min(...(await axes()))).toBeGreaterThanOrEqual(240);
      expect((await picture.boundingBox())?.y).toBeLessThan(120);
    }
  });

  it('has a file among the laws, and launches nothing before it is chosen', async () => {
    const drawer = await openDrawer();
    const target = drawer.getByLabel(/^Target(?:, changed)?$/);
    expect(await target.locator('option').allTextContents()).toEqual(expect.arrayContaining(['CSV file…', 'module…']));
    await target.selectOption('csv');
    expect(await drawer.getByRole('button', { name: 'Launch' }).isDisabled()).toBe(true);
    await drawer.getByRole('button', { name: 'Go to Target' }).click();
    expect(await target.evaluate((element) => element === document.activeElement)).toBe(true);
    // Another law asks for no file.
    await target.selectOption('normal');
    expect(await drawer.getByLabel(/^Target from a CSV file/).count()).toBe(0);
    expect(await drawer.getByRole('button', { name: 'Launch' }).isDisabled()).toBe(false);
    await (
      await targetFile(drawer)
    ).setInputFiles({
      name: 'heights.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(['height', ...Array.from({ length: 40 }, (_, row) => 160 + row)].join('\n')),
    });
    await drawer.getByText('heights.csv', { exact: true }).waitFor();
    expect(await target.inputValue()).toBe('csv');
    expect(await drawer.getByRole('button', { name: 'Launch' }).isDisabled()).toBe(false);
  });

  it('says what is wrong at its field, and once at the foot with a way there', async () => {
    const drawer = await openDrawer();
    const all = drawer.getByText('All settings', { exact: true });
    await all.click();
    const beta = drawer.getByLabel(/^Generator beta 1/);
    await beta.fill('2');
    await all.click();
    expect(await beta.isVisible()).toBe(false);
    const foot = drawer.locator('footer');
    expect(await foot.innerText()).toMatch(/Fix this first: .*beta_1.*less than 1/s);
    await foot.getByRole('button', { name: 'Go to Generator beta 1' }).click();
    expect(await beta.evaluate((element) => element === document.activeElement)).toBe(true);
    await beta.fill('0.5');
    expect(await foot.getByRole('button', { name: /^Go to/ }).count()).toBe(0);
    expect(await drawer.getByRole('button', { name: 'Launch' }).isDisabled()).toBe(false);
  });

  it('asks before its button discards what was changed', async () => {
    const { page } = workbench;
    const drawer = await openDrawer();
    await drawer.getByLabel('Epochs', { exact: true }).fill('77');
    await drawer.getByRole('button', { name: 'Close' }).click();
    await page
      .getByRole('dialog', { name: 'Discard your changes?' })
      .getByRole('button', { name: 'Keep editing' })
      .click();
    expect(await drawer.getByLabel(/^Epochs/).inputValue()).toBe('77');
  });
});
