import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openStore } from '../../../src/main/store/store.ts';
import { groupHash } from '../../../src/main/store/group-hash.ts';
import { runConfigSchema, type RunConfigInput } from '../../../src/shared/config/schema.ts';
import type { EpochRecord } from '../../../src/shared/run.ts';
import { epochRecord, packed, START, upTo, vanillaSnapshot } from '../../main/store/recordings.ts';
import { dismiss } from './dismiss.ts';
import { closeBrowser, OpenedWorkbench } from './opened.ts';

const EPOCHS = 40;
const folder = mkdtempSync(join(tmpdir(), 'gradient-norms-'));
const recorded = join(folder, 'runs.sqlite');
let workbench: OpenedWorkbench;

/** As a program before norms were recorded left it. */
const earlier = (epoch: number): EpochRecord => ({
  ...epochRecord(epoch),
  gradientNormGenerator: undefined,
  gradientNormDiscriminator: undefined,
});
const penalised = (epoch: number): EpochRecord => ({ ...epochRecord(epoch), penalty: 1 / epoch });

const RUNS: readonly (readonly [string, RunConfigInput, (epoch: number) => EpochRecord])[] = [
  ['earlier', { seed: 1 }, earlier],
  ['present', { seed: 2 }, epochRecord],
  ['penalised', { seed: 3, penalties: [{ at: 'real', target: 0, weight: 1 }] }, penalised],
];

beforeAll(async () => {
  const store = openStore(recorded);
  for (const [id, input, record] of RUNS) {
    const config = runConfigSchema.parse({ ...input, epochs: EPOCHS, snapshots: { every: 10 } });
    const createdAt = '2026-01-02T03:00:00.000Z';
    store.runs.create({ id, name: id, config, group: groupHash(config, 'fused'), createdAt, owner: 'nobody' });
    store.states.start(id, START, { law: 'normal', floors: [] });
    const snapshots = [10, 20, 30, 40].map((epoch) => packed(vanillaSnapshot(epoch)));
    store.recordings.append({ run: id, epochs: upTo(EPOCHS, record), snapshots, kept: [] });
    store.states.finish(id, { samples: 2000, metrics: {}, averageMetrics: undefined }, createdAt);
  }
  store.close();
  workbench = await OpenedWorkbench.open({ store: recorded });
  await workbench.page.getByText('penalised').first().waitFor();
});
afterAll(async () => {
  await workbench.close();
  await closeBrowser();
  rmSync(folder, { recursive: true });
});

async function show(key: string): Promise<void> {
  await workbench.page.evaluate((hash) => (window.location.hash = hash), `#/runs/${key}`);
}

async function savedRows(chart: RegExp): Promise<Record<string, string>[]> {
  const { page } = workbench;
  await page.getByRole('button', { name: chart }).click();
  const download = page.waitForEvent('download');
  await page.locator(':popover-open').getByRole('button', { name: 'Save CSV' }).click();
  const text = readFileSync(await (await download).path(), 'utf8');
  await dismiss(page);
  return parse(text, { columns: true });
}

const charts = () => workbench.page.getByRole('region', { name: 'Charts' }).getByRole('heading');

it('a run shows the gradient norms of both networks below its losses, with penalties these too, and an earlier run neither', async () => {
  const { page } = workbench;
  await show('present');
  await page.getByRole('img', { name: /^Gradient norms of generator and discriminator/ }).waitFor();
  await expect
    .poll(() => charts().allTextContents())
    .toEqual(['Distribution', 'Generator', 'Metrics', 'Losses', 'Gradient norms']);
  const panel = page.getByRole('region', { name: 'Gradient norms' });
  await panel.getByLabel('Log axis').check();
  const rows = await savedRows(/^Export present-gradient_norms/);
  expect(rows.filter(({ series }) => series === 'generator').map((row) => Number(row['gradient norm']))).toEqual(
    upTo(EPOCHS, epochRecord).map(({ gradientNormGenerator }) => gradientNormGenerator),
  );
  // The same cursor stands in all charts: a click in this one moves the player.
  const { x, y, width, height } = (await panel.getByRole('img').boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  await page.mouse.click(x + width / 2, y + height / 2);
  await expect.poll(() => page.getByRole('slider', { name: 'Epoch shown' }).inputValue()).not.toBe(String(EPOCHS));

  await show('penalised');
  await page.getByRole('img', { name: /^Penalty over the run/ }).waitFor();
  const penalties = await savedRows(/^Export penalised-penalty/);
  expect(Number(penalties.at(-1)?.['penalty (nats)'])).toBe(1 / EPOCHS);

  await show('earlier');
  await page.getByRole('img', { name: /^Losses/ }).waitFor();
  await expect.poll(() => charts().allTextContents()).toEqual(['Distribution', 'Generator', 'Metrics', 'Losses']);
  expect(workbench.faults).toEqual([]);
});

it('a comparison draws gradient norms and penalties of its runs, and says which have none', async () => {
  const { page } = workbench;
  await show('earlier,present,penalised');
  const choice = page.getByLabel('Loss or gradient norm');
  await choice.selectOption('gradient_norm_discriminator');
  await page.getByRole('img', { name: /^gradient norm of the discriminator over the runs/ }).waitFor();
  const rows = await savedRows(/^Export .*gradient_norm_discriminator$/);
  expect(rows).toHaveLength(2 * EPOCHS);
  await choice.selectOption('penalty');
  await page.getByRole('img', { name: /^penalty over the runs/ }).waitFor();
  expect(await savedRows(/^Export .*penalty$/)).toHaveLength(EPOCHS);
  expect(workbench.faults).toEqual([]);
});
