import { join } from 'node:path';
import { app, dialog } from 'electron';
import { WorkbenchError } from '../../shared/errors.ts';
import { Desktop } from './desktop.ts';
import { declareScheme, servePage } from './protocol.ts';
import { secure } from './security.ts';
import { placeFor, watchSecondStarts, type Place } from './one-window-a-store.ts';
import { keepFilesPrivate } from '../private-files.ts';
import { keepTerminalPlain } from '../terminal.ts';
import { dataFolder } from '../locations.ts';
import { askedStore } from '../app/settings-file.ts';
import { readArguments } from './arguments.ts';

let desktop: Desktop | undefined;

/** undefined if the arguments are refused, which is shown once there is a window. */
function ownPlace(): Place | undefined {
  try {
    return placeFor(askedStore(readArguments(process.argv.slice(1)).store), join(dataFolder(), 'window'));
  } catch (error) {
    if (!(error instanceof WorkbenchError)) throw error;
    return undefined;
  }
}

function start(others: readonly string[]): void {
  secure();
  servePage();
  try {
    desktop = new Desktop(process.argv.slice(1), others);
  } catch (error) {
    if (!(error instanceof WorkbenchError)) throw error;
    console.error(error.message);
    dialog.showErrorBox('GAN Workbench cannot start', error.message);
    app.exit(1);
    return;
  }
  desktop.show();
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
    () => desktop?.show(),
  );
  // Not awaited: Electron is ready only after this module has been evaluated to its end.
  void app.whenReady().then(() => start(place?.others ?? []));
}
