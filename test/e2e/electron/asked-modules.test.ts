import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ElectronApplication, Page } from 'playwright-core';
import { expect, it, vi } from 'vitest';
import type { ServerMessage, Transport } from '../../../src/shared/api/messages.ts';
import { exportedRuns, testFolder } from '../../main/files/run-files/exported.ts';
import { moduleProcessesBelow } from '../../main/training/child-processes.ts';
import { describeElectron } from './availability.ts';
import { ask } from './bridge.ts';
import { desktopHomes } from './desktop.ts';
import { inMainProcess } from './main-process.ts';
import { answer, question } from './module-question.ts';

/** Asks for a law to be imported as a page that was taken over would: it says itself that the user has allowed it. */
function importLaw(page: Page, name: string, source: string): Promise<ServerMessage> {
  return page.evaluate(
    (file) =>
      new Promise<ServerMessage>((resolve) => {
        const { workbench } = globalThis as unknown as { readonly workbench: Transport };
        const id = 7_000_000 + Math.floor(Math.random() * 1_000_000);
        workbench.listen((message) => {
          if (message.id === id) resolve(message);
        });
        const bytes = new TextEncoder().encode(file.source);
        const input = { field: 'target', name: file.name, bytes, allowed: true };
        workbench.post({ kind: 'request', id, name: 'training.import_law', input });
      }),
    { name, source },
  );
}

/** Imports a run file, and says that its modules are allowed; gives how that ended. */
function importRuns(page: Page, file: string): Promise<unknown> {
  return page.evaluate(
    (base64) =>
      new Promise<unknown>((resolve) => {
        const { workbench } = globalThis as unknown as { readonly workbench: Transport };
        const first = 8_000_000 + Math.floor(Math.random() * 1_000_000);
        const part = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
        let key = '';
        const request = (id: number, name: string, input: unknown) =>
          workbench.post({ kind: 'request', id, name, input });
        workbench.listen((message) => {
          if (message.id === first && message.kind === 'reply') {
            key = (message.output as { file: string }).file;
            request(first + 1, 'run_files.append', { file: key, part });
          } else if (message.id === first + 1) {
            const input = { file: key, modules: true };
            workbench.post({ kind: 'subscribe', id: first + 2, channel: 'run_file_import', input });
          } else if (message.id === first + 2) {
            const event = message.kind === 'event' ? (message.event as { kind: string }) : message;
            if (event.kind === 'progress') workbench.post({ kind: 'acknowledge', id: first + 2 });
            else resolve(event);
          }
        });
        request(first, 'run_files.begin', { name: 'runs.ganrun', bytes: part.byteLength });
      }),
    readFileSync(file).toString('base64'),
  );
}

const SOURCE = `// \u202e <b id="hostile">&amp;</b>
export default (count, random) => Array.from({ length: count }, () => [random.normal()]);
${'\n'.repeat(200)}// the last line`;

/** A process of the module, of whoever started it, were there one. */
const running = (application: ElectronApplication) => moduleProcessesBelow(application.process().pid);

