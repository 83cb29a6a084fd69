import { mkdirSync } from 'node:fs';
import type { Locator } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { openStore } from '../../../src/main/store/store.ts';
import { barriers } from './barriers.ts';
import { openForEach } from './each.ts';
import { openNewRun } from './new-run.ts';
import type { OpenedWorkbench } from './opened.ts';

let workbench: OpenedWorkbench;

openForEach((opened) => (workbench = opened));

/** Where pictures go when somebody wants to look at them. */
const PICTURES = process.env['GAN_WORKBENCH_PICTURES'];

async function picture(name: string): Promise<void> {
  if (PICTURES === undefined) return;
  mkdirSync(PICTURES, { recursive: true });
  for (const [width, height] of [
    [1280, 720],
    [1440, 900],
  ]) {
    await workbench.page.setViewportSize({ width, height });
    await workbench.page.waitForTimeout(500);
    await workbench.page.screenshot({ path: `${PICTURES}/${name}-${width}.png` });
  }
}

const openDrawer = () => openNewRun(workbench.page);

async function trained(drawer: Locator, epochs: number) {
  await drawer.getByLabel('Epochs', { exact: true }).fill(String(epochs));
  await drawer.getByRole('button', { name: 'Launch' }).click();
  await drawer.waitFor({ state: 'detached' });
  await workbench.page.getByText(`${epochs} of ${epochs} epochs`).waitFor();
  const store = openStore(workbench.store);
  const [{ run }] = store.runs.list({}, 'oldest first');
  store.close();
  return run;
}

describe('a new user', () => {
  it('writes a density, reads what is wrong with a broken one, and trains it', async () => {
    const drawer = await openDrawer();
    await drawer.getByLabel('Target', { exact: true }).selectOption('formula');
    const density = drawer.getByLabel(/^Target density/);
    await density.fill('exp(-(x - 2)^2) + exp(-(x + 2)^2');
    await drawer
      .getByRole('paragraph')
      .filter({ hasText: 'cannot be read at character 33: a closing bracket is missing' })
      .waitFor();
    await picture('broken-formula');
    expect(await drawer.getByRole('button', { name: 'Launch' }).isEnabled()).toBe(false);

    await density.fill('1 / (1 + abs(x))');
    await drawer
      .getByRole('paragraph')
      .filter({ hasText: 'has no finite integral over all x, or falls off too slowly; give a range' })
      .waitFor();
    await density.fill('1 - x^2');
    await drawer.getByLabel(/^Target range/).fill('-2, 2');
    await drawer
      .getByRole('paragraph')
      .filter({ hasText: /is negative at x = -?2, where it is -3; a density is 0 or more/ })
      .waitFor();

    await drawer.getByLabel(/^Target range/).fill('');
    await density.fill('exp(-(x - 2)^2) + exp(-(x + 2)^2)');
    await drawer.getByRole('img', { name: /^Target law p ∝ exp/ }).waitFor();
    await picture('formula');
    const run = await trained(drawer, 5);
    expect(run.config.target).toEqual({
      law: 'formula',
      density: 'exp(-(x - 2) ^ 2) + exp(-(x + 2) ^ 2)',
      range: [],
    });
    expect(run.status).toBe('finished');
    await picture('formula-trained');
  });

  it('draws a density with the mouse and the keyboard, and trains it', async () => {
    const { page } = workbench;
    const drawer = await openDrawer();
    await drawer.getByLabel('Target', { exact: true }).selectOption('drawn');
    const drawing = drawer.getByRole('group', { name: /^Density, drawn through 5 points/ });
    await drawing.scrollIntoViewIfNeeded();
    const box = await drawing.boundingBox();
    if (!box) throw new Error('the drawing is not shown');

    // A click beside the points adds one, and it follows the mouse until it is let go.
    await page.mouse.move(box.x + 0.9 * box.width, box.y + 0.3 * box.height);
    await page.mouse.down();
    await page.mouse.move(box.x + 0.8 * box.width, box.y + 0.2 * box.height, { steps: 4 });
    await page.mouse.up();
    const group = drawer.getByRole('group', { name: /^Density, drawn through 6 points/ });
    await group.waitFor();

    const first = group.getByRole('button', { name: /^Point 1 of 6/ });
    await first.focus();
    for (let press = 0; press < 3; press++) await page.keyboard.press('ArrowUp');
    await group.getByRole('button', { name: /^Point 2 of 6/ }).focus();
    await page.keyboard.press('Delete');
    await drawer.getByRole('group', { name: /^Density, drawn through 5 points/ }).waitFor();
    await page.keyboard.press('+');
    await group.waitFor();
    expect(await barriers(page)).toEqual([]);
    await picture('drawn');

    const { target } = (await trained(drawer, 5)).config;
    if (target.law !== 'drawn') throw new Error('another law was trained');
    expect(target.positions).toHaveLength(6);
    expect(target.heights[0]).toBeGreaterThan(0);
    expect(target.positions.toSorted((a, b) => a - b)).toEqual(target.positions);
    await picture('drawn-trained');
  });
});
