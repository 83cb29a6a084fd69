import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ElectronApplication } from 'playwright-core';
import { expect, it, vi } from 'vitest';
import type { ServerMessage, Transport } from '../../../src/shared/api/messages.ts';
import { describeElectron } from './availability.ts';
import { ask } from './bridge.ts';
import { desktopHomes } from './desktop.ts';
import { inMainProcess } from './main-process.ts';

const boundsOf = (application: ElectronApplication) =>
  inMainProcess(application, ({ BrowserWindow }) => BrowserWindow.getAllWindows()[0].getBounds());

const isVisible = (application: ElectronApplication) =>
  inMainProcess(application, ({ BrowserWindow }) => BrowserWindow.getAllWindows()[0].isVisible());

async function quit(application: ElectronApplication): Promise<void> {
  const ended = new Promise<void>((resolve) => application.once('close', () => resolve()));
  await inMainProcess(application, ({ app }) => app.quit()).catch(() => undefined);
  await ended;
}

describeElectron('the desktop', (surroundings) => {
  const newHome = desktopHomes(surroundings);

  it('opens the window where it was', async () => {
    const home = newHome();
    const first = await home.launch();
    const bounds = { x: 120, y: 80, width: 1010, height: 707 };
    await inMainProcess(
      first.application,
      ({ BrowserWindow }, to) => BrowserWindow.getAllWindows()[0].setBounds(to),
      bounds,
    );
    await vi.waitFor(async () => expect(await boundsOf(first.application)).toEqual(bounds));
    await quit(first.application);
    const second = await home.launch();
    await vi.waitFor(async () => expect(await boundsOf(second.application)).toEqual(bounds));
  });

  it('loads its page again when the process of the page was killed', async () => {
    const { application } = await newHome().launch();
    const processOf = () =>
      inMainProcess(application, ({ BrowserWindow }) => BrowserWindow.getAllWindows()[0].webContents.getOSProcessId());
    const killed = await processOf();
    process.kill(killed, 'SIGKILL');
    await vi.waitFor(async () => expect([0, killed]).not.toContain(await processOf()), 10_000);
    const shown = () =>
      inMainProcess(application, ({ BrowserWindow }) =>
        BrowserWindow.getAllWindows()[0].webContents.executeJavaScript('document.body.textContent'),
      ) as Promise<string>;
    await vi.waitFor(async () => expect(await shown()).toContain('Train the vanilla GAN'), 10_000);
  });

  it('brings the open window to the front when it is started again, and opens no second one', async () => {
    const home = newHome();
    const { application } = await home.launch();
    await inMainProcess(application, ({ BrowserWindow }) => BrowserWindow.getAllWindows()[0].hide());
    expect(await isVisible(application)).toBe(false);
    const { executable, args, environment } = home.program;
    const again = spawn(executable, args, { env: environment, stdio: ['ignore', 'pipe', 'ignore'] });
    let said = '';
    again.stdout.on('data', (part: Buffer) => (said += part.toString()));
    const code = await new Promise((resolve) => again.on('close', resolve));
    expect({ code, said: said.trim() }).toEqual({
      code: 0,
      said: `GAN Workbench already has ${home.store} open; its window is now in front.`,
    });
    await vi.waitFor(async () => expect(await isVisible(application)).toBe(true));
    expect(application.windows()).toHaveLength(1);
  });

  it('opens a window of its own for another store when it is started again, and says which one is open', async () => {
    const home = newHome();
    const first = await home.launch();
    const other = join(home.folder, 'lab.sqlite');
    await inMainProcess(first.application, ({ BrowserWindow }) => BrowserWindow.getAllWindows()[0].hide());
    const second = await home.launch(['--store', other]);
    await second.page.getByText(`Another window shows ${home.store}; this one shows ${other}.`).waitFor();
    await vi.waitFor(async () => {
      expect(await first.page.title()).toBe('runs.sqlite · GAN Workbench');
      expect(await second.page.title()).toBe('lab.sqlite · GAN Workbench');
    });
    expect(await isVisible(first.application)).toBe(false);

    // Of each store there is one window, by whatever path it is named.
    await inMainProcess(second.application, ({ BrowserWindow }) => BrowserWindow.getAllWindows()[0].hide());
    const { executable, args, environment } = home.program;
    const third = spawn(executable, [...args, '--store', join(home.folder, 'data', '..', 'lab.sqlite')], {
      env: environment,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let said = '';
    third.stdout.on('data', (part: Buffer) => (said += part.toString()));
    expect(await new Promise((resolve) => third.on('close', resolve))).toBe(0);
    expect(said.trim()).toBe(`GAN Workbench already has ${other} open; its window is now in front.`);
    await vi.waitFor(async () => expect(await isVisible(second.application)).toBe(true));
    expect(await isVisible(first.application)).toBe(false);
  });

  it('tells the page what is chosen in the menu, by its accelerators too', async () => {
    const { application, page } = await newHome().launch();
    await page.evaluate(() => {
      const { workbench } = globalThis as unknown as { workbench: Transport };
      const told: unknown[] = [];
      Object.assign(globalThis, { told });
      workbench.listen((message: ServerMessage) => {
        if (message.id !== 5_000_000) return;
        told.push(message);
        workbench.post({ kind: 'acknowledge', id: message.id });
      });
      workbench.post({ kind: 'subscribe', id: 5_000_000, channel: 'commands', input: {} });
    });
    const told = () =>
      page.evaluate(() =>
        (globalThis as unknown as { told: { event?: { commands: string[] } }[] }).told.flatMap(
          ({ event }) => event?.commands ?? [],
        ),
      );
    await inMainProcess(application, ({ Menu, BrowserWindow }) => {
      Menu.getApplicationMenu()?.getMenuItemById('export')?.click();
      // The keys themselves, as the system would bring them to the window.
      const { webContents } = BrowserWindow.getAllWindows()[0];
      for (const keyCode of ['D', 'F']) {
        webContents.sendInputEvent({ type: 'keyDown', keyCode, modifiers: ['control'] });
        webContents.sendInputEvent({ type: 'keyUp', keyCode, modifiers: ['control'] });
      }
    });
    await vi.waitFor(async () => expect(await told()).toEqual(['export', 'duplicate', 'find']), 5000);
  });

  it('saves a file where the dialog says, and none where the user has changed their mind', async () => {
    const home = newHome();
    const { application, page } = await home.launch();
    const path = join(home.folder, 'figure.png');
    await inMainProcess(
      application,
      ({ dialog }, filePath) => {
        const answers = [
          { canceled: false, filePath },
          { canceled: true, filePath: '' },
        ];
        dialog.showSaveDialog = () => Promise.resolve(answers.shift() ?? { canceled: true, filePath: '' });
      },
      path,
    );
    // Bytes cross the debugger as numbers; from there on they are the page's own.
    const save = () =>
      page.evaluate(
        () =>
          new Promise<unknown>((resolve) => {
            const { workbench } = globalThis as unknown as { workbench: Transport };
            const id = 6_000_000 + Math.floor(Math.random() * 1_000_000);
            workbench.listen((message: ServerMessage) => {
              if (message.id === id) resolve(message.kind === 'reply' ? message.output : message);
            });
            const bytes = new Uint8Array([137, 80, 78, 71]);
            workbench.post({ kind: 'request', id, name: 'shell.save_file', input: { name: 'figure.png', bytes } });
          }),
      );
    expect(await save()).toBe(true);
    expect([...readFileSync(path)]).toEqual([137, 80, 78, 71]);
    expect(await save()).toBe(false);
  });

  it('quits when the page asks for it', async () => {
    const { application, page } = await newHome().launch();
    const ended = new Promise<void>((resolve) => application.once('close', () => resolve()));
    void ask(page, 'shell.quit', {}).catch(() => undefined);
    await ended;
  });
});
