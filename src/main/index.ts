import { keepCompiledCode } from './compiled-code.ts';
import { requireNeededNode } from './needed-node.ts';

if (!('electron' in process.versions)) {
  console.error('Electron runs this file; to open the window, run "gan-workbench window".');
  process.exit(1);
}
requireNeededNode();
keepCompiledCode();
// Electron is ready only after this module has been evaluated to its end.
await import('./desktop/start.ts');
