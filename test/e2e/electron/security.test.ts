import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { describeElectron } from './availability.ts';
import { desktopHomes, REPOSITORY } from './desktop.ts';
import { inMainProcess } from './main-process.ts';

/** Sends a request message the way a foreign page would, and says whether anything was answered within half a second. */
const KNOCK = `new Promise((resolve) => {
  if (!window.workbench) return resolve('no bridge');
  window.workbench.listen(() => resolve('answered'));
  window.workbench.post({ kind: 'request', id: 1, name: 'settings.set_theme', input: { theme: 'dark' } });
  setTimeout(() => resolve('silence'), 500);
})`;

describeElectron('the window', (surroundings) => {
  const newHome = desktopHomes(surroundings);

  it('gives the page a bridge of two functions, and nothing of Node or Electron', async () => {
    const { page } = await newHome().launch();
    const seen = await page.evaluate(() => {
      const all = globalThis as unknown as Record<string, object | undefined>;
      return {
        bridge: Object.entries(all.workbench ?? {}).map(([name, value]) => `${name}: ${typeof value}`),
        foreign: ['require', 'process', 'module', 'Buffer', 'global', 'electron', 'ipcRenderer', '__dirname'].filter(
          (name) => name in all,
        ),
      };
    });
    expect(seen).toEqual({ bridge: ['post: function', 'listen: function'], foreign: [] });
  });

  it('shows the page in a sandbox, in a world apart from the preload, without Node', async () => {
    const { application } = await newHome().launch();
    const preferences = await inMainProcess(application, ({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0].webContents as unknown as {
        getLastWebPreferences(): Record<string, unknown>;
      };
      return contents.getLastWebPreferences();
    });
    expect(preferences).toMatchObject({ sandbox: true, contextIsolation: true, nodeIntegration: false });
    // Left as Electron has them, which is right: https://www.electronjs.org/docs/latest/tutorial/security
    expect(preferences).toMatchObject({
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
    });
    for (const left of ['nodeIntegrationInWorker', 'navigateOnDragDrop', 'enableBlinkFeatures']) {
      expect(preferences[left] ?? false, left).toBeOneOf([false, '']);
    }

    // What it hears, it hears of the contents of its window, and nothing on the channels that all may send to.
    const heard = await inMainProcess(application, ({ BrowserWindow, ipcMain }) => {
      const [{ webContents }] = BrowserWindow.getAllWindows();
      const handlers = (ipc: object) => {
        const { _invokeHandlers: invoked } = ipc as { readonly _invokeHandlers?: ReadonlyMap<string, unknown> };
        return [...(invoked?.keys() ?? [])];
      };
      return {
        everywhere: ipcMain.eventNames().filter((name) => typeof name === 'string' && name !== 'error'),
        window: webContents.ipc.eventNames().filter((name) => name !== 'error'),
        invoked: [...handlers(ipcMain), ...handlers(webContents.ipc)],
      };
    });
    // Electron's own, for textures that windows share.
    const own = 'IMPORT_SHARED_TEXTURE_RELEASE_RENDERER_TO_MAIN';
    expect(heard.invoked.filter((name) => name !== own)).toEqual([]);
    expect(heard).toMatchObject({ everywhere: [], window: ['workbench'] });
  });

  it('shows its own page, also where its environment names another, as that of developers does', async () => {
    let visits = 0;
    const foreign = createServer((_request, response) => {
      visits += 1;
      response.setHeader('Content-Type', 'text/html').end('<title>foreign</title>');
    }).listen(0, '127.0.0.1');
    onTestFinished(() => void foreign.close());
    await once(foreign, 'listening');
    const { port } = foreign.address() as AddressInfo;
    const { page } = await newHome().launch([], { ELECTRON_RENDERER_URL: `http://127.0.0.1:${port}/` });
    await page.getByRole('button', { name: 'Train the vanilla GAN' }).waitFor();
    expect(page.url()).toBe('app://workbench/');
    expect(visits).toBe(0);
  });

  it('takes everything it shows from the program itself, and nothing from a file of the disk', async () => {
    const { application, page } = await newHome().launch();
    const seen = await page.evaluate(async () => {
      const load = (address: string) =>
        fetch(address).then(
          () => 'loaded',
          () => 'refused',
        );
      return {
        address: location.href,
        resources: [...document.querySelectorAll<HTMLScriptElement | HTMLLinkElement>('script, link[href]')].map(
          (element) => new URL('src' in element ? element.src : element.href).protocol,
        ),
        file: await load('file:///etc/passwd'),
        http: await load('http://127.0.0.1:1/'),
        data: await load('data:text/plain,x'),
      };
    });
    expect(seen.address).toBe('app://workbench/');
    expect(new Set(seen.resources)).toEqual(new Set(['app:']));
    expect(seen).toMatchObject({ file: 'refused', http: 'refused', data: 'refused' });

    // No web page within the page, either.
    await page.evaluate(async () => {
      const view = document.createElement('webview');
      view.setAttribute('src', 'https://example.org/');
      view.setAttribute('allowpopups', '');
      view.setAttribute('nodeintegration', '');
      document.body.append(view);
      await new Promise((resolve) => setTimeout(resolve, 300));
    });
    const kinds = await inMainProcess(application, ({ webContents }) =>
      webContents.getAllWebContents().map((contents) => contents.getType()),
    );
    expect(kinds).toEqual(['window']);
  });

  it('is confined by the kernel where the kernel can', async () => {
    const home = newHome();
    if (!home.sandboxed || process.platform !== 'linux') return;
    const { application } = await home.launch();
    const status = await inMainProcess(application, ({ BrowserWindow, app }) => {
      const { readFileSync } = process.getBuiltinModule('node:fs');
      const renderer = BrowserWindow.getAllWindows()[0].webContents.getOSProcessId();
      return {
        off: app.commandLine.hasSwitch('no-sandbox'),
        seccomp: /^Seccomp:\s*(\d)/m.exec(readFileSync(`/proc/${String(renderer)}/status`, 'utf8'))?.[1],
      };
    });
    // Mode 2: system calls are filtered.
    expect(status).toEqual({ off: false, seccomp: '2' });
  });

  it('runs no text as code and loads nothing from elsewhere', async () => {
    const { page } = await newHome().launch();
    const policy = await page.evaluate(async () => (await fetch('/')).headers.get('content-security-policy'));
    expect(policy).toContain("default-src 'none'; script-src 'self'");
    const violated = () =>
      page.evaluate(() => [...(globalThis as unknown as { violated: Set<string> }).violated].sort());
    const outcome = await page.evaluate(async () => {
      const seen = new Set<string>();
      Object.assign(globalThis, { violated: seen });
      document.addEventListener('securitypolicyviolation', (event) => seen.add(event.effectiveDirective));
      const script = document.createElement('script');
      script.textContent = 'globalThis.inlineRan = true';
      document.head.append(script);
      const image = document.createElement('img');
      image.src = 'https://example.org/pixel.png';
      const frame = document.createElement('iframe');
      frame.src = 'https://example.org/';
      document.body.append(image, frame);
      // In a task of the page's own: the debugger that this comes by is allowed more.
      const evaluated = await new Promise((resolve) =>
        setTimeout(() => {
          try {
            globalThis.eval('1');
            resolve(true);
          } catch {
            resolve(false);
          }
        }),
      );
      const remote = await fetch('https://example.org/').then(
        () => true,
        () => false,
      );
      return { inline: 'inlineRan' in globalThis, evaluated, remote };
    });
    expect(outcome).toEqual({ inline: false, evaluated: false, remote: false });
    await vi.waitFor(
      async () =>
        expect(await violated()).toEqual(['connect-src', 'frame-src', 'img-src', 'script-src', 'script-src-elem']),
      20_000,
    );
  });

  it('serves the page, and no file outside its folder', async () => {
    const { application } = await newHome().launch();
    const statuses = await inMainProcess(application, async ({ net }) => {
      const status = async (address: string, method = 'GET') => {
        try {
          return (await net.fetch(address, { method })).status;
        } catch {
          return 'failed';
        }
      };
      return {
        page: await status('app://workbench/'),
        up: await status('app://workbench/../main/index.js'),
        upEncoded: await status('app://workbench/%2e%2e/main/index.js'),
        upHidden: await status('app://workbench/..%2fmain%2findex.js'),
        upTwice: await status('app://workbench/assets/..%2f..%2fmain%2findex.js'),
        backslashes: await status('app://workbench/..%5cmain%5cindex.js'),
        absolute: await status('app://workbench//etc/passwd'),
        nul: await status('app://workbench/index.html%00'),
        folder: await status('app://workbench/assets'),
        otherHost: await status('app://elsewhere/'),
        written: await status('app://workbench/', 'POST'),
      };
    });
    expect(statuses).toEqual({
      page: 200,
      up: 404,
      upEncoded: 404,
      upHidden: 404,
      upTwice: 404,
      backslashes: 404,
      absolute: 404,
      nul: 404,
      folder: 404,
      otherHost: 403,
      written: 405,
    });
  });

  it('stays on its page, opens no other window, and hands web links alone to the browser', async () => {
    const { application, page } = await newHome().launch();
    await inMainProcess(application, ({ shell }) => {
      const opened: string[] = [];
      Object.assign(globalThis, { opened });
      // The system's browser is what is left out here; what decides about it is ours.
      shell.openExternal = (address) => {
        opened.push(address);
        return Promise.resolve();
      };
    });
    const opened = await page.evaluate(async () => {
      const windows = ['https://example.org/paper', 'http://example.org/', 'file:///etc/passwd', 'javascript:1'].map(
        (address) => window.open(address) === null,
      );
      location.href = 'http://example.org/away';
      await new Promise((resolve) => setTimeout(resolve, 200));
      location.href = 'app://workbench/index.html?other';
      await new Promise((resolve) => setTimeout(resolve, 200));
      return windows;
    });
    expect(opened).toEqual([true, true, true, true]);
    expect(page.url()).toBe('app://workbench/');
    expect(application.windows()).toHaveLength(1);
    const external = await inMainProcess(application, () => (globalThis as unknown as { opened: string[] }).opened);
    expect(external).toEqual(['https://example.org/paper']);
  });

  it('is granted no permission but to copy a figure', async () => {
    const { page } = await newHome().launch();
    const answers = await page.evaluate(async () => {
      const state = async (name: string) => (await navigator.permissions.query({ name: name as PermissionName })).state;
      return {
        notifications: await Notification.requestPermission(),
        camera: await navigator.mediaDevices.getUserMedia({ video: true }).then(
          () => 'granted',
          (error: unknown) => (error as Error).name,
        ),
        geolocation: await state('geolocation'),
        clipboardRead: await state('clipboard-read'),
        clipboardWrite: await state('clipboard-write'),
      };
    });
    expect(answers).toMatchObject({
      notifications: 'denied',
      geolocation: 'denied',
      clipboardRead: 'denied',
      clipboardWrite: 'granted',
    });
    expect(answers.camera).not.toBe('granted');
  });

  it('hears no page but its own, even where that has the preload', async () => {
    const { application } = await newHome().launch();
    const given = { knock: KNOCK, preload: join(REPOSITORY, 'out', 'preload', 'index.cjs') };
    const heard = await inMainProcess(
      application,
      async ({ BrowserWindow }, { knock, preload }) => {
        const [ours] = BrowserWindow.getAllWindows();
        const other = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true } });
        await other.loadURL('app://workbench/');
        const otherWindow: unknown = await other.webContents.executeJavaScript(knock);
        other.destroy();
        // A foreign page in our own window.
        const own: unknown = await ours.webContents.executeJavaScript(knock);
        await ours.loadURL('data:text/html,<title>foreign</title>');
        const foreignPage: unknown = await ours.webContents.executeJavaScript(knock);
        return { own, otherWindow, foreignPage };
      },
      given,
    );
    expect(heard).toEqual({ own: 'answered', otherWindow: 'silence', foreignPage: 'silence' });
  });
});
