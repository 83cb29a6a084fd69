import { WorkbenchError } from '../../shared/errors.ts';
import type { Shell } from '../workbench/api/shell.ts';

function refuse(): never {
  throw new WorkbenchError(
    'not-in-browser',
    'The browser does this in its own way, or it can only be done in Electron.',
  );
}

/** A browser has its own ways to save and to open files, and no application menu. */
export const BROWSER_SHELL: Shell = {
  kind: 'browser',
  watchCommands: () => () => undefined,
  requests: {
    'shell.save_file': refuse,
    'shell.save_files': refuse,
    'shell.choose_store': refuse,
    'shell.reveal': refuse,
    'shell.quit': refuse,
  },
};
