import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { app, BrowserWindow, nativeTheme, screen } from 'electron';
import { PageMessages } from './ipc.ts';
import { PAGE } from './origin.ts';
import { readState, recallState, rememberState } from './window-state.ts';

/** Bundled, we lie in out/main, beside out/preload. */
const PRELOAD = fileURLToPath(new URL('../preload/index.cjs', import.meta.url));

/** Pixels; smaller than this the views do not fit. */
const SMALLEST = { width: 900, height: 600 };
const USUAL = { width: 1440, height: 900 };

export interface OpenWindow {
  readonly window: BrowserWindow;
  readonly messages: PageMessages;
}

/** Opens the window where it was the last time, and shows it once there is something to see. */
export function openWindow(): OpenWindow {
  const stateFile = join(app.getPath('userData'), 'window.json');
  const displays = screen.getAllDisplays().map(({ workArea }) => workArea);
  const { bounds, maximized } = recallState(readState(stateFile), displays);
  const { width, height } = screen.getPrimaryDisplay().workAreaSize;
  const window = new BrowserWindow({
    ...(bounds ?? { width: Math.min(USUAL.width, width), height: Math.min(USUAL.height, height) }),
    minWidth: SMALLEST.width,
    minHeight: SMALLEST.height,
    title: 'GAN Workbench',
    show: false,
    // Until the page has drawn itself: no white flash in the dark.
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#16181d' : '#ffffff',
    webPreferences: {
      preload: PRELOAD,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
    },
  });
  rememberState(window, stateFile);
  window.once('ready-to-show', () => {
    if (maximized) window.maximize();
    window.show();
  });
  const messages = new PageMessages(window);
  void window.loadURL(PAGE);
  return { window, messages };
}

/** Loads the page of a window once more whose process has crashed. */
export function loadAgain(window: BrowserWindow): void {
  // Not while Electron still tells of the crash: a page that crashed before it was there would not be loaded.
  setImmediate(() => {
    if (!window.isDestroyed()) void window.loadURL(window.webContents.getURL() || PAGE);
  });
}

/** Brings a window to the front, from wherever it is. */
export function bringToFront(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}
