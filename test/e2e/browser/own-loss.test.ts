import { mkdirSync } from 'node:fs';
import type { Locator } from 'playwright-core';
import { expect, it } from 'vitest';
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
    await workbench.page.getByRole('region', { name: 'Curves of the loss' }).scrollIntoViewIfNeeded();
    await workbench.page.waitForTimeout(500);
    await workbench.page.screenshot({ path: `${PICTURES}/${name}-${width}.png` });
  }
}

async function openDrawer(): Promise<Locator> {
  const { page } = workbench;
  await page.getByRole('button', { name: 'Train the vanilla GAN' }).waitFor();
  return openNewRun(page);
}

const told = (drawer: Locator, text: string | RegExp) =>
  drawer.getByRole('paragraph').filter({ hasText: text }).waitFor();

it('takes a loss of your own in the form, says where a formula cannot be read, and trains with it', async () => {
  const { page } = workbench;
  const drawer = await openDrawer();
  await drawer.getByLabel('Epochs', { exact: true }).fill('20');
  await drawer.getByLabel(/^Loss(, changed)?$/).selectOption('formula');
  await told(
    drawer,
    'At equilibrium (logit 0), the losses are 0.6931 (D real), 0.6931 (D fake) and 0.6931 (generator). Their slopes are −0.5 (D real), 0.5 (D fake) and −0.5 (generator).',
  );
  await picture('loss-of-your-own');

  const real = drawer.getByLabel(/^Loss of a real sample/);
  await real.fill('softplus(-logit');
  await told(drawer, /cannot be read at character 16: a closing bracket is missing/);
  await told(drawer, 'The equilibrium is shown once all three formulas are valid.');
  expect(await drawer.getByRole('button', { name: 'Launch' }).isEnabled()).toBe(false);
  await picture('loss-broken');
  await drawer.getByText('What a formula may contain', { exact: true }).click();
  await drawer.getByText('softplus(u) = log(1 + exp(u))').waitFor();
  await picture('loss-functions');

  const generated = drawer.getByLabel(/^Loss of a generated sample/);
  await real.fill('softplus(-logit)');
  await generated.fill('softplus(-logit)');
  await told(drawer, /pull the logit in the same direction everywhere: the discriminator cannot tell them apart/);
  const generator = drawer.getByLabel(/^Loss of the generator/);
  await generator.fill('step(logit)');
  await told(drawer, 'The generator would not learn: the slope of this loss is 0 everywhere.');

  await real.fill('relu(1 - logit)');
  await generated.fill('relu(1 + logit)');
  await generator.fill('-logit');
  await told(
    drawer,
    /real sample has a corner at a logit of 1: its slope goes from −1 to 0, and training takes 0 there/,
  );
  await drawer.getByLabel('Logits up to ±').selectOption('2');
  await drawer
    .getByRole('img', { name: /^Losses and their slopes over logits from −2 to 2. At equilibrium/ })
    .waitFor();
  await picture('loss-hinge');
  expect(await barriers(page)).toEqual([]);
  await page.emulateMedia({ colorScheme: 'dark' });
  await picture('loss-dark');

  await real.fill('(logit - 1)^2 / 2');
  await generated.fill('logit^2 / 2');
  await generator.fill('(logit - 1)^2 / 2');
  await told(drawer, /^At equilibrium \(logit 0.5\)/);
  await drawer.getByRole('button', { name: 'Launch' }).click();
  await drawer.waitFor({ state: 'detached' });
  await page.getByText('20 of 20 epochs').waitFor();
  expect(workbench.faults).toEqual([]);
});

it('draws the curves of a loss that the program has, and compares pairs over their difference', async () => {
  const drawer = await openDrawer();
  const loss = drawer.getByLabel(/^Loss(, changed)?$/);
  await drawer
    .getByRole('img', { name: /^Losses and their slopes over logits from −6 to 6. At equilibrium \(logit 0\)/ })
    .waitFor();
  await picture('loss-bce');
  await loss.selectOption('lsgan');
  await drawer.getByRole('img', { name: /At equilibrium \(logit 0.5\), the losses are 0.125 \(D real\)/ }).waitFor();
  await loss.selectOption('relativistic');
  await drawer
    .getByRole('img', { name: /^Losses and their slopes over differences from −6 to 6. At equilibrium/ })
    .waitFor();
  await picture('loss-relativistic');
  expect(workbench.faults).toEqual([]);
});
