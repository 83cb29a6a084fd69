import { expect, it } from 'vitest';
import { openForEach } from './each.ts';
import { openAllSettings } from './new-run.ts';
import type { OpenedWorkbench } from './opened.ts';

let workbench: OpenedWorkbench;

openForEach((opened) => (workbench = opened));

it('takes a loss of your own in the form, says where a formula cannot be read, and trains with it', async () => {
  const { page } = workbench;
  const drawer = await openAllSettings(page);
  await drawer.getByLabel(/^Loss(, changed)?$/).selectOption('formula');
  const real = drawer.getByLabel(/^Loss of a real sample/);
  await real.fill('softplus(-logit');
  await drawer
    .getByText(/cannot be read at character 16: a closing bracket is missing/)
    .first()
    .waitFor();
  await real.fill('(logit - 1)^2 / 2');
  await drawer.getByLabel(/^Loss of a generated sample/).fill('logit^2 / 2');
  await drawer.getByLabel(/^Loss of the generator/).fill('(logit - 1)^2 / 2');
  await expect.poll(() => drawer.getByText(/cannot be read/).count()).toBe(0);
  await drawer.getByRole('button', { name: 'Launch' }).click();
  await drawer.waitFor({ state: 'detached' });
  await page.getByText('20 of 20 epochs').waitFor();
  expect(workbench.faults).toEqual([]);
});
