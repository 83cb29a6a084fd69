import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openStore } from '../../../src/main/store/store.ts';
import { groupHash } from '../../../src/main/store/group-hash.ts';
import { runConfigSchema } from '../../../src/shared/config/schema.ts';
import { epochRecord, packed, START, upTo, vanillaFrame } from '../../main/store/recordings.ts';
import { dismiss } from './dismiss.ts';
import { closeBrowser, OpenedWorkbench } from './opened.ts';

/** More than a plot has points for, and the last snapshot sooner after the one before it than the others. */
const EPOCHS = 5005;
const EVERY = 10;
const folder = mkdtempSync(join(tmpdir(), 'chart-tables-'));
const recorded = join(folder, 'runs.sqlite');
const snapshotEpochs = upTo(EPOCHS, (epoch) => epoch).filter((epoch) => epoch % EVERY === 0 || epoch === EPOCHS);
let workbench: OpenedWorkbench;

beforeAll(async () => {
  const store = openStore(recorded);
  const frame = vanillaFrame(1, 20);
  for (const seed of [1, 2]) {
    const config = runConfigSchema.parse({ epochs: EPOCHS, seed, snapshots: { every: EVERY } });
    const createdAt = `2026-01-02T03:00:0${seed}.000Z`;
    const id = `long-${seed}`;
    store.runs.create({ id, name: 'long', config, group: groupHash(config, 'fused'), createdAt, owner: 'nobody' });
    store.states.start(id, START, { law: 'normal', floors: [] });
    const snapshots = snapshotEpochs.map((epoch) =>
      packed({
        epoch,
        metrics: { wasserstein_1: 1 / epoch, modes_covered: 0 },
        averageMetrics: undefined,
        outside: 0,
        frame,
      }),
    );
    store.recordings.append({ run: id, epochs: upTo(EPOCHS, epochRecord), snapshots, kept: [] });
    store.states.finish(id, { samples: 2000, metrics: {}, averageMetrics: undefined }, createdAt);
  }
  store.close();
  workbench = await OpenedWorkbench.open({ store: recorded });
  await workbench.page.getByText('long').first().waitFor();
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

it('the tables of a long run have every recorded epoch, also where its charts are drawn by means', async () => {
  const { page } = workbench;
  await show('long-1');
  await page.getByRole('img', { name: /^Losses/ }).waitFor();
  await page.getByLabel('Smoothing').fill('0.9');
  await page.getByLabel('Horizontal axis').selectOption('time');
  const losses = (await savedRows(/^Export long-losses/)).filter(({ series }) => series === 'generator');
  const expected = upTo(EPOCHS, epochRecord);
  expect(losses.map(({ epoch }) => Number(epoch))).toEqual(expected.map(({ epoch }) => epoch));
  expect(losses.map((row) => Number(row['loss (nats)']))).toEqual(expected.map(({ lossGenerator }) => lossGenerator));
  expect(losses.map((row) => Number(row['seconds of training']))).toEqual(expected.map(({ seconds }) => seconds));
  expect(Number.isFinite(Number(losses[EPOCHS - 1]['loss (nats), smoothed by 0.9']))).toBe(true);

  const metric = (await savedRows(/^Export long-wasserstein_1/)).filter(({ series }) => series === 'Wasserstein-1');
  expect(metric.map(({ epoch }) => Number(epoch))).toEqual(snapshotEpochs);
  expect(workbench.faults).toEqual([]);
});

it('a metric of which most values are 0 or less has no log axis to choose', async () => {
  const { page } = workbench;
  await show('long-1');
  const chart = page.getByRole('region', { name: 'Metrics', exact: true });
  await chart.getByLabel('Log axis').check();
  await chart.getByLabel('Metric', { exact: true }).selectOption('modes_covered');
  await expect.poll(() => chart.getByLabel('Log axis').isDisabled()).toBe(true);
  expect(await chart.getByLabel('Log axis').isChecked()).toBe(false);
  await chart.getByLabel('Metric', { exact: true }).selectOption('wasserstein_1');
  await expect.poll(() => chart.getByLabel('Log axis').isChecked()).toBe(true);
});

it('the table of a group has every epoch of every seed', async () => {
  const { page } = workbench;
  await show('long-1,long-2');
  await page.getByRole('img', { name: /^generator loss/ }).waitFor();
  const rows = await savedRows(/^Export .*loss_generator$/);
  expect(rows).toHaveLength(2 * EPOCHS);
  expect(rows.at(-1)?.last_epoch).toBe(String(EPOCHS));
  expect(workbench.faults).toEqual([]);
});
