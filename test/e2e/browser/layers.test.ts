import { expect, it } from 'vitest';
import { barriers } from './barriers.ts';
import { openForEach } from './each.ts';
import { openAllSettings } from './new-run.ts';
import type { OpenedWorkbench } from './opened.ts';

let workbench: OpenedWorkbench;

openForEach((opened) => (workbench = opened));

it('layers are written as rows, moved by keyboard, said the same in the JSON, and trained', async () => {
  const { page } = workbench;
  const drawer = await openAllSettings(page);
  await drawer.getByLabel('Find a setting').fill('generator.layers');
  await drawer.getByRole('button', { name: 'Convert the widths to a list of layers' }).click();
  const rows = drawer.getByRole('list', { name: 'Generator layers' }).getByRole('group');
  await expect.poll(() => rows.count()).toBe(4);
  // What the list says, the widths do not say any more.
  await expect.poll(() => drawer.getByLabel('Generator widths', { exact: true }).count()).toBe(0);
  await drawer.getByRole('button', { name: 'Add layer' }).click();
  await rows.nth(4).getByRole('combobox').selectOption('batch_norm');
  for (let step = 0; step < 3; step++) await page.keyboard.press('Alt+ArrowUp');
  await expect.poll(() => rows.nth(1).getByRole('combobox').inputValue()).toBe('batch_norm');
  await drawer.getByRole('button', { name: 'Remove layer 5' }).click();
  await rows.nth(0).getByLabel('width').fill('0');
  await rows.nth(0).getByLabel('width').press('Tab');
  await drawer
    .getByText(/generator\.layers\[0\]\.width: 0 must be a whole number from 1/)
    .first()
    .waitFor();
  await rows.nth(0).getByLabel('width').fill('24');
  await rows.nth(0).getByLabel('width').press('Tab');
  expect(await barriers(page)).toEqual([]);
  if (process.env.LAYERS_PICTURE) {
    for (const [width, height] of [
      [1280, 720],
      [1440, 900],
    ] as const) {
      await page.setViewportSize({ width, height });
      await drawer.getByRole('list', { name: 'Generator layers' }).scrollIntoViewIfNeeded();
      await page.screenshot({ path: `${process.env.LAYERS_PICTURE}-${width}.png` });
    }
  }
  await drawer.getByRole('button', { name: 'JSON', exact: true }).click();
  const json = JSON.parse(await drawer.getByLabel('Config as JSON').inputValue()) as { generator: { layers: unknown } };
  expect(json.generator.layers).toEqual([
    { layer: 'linear', width: 24 },
    { layer: 'batch_norm' },
    { layer: 'leaky_relu', slope: 0.01 },
    { layer: 'linear', width: 32 },
  ]);
  await drawer.getByRole('button', { name: 'Launch' }).click();
  await page.getByText('20 of 20 epochs').waitFor();
  expect(workbench.faults).toEqual([]);
});
