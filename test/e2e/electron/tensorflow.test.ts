import { join } from 'node:path';
import type { ElectronApplication } from 'playwright-core';
import { expect, it, vi } from 'vitest';
import type { RunConfigInput } from '../../../src/shared/config/schema.ts';
import { eventsOf, run as runCommand } from '../../main/cli/command-line.ts';
import { isAlive } from '../../main/runs/child-processes.ts';
import { describeElectron } from './availability.ts';
import { ask } from './bridge.ts';
import { desktopHomes } from './desktop.ts';
import { giveLibrary } from './library.ts';
import { inMainProcess } from './main-process.ts';
import { answer, digestOf, isGone, readRun } from './runs.ts';

const CONFIG: RunConfigInput = { engine: 'tensorflow', epochs: 300, snapshots: { every: 10 } };

/** The processes that train, by Electron's own account. */
const trainingProcesses = (application: ElectronApplication) =>
  inMainProcess(application, ({ app }) =>
    app.getAppMetrics().flatMap(({ pid, name }) => (name === 'GAN Workbench training' ? [pid] : [])),
  );

describeElectron('a run on TensorFlow in the window', (surroundings) => {
  const newHome = desktopHomes(surroundings);

  it('trains in a process of its own while the window is closed and opened again, is recorded and replayed', async () => {
    const home = newHome();
    giveLibrary(home);
    const { application, page } = await home.launch();
    await page.getByRole('button', { name: 'Train the vanilla GAN' }).waitFor();
    await ask(page, 'settings.set_jobs', { jobs: 1 });
    await page.keyboard.press('Control+n');
    const drawer = page.getByRole('dialog', { name: 'New run' });
    await drawer.getByLabel('Epochs', { exact: true }).fill('300');
    await drawer.getByLabel('Engine', { exact: true }).selectOption('tensorflow');
    await drawer.getByLabel('Name', { exact: true }).fill('native');
    await drawer.getByRole('button', { name: 'Launch' }).click();
    await page.getByRole('button', { name: 'Pause', exact: true }).waitFor();
    const processes = await trainingProcesses(application);
    expect(processes).toHaveLength(1);
    const { runs } = await ask(page, 'training.launch', { config: CONFIG, seeds: [2, 3] });

    // On Linux closing the last window asks whether to quit.
    await answer(application, 'Cancel');
    const opened = application.waitForEvent('window');
    await inMainProcess(application, ({ app, BrowserWindow }) => {
      for (const window of BrowserWindow.getAllWindows()) window.destroy();
      app.emit('activate');
    });
    const again = await opened;
    // The three runs differ in their seeds alone.
    await again.getByRole('button', { name: /^Unfold/ }).click();
    await again.getByRole('row', { name: /native/ }).click();
    await again.getByText('300 of 300 epochs').waitFor({ timeout: 60_000 });

    await again.getByRole('slider', { name: 'Epoch shown' }).fill('150');
    await again.getByText(/^Epoch 150 · W1/).waitFor();
    for (const id of runs) {
      await vi.waitFor(() => expect(readRun(home.store, id).status).toBe('finished'), 60_000);
    }
    expect(await trainingProcesses(application)).toEqual(processes);
    const run = readRun(home.store, runs[0]);
    expect(run).toMatchObject({ build: { engine: 'tensorflow', device: 'cpu' }, epochsDone: 300 });

    const terminal = join(home.folder, 'terminal.sqlite');
    const settings = ['engine=tensorflow', 'epochs=300', 'snapshots.every=10', 'seed=2'];
    const result = await runCommand([
      'train',
      ...settings.flatMap((each) => ['--set', each]),
      '--store',
      terminal,
      '--json',
    ]);
    const [finished] = eventsOf(result, 'finished');
    expect(digestOf(home.store, runs[0])).toBe(digestOf(terminal, String(finished.run)));
  });

  it('is interrupted and no more when the library crashes: the window stays, and the run goes on', async () => {
    const home = newHome();
    giveLibrary(home);
    const { application, page } = await home.launch();
    const { runs } = await ask(page, 'training.launch', { config: { ...CONFIG, epochs: 400 }, seeds: [1] });
    const epochsDone = () => (readRun(home.store, runs[0]) as { epochsDone?: number }).epochsDone ?? 0;
    await vi.waitFor(() => expect(epochsDone()).toBeGreaterThan(0), 30_000);
    const [pid] = await trainingProcesses(application);
    process.kill(pid, 'SIGSEGV');
    await vi.waitFor(() => expect(readRun(home.store, runs[0]).status).toBe('interrupted'), 10_000);
    await page
      .getByText(/can be resumed from its last checkpoint/)
      .first()
      .waitFor();
    await page.getByRole('row', { name: /interrupted/ }).click();
    await page.getByRole('button', { name: 'Resume', exact: true }).click();
    await vi.waitFor(() => expect(readRun(home.store, runs[0])).toMatchObject({ status: 'finished' }), 60_000);
  });

  it('is paused when the user quits so, and its process ends with the window', async () => {
    const home = newHome();
    giveLibrary(home);
    const { application, page } = await home.launch();
    const { runs } = await ask(page, 'training.launch', { config: { ...CONFIG, epochs: 200_000 }, seeds: [1] });
    await vi.waitFor(() => expect(readRun(home.store, runs[0])).toMatchObject({ status: 'running' }), 30_000);
    const [pid] = await trainingProcesses(application);
    await answer(application, 'Pause and Quit');
    const gone = isGone(application);
    await inMainProcess(application, ({ app }) => app.quit()).catch(() => undefined);
    await gone;
    expect(['paused', 'interrupted']).toContain(readRun(home.store, runs[0]).status);
    await vi.waitFor(() => expect(isAlive(pid)).toBe(false));
  });
});
