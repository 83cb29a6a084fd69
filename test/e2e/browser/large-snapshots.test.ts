import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeBrowser, OpenedWorkbench, reloadWindow } from './opened.ts';
import { trainRuns } from './trained.ts';

const EPOCHS = 160;

describe('a run with snapshots of 100,000 samples', () => {
  const folder = mkdtempSync(join(tmpdir(), 'large-'));
  const recorded = join(folder, 'runs.sqlite');
  let workbench: OpenedWorkbench;

  beforeAll(async () => {
    const snapshots = { samples: 100_000, every: 1 };
    await trainRuns(recorded, [
      { name: 'large', config: { epochs: EPOCHS, batches_per_epoch: 1, ema_decay: 0.9, snapshots } },
    ]);
    workbench = await OpenedWorkbench.open({ store: recorded });
  });
  afterAll(async () => {
    await workbench.close();
    await closeBrowser();
    rmSync(folder, { recursive: true });
  });

  it('is looked through without filling the memory, and asks for nothing more when it stands', async () => {
    const { page } = workbench;
    let posted = 0;
    page.on('websocket', (socket) => {
      socket.on('framesent', () => (posted += 1));
    });
    await reloadWindow(page);
    await page.getByRole('treegrid', { name: 'Runs' }).getByTitle('large', { exact: true }).click();
    for (let epoch = 20; epoch <= EPOCHS; epoch += 20) {
      await page.getByRole('slider', { name: 'Epoch shown' }).fill(String(epoch));
      await page.getByText(`Epoch ${epoch} · W1 `).waitFor();
      // What stands around it has been fetched as well once nothing is asked for any more.
      for (let before = -1; before < posted;) {
        before = posted;
        await pause(500);
      }
    }
    // Soon, on a busy machine later, nothing is sent but what is said every twenty seconds.
    const sentInTwoSeconds = async () => {
      const before = posted;
      await pause(2000);
      return posted - before;
    };
    await expect.poll(sentInTwoSeconds, { timeout: 30_000 }).toBeLessThanOrEqual(1);
    // All its snapshots take 130 MB, packed they take 5.
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('HeapProfiler.collectGarbage');
    const { backingStorageSize } = await devtools.send('Runtime.getHeapUsage');
    expect(backingStorageSize).toBeGreaterThan(3e6);
    expect(backingStorageSize).toBeLessThan(20e6);
    await page.getByRole('slider', { name: 'Epoch shown' }).fill('20');
    await page.getByText('Epoch 20 · W1 ').waitFor();
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    await expect
      .poll(async () => Number(await page.locator('[data-epoch]').getAttribute('data-epoch')))
      .toBeGreaterThan(70);
    expect(workbench.faults).toEqual([]);
  });
});
