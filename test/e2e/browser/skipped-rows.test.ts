import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RunConfigInput } from '../../../src/shared/config/schema.ts';
import { closeBrowser, OpenedWorkbench } from './opened.ts';
import { trainRuns } from './trained.ts';

let workbench: OpenedWorkbench;

beforeAll(async () => {
  workbench = await OpenedWorkbench.open();
  const file = join(workbench.folder, 'heights.csv');
  const rows = Array.from({ length: 100 }, (_, row) => (row < 70 ? String(160 + (row % 9)) : 'NA'));
  writeFileSync(file, `${['height', ...rows].join('\n')}\n`);
  const target: RunConfigInput['target'] = { law: 'csv', file, columns: ['height'], invalid_rows: 'skip_any' };
  await trainRuns(workbench.store, [{ name: 'holed', config: { epochs: 20, target } }]);
});
afterAll(async () => {
  await workbench.close();
  await closeBrowser();
});

it('the run’s page says how many rows of its table were read, and lists the others where it is asked to', async () => {
  const { page, faults } = workbench;
  await page.getByRole('treegrid', { name: 'Runs' }).getByTitle('holed', { exact: true }).click();
  await page.getByText('seed 1 · 70 of 100 rows').waitFor();
  await page.getByRole('tab', { name: 'Config' }).click();
  const tab = page.getByRole('tabpanel');
  await tab.getByText('70 of 100 rows of').waitFor();
  const lines = tab.getByRole('list', { name: 'Skipped rows' }).getByRole('listitem');
  expect(await lines.count()).toBe(0);
  await tab.getByText('30 skipped').click();
  await lines.nth(29).waitFor();
  expect(await lines.count()).toBe(30);
  expect(await lines.first().textContent()).toMatch(/^line 72: column "height" /);
  expect(faults).toEqual([]);
});
