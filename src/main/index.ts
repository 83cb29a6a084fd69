import { requireNeededNode } from './needed-node.ts';

if (!('electron' in process.versions)) {
  console.error('This is what Electron runs to show the window; open it with "gan-workbench window".');
  process.exit(1);
}
requireNeededNode();
// Electron is ready only after this module has been evaluated to its end.
await import('./desktop/start.ts');
