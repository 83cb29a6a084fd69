import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, it, vi } from 'vitest';
import { run as runCommand, eventsOf } from '../../main/cli/command-line.ts';
import { bestBuild } from '../../../src/main/training/engines/fused/kernels/best-build.ts';
import { buildName } from '../../../src/main/training/engines/fused/kernels/kernels.ts';
import { buildOf } from '../../../src/shared/run.ts';
import { describeElectron } from './availability.ts';
import { ask } from './bridge.ts';
import { desktopHomes } from './desktop.ts';
import { inMainProcess } from './main-process.ts';
import { answer, digestOf, isGone, readRun, timesAsked } from './runs.ts';

/** Trains for longer than any test here looks at it. */
const LONG = { epochs: 200_000, snapshots: { every: 1000 } };

async function launchLong(page: Page, path: string): Promise<string> {
  const { runs } = await ask(page, 'training.launch', { config: LONG, seeds: [1] });
  await vi.waitFor(() => expect(readRun(path, runs[0])).toMatchObject({ status: 'running' }), 20_000);
  return runs[0];
}

describeElectron('a run in the window', (surroundings) => {
  const newHome = desktopHomes(surroundings);

  it('trains in a thread of the main process and lands in the store, while the window answers', async () => {
    const home = newHome();
    const { application, page } = await home.launch();
    const threads = async () =>
      inMainProcess(
        application,
        () => (process.report.getReport() as unknown as { workers: unknown[] }).workers.length,
      );
    // The one that draws from recorded runs starts with the list.
    await vi.waitFor(async () => expect(await threads()).toBe(1));
    const id = await launchLong(page, home.store);
    expect(await threads()).toBe(2);
    for (let tries = 0; tries < 20; tries++) {
      await page.evaluate(() => document.title);
      await inMainProcess(application, () => process.pid);
    }
    // All twenty were answered long before the run has come to its end.
    expect(readRun(home.store, id)).toMatchObject({ status: 'running' });
    await vi.waitFor(() =>
      expect(readRun(home.store, id)).toMatchObject({ status: 'running', epochsDone: expect.any(Number) as number }),
    );
    expect((readRun(home.store, id) as { epochsDone: number }).epochsDone).toBeGreaterThan(0);
    expect(await inMainProcess(application, ({ powerSaveBlocker }) => powerSaveBlocker.isStarted(0))).toBe(true);
  });

  it('alone is evaluated by a second thread, and comes to what one thread comes to on the command line', async () => {
    const home = newHome();
    const terminal = join(home.folder, 'terminal.sqlite');
    const settings = ['--set', 'epochs=2000', '--set', 'snapshots.samples=500', '--jobs', '1'];
    const result = await runCommand(['train', '--preset', 'vanilla', ...settings, '--store', terminal, '--json']);
    const [finished] = eventsOf(result, 'finished');
    const trained = readRun(terminal, String(finished.run));
    const { application, page } = await home.launch();
    const { runs } = await ask(page, 'training.launch', { config: trained.config, seeds: [trained.config.seed] });
    let report = '';
    await vi.waitFor(async () => {
      expect(readRun(home.store, runs[0]).status).toBe('finished');
      report = await inMainProcess(application, () => JSON.stringify(process.report.getReport()));
    }, 60_000);
    // A thread that was started by a thread.
    expect(report.match(/"workers":\[\{/g)).toHaveLength(2);
    expect(digestOf(home.store, runs[0])).toBe(digestOf(terminal, trained.id));
  });

  it('comes to the same losses and snapshots as on the command line, on the same kernels', async () => {
    const home = newHome();
    const terminal = join(home.folder, 'terminal.sqlite');
    const result = await runCommand(['train', '--preset', 'quick', '--store', terminal, '--json']);
    const [finished] = eventsOf(result, 'finished');
    const trained = readRun(terminal, String(finished.run));
    const { page } = await home.launch();
    const { runs } = await ask(page, 'training.launch', { config: trained.config, seeds: [trained.config.seed] });
    await vi.waitFor(() => expect(readRun(home.store, runs[0]).status).toBe('finished'), 60_000);
    expect(digestOf(home.store, runs[0])).toBe(digestOf(terminal, trained.id));
    // Wide ones where the processor has AVX2: Electron's V8 is another than Node's.
    for (const run of [readRun(home.store, runs[0]), trained])
      expect(buildOf(run)?.kernels).toBe(buildName(bestBuild()));
  });

  it('keeps the application open when the question about it is cancelled', async () => {
    const home = newHome();
    const { application, page } = await home.launch();
    const id = await launchLong(page, home.store);
    await answer(application, 'Cancel');
    await inMainProcess(application, ({ app }) => app.quit());
    await vi.waitFor(async () => expect(await timesAsked(application)).toBe(1));
    await inMainProcess(application, ({ BrowserWindow }) => BrowserWindow.getAllWindows()[0].close());
    await vi.waitFor(async () => expect(await timesAsked(application)).toBe(2));
    expect(application.windows()).toHaveLength(1);
    expect(readRun(home.store, id).status).toBe('running');
  });

  it.each([
    ['Pause and Quit', ['paused', 'interrupted']],
    ['Stop and Quit', ['stopped']],
  ])('is left as the answer says: %s', async (button, statuses) => {
    const home = newHome();
    const { application, page } = await home.launch();
    const id = await launchLong(page, home.store);
    await answer(application, button);
    const gone = isGone(application);
    await inMainProcess(application, ({ BrowserWindow }) => BrowserWindow.getAllWindows()[0].close());
    await gone;
    const run = readRun(home.store, id);
    expect(statuses).toContain(run.status);
    expect((run as { epochsDone: number }).epochsDone).toBeGreaterThan(0);
  });

  it('is paused without a question when the system ends the application', async () => {
    const home = newHome();
    const { application, page } = await home.launch();
    const id = await launchLong(page, home.store);
    await answer(application, 'Cancel');
    const gone = isGone(application);
    application.process().kill('SIGTERM');
    await gone;
    expect(['paused', 'interrupted']).toContain(readRun(home.store, id).status);
  });
});
