import { app, shell } from 'electron';
import type { BrowserWindow } from 'electron';
import { WorkbenchError } from '../../shared/errors.ts';
import type { Shell } from '../app/api/shell.ts';
import type { Theme } from '../../shared/themes.ts';
import { FileDialogs } from './dialogs.ts';
import { DraggedFiles } from './drag-out.ts';
import type { MenuCommands } from './menu-commands.ts';
import { askInOwnWindow } from './module-question.ts';

export interface Places {
  /** The files that can be shown in the system's file manager. */
  readonly store: () => string;
  readonly log: () => string;
}

function refuseSessions(): never {
  throw new WorkbenchError('not-in-electron', 'Only a workbench that is served to browsers has sessions.');
}

/** What the window's page can ask of Electron itself. */
export function electronShell(
  window: BrowserWindow,
  commands: MenuCommands,
  places: Places,
  theme: () => Theme,
): Shell {
  const dialogs = new FileDialogs(window);
  const dragged = new DraggedFiles();
  return {
    kind: 'electron',
    moduleQuestions: {
      askedBy: 'shell',
      ask: (question, withdrawn) => askInOwnWindow(window, question, theme(), withdrawn),
    },
    chooseLawFile: (field) => dialogs.chooseLaw(field),
    watchCommands: (listener) => commands.watch(listener),
    sessions: { read: () => ({ sessions: [] }), watch: () => () => undefined },
    requests: {
      'shell.save_file': (file) => dialogs.save(file),
      'shell.save_files': ({ files }) => dialogs.saveAll(files),
      'shell.drag_file': async (file) => {
        await dragged.start(window.webContents, file);
        return undefined;
      },
      'shell.choose_store': ({ create }) => dialogs.chooseStore(create),
      'shell.reveal': ({ what }) => {
        shell.showItemInFolder(places[what]());
        return undefined;
      },
      'shell.quit': () => {
        app.quit();
        return undefined;
      },
      'shell.end_session': refuseSessions,
      'shell.end_sessions': refuseSessions,
    },
  };
}
