import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { barriers } from './barriers.ts';
import { dismiss } from './dismiss.ts';
import { closeBrowser, OpenedWorkbench } from './opened.ts';
import { trainRuns } from './trained.ts';

/** Trains a run from the command line on the plain kernels until it has recorded something, and kills it. */
async function interrupt(store: string, name: string): Promise<void> {
  const settings = ['epochs=1000', 'snapshots.samples=100', 'snapshots.every=50', 'checkpoints.every=5'].flatMap(
    (one) => ['--set', one],
  );
  const child = spawn(
    process.execPath,
    ['out/main/cli.js', 'train', ...settings, '--name', name, '--store', store, '--json', '--no-figures'],
    { env: { ...process.env, GAN_WORKBENCH_KERNELS: 'plain' } },
  );
  let told = '';
  while (!told.includes('"progress"')) told += String((await once(child.stdout, 'data'))[0]);
  child.kill('SIGKILL');
  await once(child, 'exit');
}

describe('runs that go on', () => {
  let workbench: OpenedWorkbench;

  afterEach(async () => {
    await workbench.close();
  });
  afterAll(closeBrowser);

  it('were interrupted and resume all together, once it is said that another build may train them', async () => {
    workbench = await OpenedWorkbench.open();
    const { page, store } = workbench;
    await interrupt(store, 'cut off');
    await page.getByText('1 run was interrupted.').waitFor();
    await page.getByRole('button', { name: 'Resume it' }).click();
    const question = page.getByRole('dialog', { name: 'Continue with another build?' });
    await question.getByText(/plain-simd/).waitFor();
    await question.getByText(/(relaxed|wide)-simd/).waitFor();
    expect(await barriers(page)).toEqual([]);
    await dismiss(page);
    await question.waitFor({ state: 'detached' });
    await page.getByText('1 run was interrupted.').waitFor();
    await page.getByRole('button', { name: 'Resume it' }).click();
    await question.getByRole('button', { name: 'Continue anyway' }).click();
    await page.getByText('1 run was interrupted.').waitFor({ state: 'detached' });
    await page.getByRole('row', { name: /cut off/ }).click();
    await page.getByText('1000 of 1000 epochs').waitFor({ timeout: 60_000 });
    // What trained which epochs is told with the engine.
    await page.getByRole('tab', { name: 'Config' }).click();
    await page.getByText(/^Until epoch \d+$/).waitFor();
    // The refusal of the first try is an answer that the page heeds.
    expect(workbench.faults).toEqual([]);
  }, 120_000);

  it('fork from a checkpoint with changed settings, and show where they come from', async () => {
    workbench = await OpenedWorkbench.open();
    const { page, store } = workbench;
    await trainRuns(store, [{ name: 'trunk', config: { epochs: 40, snapshots: { samples: 200 } } }]);
    await page.getByRole('row', { name: /trunk/ }).click();
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('button', { name: 'Fork…' }).click();
    const drawer = page.getByRole('dialog', { name: 'Fork trunk' });
    // The last that leaves something to train.
    expect(await drawer.getByLabel('Checkpoint of epoch').inputValue()).toBe('36');
    expect(await drawer.getByRole('button', { name: 'Launch' }).isDisabled()).toBe(false);
    await drawer.getByLabel('Checkpoint of epoch').selectOption('20');
    expect(await drawer.getByLabel('Generator widths').getAttribute('readonly')).not.toBeNull();
    expect(await drawer.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('trunk from epoch 20');
    await drawer.getByRole('textbox', { name: /^Epochs/ }).fill('15');
    await drawer
      .getByText(/epochs: 15 must be greater than /)
      .first()
      .waitFor();
    expect(await drawer.getByRole('button', { name: 'Launch' }).isDisabled()).toBe(true);
    await drawer.getByRole('textbox', { name: /^Epochs/ }).fill('60');
    await drawer.getByLabel('Generator learning rate').fill('0.001');
    expect(await barriers(page)).toEqual([]);
    await drawer.getByRole('button', { name: 'Launch' }).click();
    await page.getByText('60 of 60 epochs').waitFor();
    await page.getByRole('tab', { name: 'Config' }).click();
    const changed = page.getByRole('list', { name: 'Changed by the fork' });
    await expect
      .poll(() => changed.innerText())
      .toMatch(/Epochs epochs: 40 → 60\s+Generator learning rate lr_g: 2e-4 → 1e-3/);
    await page.getByRole('group', { name: 'Overlaid run' }).getByText(/trunk/).waitFor();
    await page.getByRole('tabpanel').getByRole('button', { name: 'trunk', exact: true }).click();
    await page.getByRole('heading', { name: 'trunk', exact: true }).waitFor();
    await page.getByRole('tab', { name: 'Config' }).click();
    await page
      .getByRole('list', { name: 'Forks of this run' })
      .getByRole('button', { name: 'trunk from epoch 20' })
      .waitFor();
    expect(workbench.faults).toEqual([]);
  }, 120_000);
});
