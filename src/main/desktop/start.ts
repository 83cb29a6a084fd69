import { join } from 'node:path';
import { inspect } from 'node:util';
import { app, dialog, Menu } from 'electron';
import { WorkbenchError } from '../../shared/errors.ts';
import type { Desktop } from './desktop.ts';
import { declareScheme, servePage } from './protocol.ts';
import { secure } from './security.ts';
import { keepShownStore, placeFor, watchSecondStarts } from './one-window-a-store.ts';
import { keepFilesPrivate } from '../private-files.ts';
import { keepTerminalPlain } from '../terminal.ts';
import { dataFolder } from '../locations.ts';
import { askedStore } from '../app/settings-file.ts';
import { readArguments } from './arguments.ts';
import { bringToFront, openWindow } from './window.ts';

let desktop: Desktop | undefined;
/** Brings the window to the front before there is a `desktop`. */
let bringWindowToFront: () => void = () => undefined;
let isQuitting = false;

/** Says why the workbench cannot start, and ends it. */
function refuse(error: unknown): void {
  const message = error instanceof WorkbenchError ? error.message : inspect(error);
  console.error(message);
  dialog.showErrorBox('GAN Workbench cannot start', message);
  app.exit(1);
}

/** Loads the code of the workbench and opens the store while another process loads the window's page, which takes as long. */
async function start(others: readonly string[]): Promise<void> {
  secure();
  servePage();
  const opened = openWindow();
  bringWindowToFront = () => bringToFront(opened.window);
  try {
    const { Desktop } = await import('./desktop.ts');
    // The user may have closed the window or ended the application meanwhile.
    if (!isQuitting && !opened.window.isDestroyed()) desktop = new Desktop(process.argv.slice(1), others, opened);
  } catch (error) {
    // Otherwise the application would end with its window, before the user has read why.
    app.on('window-all-closed', () => undefined);
    opened.window.destroy();
    refuse(error);
  }
}

/** Takes a place for a window on the store that is asked for, and opens the window there. Throws what the arguments are refused for. */
function startOnAskedStore(): void {
  const store = askedStore(readArguments(process.argv.slice(1)).store);
  const place = placeFor(store, join(dataFolder(), 'window'));
  if (place.kind === 'open already') {
    console.log(`GAN Workbench already has ${place.store} open; its window is now in front.`);
    app.quit();
    return;
  }
  // Now, so that a second start with this store finds this window.
  keepShownStore(place.folder, store);
  watchSecondStarts(
    () => desktop?.store ?? store,
    () => (desktop ? desktop.show() : bringWindowToFront()),
  );
  app.once('before-quit', () => (isQuitting = true));
  // Not awaited: Electron is ready only after this module has been evaluated to its end.
  void app.whenReady().then(() => start(place.others));
}

keepTerminalPlain();
keepFilesPrivate(dataFolder());
app.setName('GAN Workbench');
app.setPath('userData', join(dataFolder(), 'window'));
app.enableSandbox();
// Electron's own would be there until the window has ours.
Menu.setApplicationMenu(null);
declareScheme();
try {
  startOnAskedStore();
} catch (error) {
  void app.whenReady().then(() => refuse(error));
}
