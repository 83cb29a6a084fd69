import { renameSync } from 'node:fs';
import { afterAll, expect, it, onTestFinished } from 'vitest';
import { openStore } from '../../../src/main/store/store.ts';
import { barriers } from './barriers.ts';
import { closeBrowser, OpenedWorkbench } from './opened.ts';

afterAll(closeBrowser);

it('a store that is moved away while a run trains is said as long as it lasts, and the run goes on once it is back', async () => {
  const workbench = await OpenedWorkbench.open();
  onTestFinished(() => workbench.close());
  const { page, store } = workbench;
  await page.getByRole('button', { name: 'Train the vanilla GAN' }).click();
  await page.getByText('running', { exact: true }).first().waitFor();
  renameSync(store, `${store}.aside`);
  const banner = page.getByRole('region', { name: 'Recording paused' });
  await banner.waitFor();
  expect(await banner.getByRole('alert').innerText()).toContain(`${store} is missing`);
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme });
    await page.locator(`[data-theme=${theme}]`).waitFor();
    expect(await barriers(page)).toEqual([]);
  }

  await banner.getByRole('button', { name: 'Try again' }).click();
  await banner.waitFor();
  await page.getByRole('button', { name: 'Star' }).last().click();
  const notice = page.getByRole('region', { name: 'Notices' }).getByRole('alert');
  expect(await notice.innerText()).toContain('Put it back.');

  renameSync(`${store}.aside`, store);
  await banner.getByRole('button', { name: 'Try again' }).focus();
  await page.keyboard.press('Enter');
  await banner.waitFor({ state: 'detached' });
  await page.getByText('finished', { exact: true }).last().waitFor();
  const opened = openStore(store);
  const [{ run }] = opened.runs.list();
  expect(opened.epochs.read(run.id)).toHaveLength(600);
  opened.close();
  expect(workbench.faults).toEqual([]);
});
