import { join } from 'node:path';
import { inspect } from 'node:util';
import { app, dialog, type BrowserWindow } from 'electron';
import { WorkbenchError } from '../../shared/errors.ts';
import type { Desktop } from './desktop.ts';
import { declareScheme, servePage } from './protocol.ts';
import { secure } from './security.ts';
import { placeFor, watchSecondStarts, type Place } from './one-window-a-store.ts';
import { keepFilesPrivate } from '../private-files.ts';
import { keepTerminalPlain } from '../terminal.ts';
import { dataFolder } from '../locations.ts';
import { askedStore } from '../app/settings-file.ts';
import { readArguments } from './arguments.ts';
import { bringToFront, openWindow } from './window.ts';

let desktop: Desktop | undefined;
/** Brings the window to the front before there is a `desktop`. */
let front: () => void = () => undefined;

/** undefined if the arguments are refused, which is shown once there is a window. */
function ownPlace(): Place | undefined {
  try {
    return placeFor(askedStore(readArguments(process.argv.slice(1)).store), join(dataFolder(), 'window'));
  } catch (error) {
    if (!(error instanceof WorkbenchError)) throw error;
    return undefined;
  }
}

/** Says why the workbench cannot start, and ends it. */
function refuse(error: unknown, window: BrowserWindow): void {
  const message = error instanceof WorkbenchError ? error.message : inspect(error);
  console.error(message);
  // Otherwise the application would end with its window, before the user has read why.
  app.on('window-all-closed', () => undefined);
  window.destroy();
  dialog.showErrorBox('GAN Workbench cannot start', message);
  app.exit(1);
}

/** Loads the code of the workbench and opens the store while another process loads the window's page, which takes as long. */
async function start(others: readonly string[]): Promise<void> {
  secure();
  servePage();
  const opened = openWindow();
  front = () => bringToFront(opened.window);
  try {
    const { Desktop } = await import('./desktop.ts');
    // The user may have closed it meanwhile, and the application ends with it.
    if (!opened.window.isDestroyed()) desktop = new Desktop(process.argv.slice(1), others, opened);
  } catch (error) {
    refuse(error, opened.window);
  }
}

keepTerminalPlain();
keepFilesPrivate(dataFolder());
app.setName('GAN Workbench');
app.setPath('userData', join(dataFolder(), 'window'));
app.enableSandbox();
declareScheme();
const place = ownPlace();
if (place?.kind === 'open already') {
  console.log(`GAN Workbench already has ${place.store} open; its window is now in front.`);
  app.quit();
} else {
  watchSecondStarts(
    () => desktop?.store,
    () => (desktop ? desktop.show() : front()),
  );
  // Not awaited: Electron is ready only after this module has been evaluated to its end.
  void app.whenReady().then(() => start(place?.others ?? []));
}
