import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ElectronApplication, Page } from 'playwright-core';
import { expect, it, vi } from 'vitest';
import { bestBuild } from '../../../src/main/training/engines/fused/kernels/best-build.ts';
import { buildName } from '../../../src/main/training/engines/fused/kernels/kernels.ts';
import { buildOf } from '../../../src/shared/run.ts';
import { eventsOf, run as runCommand } from '../../main/cli/command-line.ts';
import { processes } from '../../main/training/child-processes.ts';
import { describeElectron } from './availability.ts';
import { ask } from './bridge.ts';
import { desktopHomes } from './desktop.ts';
import { giveLibrary } from './library.ts';
import { inMainProcess } from './main-process.ts';
import * as moduleQuestion from './module-question.ts';
import { answer, digestOf, isGone, readRun } from './runs.ts';

const LAW = `export default (count, random) => Array.from({ length: count }, () => 2 + random.normal());`;

/** Imports a module as the page does, and allows it where the main process asks: it asks once for each source. */
async function imported(application: ElectronApplication, page: Page, source: string) {
  const bytes = new TextEncoder().encode(source);
  const outcome = ask(page, 'training.import_law', { field: 'target', name: 'law.mjs', bytes });
  const settled = outcome.then(
    () => undefined,
    () => undefined,
  );
  const shown = await Promise.race([settled, moduleQuestion.question(application).catch(() => undefined)]);
  if (shown) await moduleQuestion.answer(shown, 'Allow');
  return outcome;
}

const ofModules = () =>
  processes().filter(({ command }) => command.includes('module-process.js') || command.includes('read -r ended'));

describeElectron('a module in the window', (surroundings) => {
  const newHome = desktopHomes(surroundings);

  it.each(['fused', 'tensorflow'])('is trained on to the bits of the command line, by %s', async (engine) => {
    const home = newHome();
    const terminal = join(home.folder, 'terminal.sqlite');
    const config = join(home.folder, 'config.json');
    writeFileSync(join(home.folder, 'law.mjs'), LAW);
    writeFileSync(config, JSON.stringify({ target: { law: 'module', file: 'law.mjs' }, engine, epochs: 60 }));
    const result = await runCommand(['train', '--config', config, '--no-figures', '--store', terminal, '--json']);
    const [finished] = eventsOf(result, 'finished');
    const trained = readRun(terminal, String(finished.run));
    if (engine === 'tensorflow') giveLibrary(home);
    const { application, page } = await home.launch();
    expect(await imported(application, page, LAW)).toMatchObject({ kind: 'read' });
    const { runs } = await ask(page, 'training.launch', { config: trained.config, seeds: [trained.config.seed] });
    await vi.waitFor(() => expect(readRun(home.store, runs[0]).status).toBe('finished'), 60_000);
    expect(digestOf(home.store, runs[0])).toBe(digestOf(terminal, trained.id));
    // Wide ones where the processor has AVX2.
    for (const run of [readRun(home.store, runs[0]), trained])
      if (engine === 'fused') expect(buildOf(run)?.kernels).toBe(buildName(bestBuild()));
  });

  it('has a process of Electron’s own runtime, with an empty environment, that may read and start nothing', async () => {
    const { application, page } = await newHome().launch();
    const tell = (what: string) =>
      imported(
        application,
        page,
        `import fs from 'node:fs';\nexport default () => { throw new Error('told ' + JSON.stringify(${what})); };`,
      );
    await expect(tell('[process.env, process.versions.electron !== undefined]')).rejects.toThrow(/told \[\{\},true\]/);
    await expect(tell("fs.readFileSync('/etc/passwd')")).rejects.toThrow(/\/etc\/passwd is refused/);
    await expect(tell("typeof process.kill + ' ' + typeof process._linkedBinding")).rejects.toThrow(
      /told .*undefined undefined/,
    );
    await expect(imported(application, page, "import 'node:child_process'; export default () => [];")).rejects.toThrow(
      /is refused/,
    );
  });

  it('leaves no process behind when the window is closed', async () => {
    const home = newHome();
    const { application, page } = await home.launch();
    await imported(application, page, LAW);
    const before = ofModules().map(({ pid }) => pid);
    const outcome = await imported(application, page, LAW);
    if (outcome.kind !== 'read') throw new Error(outcome.kind);
    const config = { target: outcome.imported.law, epochs: 200_000, snapshots: { every: 1000 } };
    const { runs } = await ask(page, 'training.launch', { config, seeds: [1] });
    await vi.waitFor(() => expect(readRun(home.store, runs[0])).toMatchObject({ status: 'running' }), 20_000);
    const started = () => ofModules().filter(({ pid }) => !before.includes(pid));
    await vi.waitFor(() => expect(started().length).toBeGreaterThanOrEqual(2), 20_000);
    await answer(application, 'Stop and Quit');
    const gone = isGone(application);
    await inMainProcess(application, ({ BrowserWindow }) => BrowserWindow.getAllWindows()[0].close());
    await gone;
    await vi.waitFor(() => expect(started()).toEqual([]), 20_000);
  });
});
