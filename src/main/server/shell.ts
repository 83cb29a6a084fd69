import { WorkbenchError } from '../../shared/errors.ts';
import type { Shell } from '../app/api/shell.ts';
import type { Sessions } from './sessions.ts';

function refuse(): never {
  throw new WorkbenchError('not-in-browser', 'This is not available in the browser.');
}

/** What a page in a browser can ask of the server; `own` is its session. It saves and opens files in its own ways, and has no application menu. */
export function browserShell(sessions: Sessions, own: string): Shell {
  return {
    kind: 'browser',
    // A server has no window of its own: a page that was taken over can answer in the user's place.
    moduleQuestions: { askedBy: 'page' },
    chooseLawFile: undefined,
    watchCommands: () => () => undefined,
    sessions: { read: () => ({ sessions: sessions.list(own) }), watch: (changed) => sessions.watch(changed) },
    requests: {
      'shell.save_file': refuse,
      'shell.save_files': refuse,
      'shell.drag_file': refuse,
      'shell.choose_store': refuse,
      'shell.reveal': refuse,
      'shell.quit': refuse,
      'shell.end_session': ({ id }) => {
        sessions.end(id);
        return undefined;
      },
      'shell.end_sessions': () => {
        sessions.endAll();
        return undefined;
      },
    },
  };
}
