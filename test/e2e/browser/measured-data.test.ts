import { describe, expect, it } from 'vitest';
import { openStore } from '../../../src/main/store/store.ts';
import { measuredAnimals } from '../../data/measured-animals.ts';
import { openForEach } from './each.ts';
import { openNewRun, targetFile } from './new-run.ts';
import type { OpenedWorkbench } from './opened.ts';

let workbench: OpenedWorkbench;

openForEach((opened) => (workbench = opened));

/** Trains on a column of the file as a user does: chooses it, launches, and waits. */
async function trained(column: string, decay?: string) {
  const { page } = workbench;
  const drawer = await openNewRun(page);
  await (
    await targetFile(drawer)
  ).setInputFiles({ name: 'animals.csv', mimeType: 'text/csv', buffer: Buffer.from(measuredAnimals()) });
  await drawer.getByText('1700 rows of body mass (g)').waitFor();
  await drawer.getByLabel('Column', { exact: true }).selectOption({ label: column });
  await drawer.getByText(new RegExp(`rows of ${column.replace(/[()]/g, '\\$&')}`)).waitFor();
  if (decay !== undefined) {
    await drawer.getByText('All settings', { exact: true }).click();
    await drawer.getByLabel('EMA decay').fill(decay);
  }
  await drawer.getByRole('button', { name: 'Launch' }).click();
  await page.getByText('600 of 600 epochs').waitFor({ timeout: 60_000 });
  await page.getByText('finished', { exact: true }).last().waitFor();
  const store = openStore(workbench.store);
  try {
    const [{ run }] = store.runs.list();
    if (run.status !== 'finished') throw new Error(`the run is ${run.status}`);
    return run.final;
  } finally {
    store.close();
  }
}

describe('measured data, trained on in the window with nothing but its file and a column chosen', () => {
  it('income with thousands marks is learned to a third of its standard deviation', async () => {
    const { metrics } = await trained('income');
    expect(metrics.wasserstein_1_share).toBeLessThan(1 / 3);
  }, 120_000);

  it.each(['body mass (g)', 'income'])(
    '%s is learned to a tenth of it by the averaged generator',
    async (column) => {
      const { metrics, averageMetrics } = await trained(column, '0.999');
      expect(metrics.wasserstein_1_share).toBeLessThan(1 / 3);
      expect(averageMetrics?.wasserstein_1_share).toBeLessThan(1 / 10);
    },
    120_000,
  );
});