describeElectron('JavaScript that the page brings', (surroundings) => {
  const newHome = desktopHomes(surroundings);

  it('runs only once a window of the main process was answered, whatever the page says', async () => {
    const home = newHome();
    const { application, page } = await home.launch();
    const refused = importLaw(page, 'laws.mjs', SOURCE);
    const first = await question(application);
    // It is no page of the workbench: it has no bridge, and no script of its own or of others runs in it.
    expect(await first.locator('pre').innerText()).toContain('// ⟨U+202E⟩ <b id="hostile">&amp;</b>');
    expect(await first.locator('pre').innerText()).toMatch(/\n\/\/ the last line$/);
    expect(await first.locator('#hostile').count()).toBe(0);
    // What was asked before it has had its turn when this is answered.
    await ask(page, 'training.preview_laws', { config: {} });
    expect(running(application)).toEqual([]);
    expect(await importLaw(page, 'other.mjs', 'export default () => 1;')).toMatchObject({
      kind: 'refusal',
      error: { code: 'module-question-open' },
    });
    await answer(first, 'Do not allow');
    expect(await refused).toMatchObject({
      kind: 'refusal',
      error: { code: 'module-not-allowed', message: 'laws.mjs was not allowed to run.', path: 'target.file' },
    });
    expect(running(application)).toEqual([]);

    const allowed = importLaw(page, 'laws.mjs', SOURCE);
    await answer(await question(application), 'Allow');
    expect(await allowed).toMatchObject({ kind: 'reply', output: { kind: 'read' } });
    // Kept, it needs no other question.
    expect(await importLaw(page, 'copy.mjs', SOURCE)).toMatchObject({
      kind: 'reply',
      output: { kind: 'read' },
    });
    expect(application.windows()).toHaveLength(1);

    // One that never ends is seen to run once it was allowed, and not before. Those before end some time after their answer.
    await vi.waitFor(() => expect(running(application)).toEqual([]), 20_000);
    void importLaw(page, 'endless.mjs', 'for (;;);').catch(() => undefined);
    const endless = await question(application);
    expect(running(application)).toEqual([]);
    await answer(endless, 'Allow');
    await vi.waitFor(() => expect(running(application)).toHaveLength(1), 20_000);
  });

  it('is refused by closing the question, and when the page that asked is gone', async () => {
    const home = newHome();
    const { application, page } = await home.launch();
    const closed = importLaw(page, 'laws.mjs', SOURCE);
    await (await question(application)).close();
    expect(await closed).toMatchObject({ kind: 'refusal', error: { code: 'module-not-allowed' } });
    void importLaw(page, 'laws.mjs', SOURCE).catch(() => undefined);
    await question(application);
    await page.reload();
    await vi.waitFor(() => expect(application.windows()).toHaveLength(1), 20_000);
    expect(running(application)).toEqual([]);
  });

  it('in a run file is asked about in that window too', async () => {
    const { file } = await exportedRuns(testFolder());
    const home = newHome();
    const { application, page } = await home.launch();
    const refused = importRuns(page, file);
    const window = await question(application);
    await window.getByText('runs.ganrun brings JavaScript').waitFor();
    expect(await window.locator('pre').innerText()).toContain('random.normal()');
    await answer(window, 'Do not allow');
    expect(await refused).toMatchObject({
      kind: 'failed',
      error: { message: 'Nothing was imported from runs.ganrun: it needs JavaScript that was not allowed.' },
    });
    const allowed = importRuns(page, file);
    await answer(await question(application), 'Allow');
    expect(await allowed).toMatchObject({ kind: 'finished', outcome: { imported: { length: 6 } } });
  });

  it('is not asked about where it was chosen with the system’s own chooser', async () => {
    const home = newHome();
    const laws = join(home.folder, 'laws.mjs');
    writeFileSync(laws, SOURCE);
    const { application, page } = await home.launch();
    await inMainProcess(
      application,
      ({ dialog }, filePath) => {
        const answers = [
          { canceled: true, filePaths: [] },
          { canceled: false, filePaths: [filePath] },
        ];
        dialog.showOpenDialog = () => Promise.resolve(answers.shift() ?? { canceled: true, filePaths: [] });
      },
      laws,
    );
    await page.getByRole('button', { name: 'Train the vanilla GAN' }).waitFor();
    await page.keyboard.press('Control+n');
    const drawer = page.getByRole('dialog', { name: 'New run' });
    await drawer.getByLabel('Target', { exact: true }).selectOption('module');
    const choose = () => drawer.getByRole('button', { name: /^Target from a CSV file/ }).click();
    await choose();
    expect(running(application)).toEqual([]);
    await choose();
    await drawer.getByRole('img', { name: 'Target law laws.mjs' }).waitFor();
    expect(application.windows()).toHaveLength(1);
  });
});
