import { join } from 'node:path';
import { app, dialog } from 'electron';
import { WorkbenchError } from '../../shared/errors.ts';
import { Desktop } from './desktop.ts';
import { declareScheme, servePage } from './protocol.ts';
import { secure } from './security.ts';
import { isOnlyInstance } from './single-instance.ts';
import { keepFilesPrivate } from '../private-files.ts';
import { dataFolder } from '../workbench/locations.ts';

let desktop: Desktop | undefined;

function start(): void {
  secure();
  servePage();
  try {
    desktop = new Desktop(process.argv.slice(1));
  } catch (error) {
    if (!(error instanceof WorkbenchError)) throw error;
    console.error(error.message);
    dialog.showErrorBox('GAN Workbench cannot start', error.message);
    app.exit(1);
    return;
  }
  desktop.show();
}

keepFilesPrivate(dataFolder());
app.setName('GAN Workbench');
app.setPath('userData', join(dataFolder(), 'window'));
app.enableSandbox();
declareScheme();
if (isOnlyInstance(() => desktop?.show())) {
  // Not awaited: Electron is ready only after this module has been evaluated to its end.
  void app.whenReady().then(start);
} else {
  console.log('GAN Workbench is open already: its window is in front now.');
  app.quit();
}
