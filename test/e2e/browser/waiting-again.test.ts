import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newSweep, plannedSweep, sweepRuns } from '../../../src/main/experiments/sweep-plan.ts';
import { Workbench } from '../../../src/main/runs/workbench.ts';
import { request } from '../../main/runs/temporary-store.ts';
import { closeBrowser, OpenedWorkbench } from './opened.ts';

const SHORT = { epochs: 20, snapshots: { samples: 200, every: 5 } };
/** It fails at once. */
const BAD = { optimizer: { generator: { name: 'sgd', learning_rate: 1e9 } } };

describe('a run that waits to go on, in the window', () => {
  const folder = mkdtempSync(join(tmpdir(), 'waiting-again-'));
  const recorded = join(folder, 'runs.sqlite');
  let workbench: OpenedWorkbench;
  let page: Page;

  beforeAll(async () => {
    const before = new Workbench({ store: recorded, jobs: 2 });
    before.queue.launch([request({ ...SHORT, epochs: 30 }, 'short')]);
    const { arms, definition } = plannedSweep({ config: SHORT, list: [BAD, {}], seeds: [1, 2], name: 'rates' });
    const read = arms.map(({ name, config }) => ({ name, read: { config, datasets: [] } }));
    before.queue.launch(sweepRuns(read, definition.seeds, []), newSweep(definition));
    await before.queue.idle();
    await before.close();
    workbench = await OpenedWorkbench.open({ store: recorded });
    ({ page } = workbench);
    await page.getByRole('treegrid', { name: 'Runs' }).getByTitle('short', { exact: true }).waitFor();
    // What waits, waits.
    await page.keyboard.press('Control+k');
    await page.keyboard.type('pause or resume the queue');
    await page.keyboard.press('Enter');
  });
  afterAll(async () => {
    await workbench.close();
    await closeBrowser();
    rmSync(folder, { recursive: true });
  });

  const status = (word: string) => page.locator('.status').getByText(word, { exact: true });

  /** What the command line says of the runs, by their status. */
  async function statuses(): Promise<Record<string, number>> {
    const args = ['out/main/cli.js', 'runs', '--store', workbench.store, '--json'];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    const runs = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { status: string });
    return Object.fromEntries([...Map.groupBy(runs, (run) => run.status)].map(([word, { length }]) => [word, length]));
  }

  it('is queued when it is extended, with no second Extend, and finished again when it is taken out', async () => {
    await page.getByRole('treegrid', { name: 'Runs' }).getByTitle('short', { exact: true }).click();
    await status('finished').waitFor();
    const extend = page.getByRole('button', { name: 'Extend' });
    await extend.click();
    await page.getByRole('button', { name: 'Train more epochs' }).click();
    await status('queued').waitFor();
    expect(await extend.count()).toBe(0);
    await page.getByText('30 of 130 epochs').waitFor();
    await page.getByText(/returns to its earlier status: finished, 30 epochs long/).waitFor();
    expect(await statuses()).toEqual({ queued: 1, finished: 2, failed: 2 });
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await status('finished').waitFor();
    await extend.waitFor();
    await page.getByText('30 of 30 epochs').waitFor();
  });

  it('is queued when it is tried again: page, panel, list and terminal say the same, and one press stops the rest', async () => {
    await page.getByRole('button', { name: 'Sweeps', exact: true }).click();
    await page
      .getByRole('link', { name: 'rates' })
      .or(page.getByText('rates', { exact: true }))
      .first()
      .click();
    await page.getByText(/runs done · .*2 failed/).waitFor();
    await page.getByRole('button', { name: 'Retry 2' }).click();
    await page.getByText(/runs done · .*2 waiting/).waitFor();
    await page.getByRole('cell', { name: '0 of 2 done, 2 queued' }).waitFor();
    await page.getByRole('button', { name: /^Queue.*2 waiting/ }).waitFor();
    expect(await page.getByRole('button', { name: /^Retry/ }).count()).toBe(0);
    expect(await statuses()).toEqual({ queued: 2, finished: 3 });
    await page.getByRole('button', { name: 'Stop the rest' }).click();
    await page.getByText(/runs done · .*2 failed/).waitFor();
    expect(await statuses()).toEqual({ finished: 3, failed: 2 });
    expect(workbench.faults).toEqual([]);
  });
});
