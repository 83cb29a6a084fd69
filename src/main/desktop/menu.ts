import type { MenuItemConstructorOptions } from 'electron';
import type { Command } from '../../shared/api/shell.ts';

type Item = MenuItemConstructorOptions;
const separator: Item = { type: 'separator' };

/** The application menu as `platform` has it; items that are the window's affair call `choose` with their command. */
export function menuTemplate(platform: NodeJS.Platform, choose: (command: Command) => void): Item[] {
  const isMac = platform === 'darwin';
  const item = (label: string, command: Command, accelerator?: string): Item => ({
    id: command,
    label,
    ...(accelerator === undefined ? {} : { accelerator }),
    click: () => choose(command),
  });
  const settings = item(isMac ? 'Settings…' : 'Settings', 'settings', 'CmdOrCtrl+,');

  const application: Item = {
    role: 'appMenu',
    submenu: [
      { role: 'about' },
      separator,
      settings,
      separator,
      { role: 'services' },
      separator,
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      separator,
      { role: 'quit' },
    ],
  };
  const file: Item = {
    label: '&File',
    submenu: [
      item('New Run…', 'new-run', 'CmdOrCtrl+N'),
      item('Open Store…', 'open-store', 'CmdOrCtrl+O'),
      item('Import Runs…', 'import-runs', 'CmdOrCtrl+I'),
      separator,
      item('Export…', 'export', 'CmdOrCtrl+E'),
      separator,
      // Windows gives the role no accelerator: there Alt+F4 closes, and closing the window quits.
      ...(isMac ? [{ role: 'close' } as const] : [settings, separator, quit(platform)]),
    ],
  };
  const edit: Item = {
    label: '&Edit',
    submenu: [
      { role: 'undo' },
      { role: 'redo' },
      separator,
      { role: 'cut' },
      { role: 'copy' },
      { role: 'paste' },
      { role: 'selectAll' },
      separator,
      item('Find in Runs', 'find', 'CmdOrCtrl+F'),
    ],
  };
  const view: Item = {
    label: '&View',
    submenu: [
      item('Command Palette…', 'palette', 'CmdOrCtrl+K'),
      item('Runs', 'runs', 'CmdOrCtrl+1'),
      separator,
      item('Switch Theme', 'toggle-theme', 'CmdOrCtrl+Shift+L'),
      separator,
      { role: 'zoomIn' },
      // The key beside it, where nobody presses Shift.
      { role: 'zoomIn', accelerator: 'CmdOrCtrl+=', visible: false, acceleratorWorksWhenHidden: true },
      { role: 'zoomOut' },
      { role: 'resetZoom' },
      separator,
      { role: 'togglefullscreen' },
      separator,
      { role: 'reload' },
      { role: 'toggleDevTools' },
    ],
  };
  const run: Item = {
    label: '&Run',
    submenu: [
      item('Pause or Resume', 'pause-or-resume', 'CmdOrCtrl+P'),
      item('Stop', 'stop', 'CmdOrCtrl+.'),
      separator,
      item('Duplicate…', 'duplicate', 'CmdOrCtrl+D'),
      item('Extend…', 'extend', 'CmdOrCtrl+Shift+E'),
    ],
  };
  const help: Item = {
    role: 'help',
    submenu: [
      item('Keyboard Shortcuts', 'shortcuts', isMac ? 'Cmd+/' : 'F1'),
      ...(isMac ? [] : [separator, { role: 'about' } as const]),
    ],
  };
  return isMac ? [application, file, edit, view, run, { role: 'windowMenu' }, help] : [file, edit, view, run, help];
}

function quit(platform: NodeJS.Platform): Item {
  return platform === 'win32' ? { role: 'quit', label: 'Exit' } : { role: 'quit', accelerator: 'Ctrl+Q' };
}
