import type { Locator, Page } from 'playwright-core';

/** Opens the form of a new run by its key. */
export async function openNewRun(page: Page): Promise<Locator> {
  await page.keyboard.press('Control+n');
  const drawer = page.getByRole('dialog', { name: 'New run' });
  await drawer.waitFor();
  return drawer;
}

/** As `openNewRun`, for a run of 20 epochs, with every setting unfolded. */
export async function openAllSettings(page: Page): Promise<Locator> {
  const drawer = await openNewRun(page);
  await drawer.getByLabel('Epochs', { exact: true }).fill('20');
  await drawer.getByText('All settings', { exact: true }).click();
  return drawer;
}

/** What takes the file of the target, once the target is chosen to be one. */
export async function targetFile(drawer: Locator): Promise<Locator> {
  const field = drawer.getByLabel(/^Target from a CSV file/);
  if ((await field.count()) === 0) await drawer.getByLabel(/^Target(?:, changed)?$/).selectOption('csv');
  return field;
}
