import { mkdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { barriers } from './barriers.ts';
import { openForEach } from './each.ts';
import { openAllSettings } from './new-run.ts';
import type { OpenedWorkbench } from './opened.ts';

let workbench: OpenedWorkbench;

openForEach((opened) => (workbench = opened));

/** Where pictures go when somebody wants to look at them. */
const PICTURES = process.env['GAN_WORKBENCH_PICTURES'];

async function picture(name: string, shown: string): Promise<void> {
  if (PICTURES === undefined) return;
  mkdirSync(PICTURES, { recursive: true });
  for (const [width, height] of [
    [1280, 720],
    [1440, 900],
  ]) {
    await workbench.page.setViewportSize({ width, height });
    if (shown !== '') await workbench.page.getByRole('dialog').getByLabel(shown).first().scrollIntoViewIfNeeded();
    await workbench.page.waitForTimeout(400);
    await workbench.page.screenshot({ path: `${PICTURES}/${name}-${width}.png` });
  }
}

it('a network of layers is drawn with its normalisation, dropout and spectral layers, and penalties fit it or are refused', async () => {
  const { page } = workbench;
  const drawer = await openAllSettings(page);
  const find = drawer.getByLabel('Find a setting');
  await find.fill('layers');
  for (const network of ['Generator', 'Discriminator']) {
    const list = drawer.getByRole('region', { name: `${network} settings` });
    await list.getByRole('button', { name: 'Convert the widths to a list of layers' }).click();
  }
  const layers = drawer.getByRole('list', { name: 'Discriminator layers' }).getByRole('group');
  await expect.poll(() => layers.count()).toBe(4);
  await layers.nth(0).getByLabel('spectral').check();
  const add = drawer.getByRole('region', { name: 'Discriminator settings' }).getByRole('button', { name: 'Add layer' });
  await add.click();
  await layers.nth(4).getByRole('combobox').selectOption('dropout');
  await add.click();
  await layers.nth(5).getByRole('combobox').selectOption('batch_norm');
  await drawer
    .getByRole('img', {
      name: /Discriminator D: 1 x, 64 spectral leaky relu, 32 leaky relu dropout batch norm, 1 sigmoid/,
    })
    .waitFor();
  await picture('network-layers', 'Discriminator layers');

  await find.fill('penalties');
  await drawer.getByRole('button', { name: 'Add penalty' }).click();
  await drawer
    .getByRole('paragraph')
    .filter({
      hasText: 'have no meaning with batch_norm in discriminator.layers, where a logit depends on all samples',
    })
    .waitFor();
  await picture('network-penalty-refused', 'Penalties');
  await find.fill('layers');
  await layers.nth(5).getByRole('combobox').selectOption('layer_norm');
  await find.fill('penalties');
  await expect.poll(() => drawer.getByText(/have no meaning with batch_norm/).count()).toBe(0);
  await drawer.getByRole('button', { name: 'Add penalty' }).click();
  const penalties = drawer.getByRole('list', { name: 'Penalties' }).getByRole('group');
  await penalties.nth(1).getByLabel('at').selectOption('real');
  await penalties.nth(1).getByLabel('target').fill('0');
  await penalties.nth(1).getByLabel('target').press('Tab');
  await picture('network-penalties', 'Penalties');
  expect(await barriers(page)).toEqual([]);

  await find.fill('');
  await drawer.getByRole('combobox', { name: 'Generator initialization' }).selectOption('normal');
  await drawer.getByRole('textbox', { name: /^Generator initial standard deviation/ }).fill('0.1');
  await drawer.getByRole('combobox', { name: 'Discriminator initialization' }).selectOption('xavier');
  await drawer.getByRole('textbox', { name: /^Discriminator packing/ }).fill('2');
  await picture('network-initialization', 'Generator initialization');
  await drawer.getByRole('combobox', { name: /^Schedule/ }).selectOption('cosine');
  await drawer.getByRole('textbox', { name: /^Warm-up/ }).fill('2');
  await picture('network-schedule', 'Warm-up');
  await drawer.getByRole('textbox', { name: /^Instance noise/ }).fill('0.2');
  await picture('network-noise', 'Instance noise');
  await drawer.getByRole('button', { name: 'Launch' }).click();
  await page.getByText('20 of 20 epochs').waitFor();
  await page
    .getByRole('tab', { name: 'Networks' })
    .or(page.getByRole('button', { name: 'Networks' }))
    .first()
    .click();
  await picture('network-tab', '');
  expect(workbench.faults).toEqual([]);
});
