import type { BrowserWindow, IpcMainEvent } from 'electron';
import type { ServerMessage } from '../../shared/api/messages.ts';
import { PAGE_ORIGIN } from './origin.ts';

const CHANNEL = 'workbench';

/** What talks with one page: a session of the workbench. */
export interface Conversation {
  receive(message: unknown): void;
  close(): void;
}

/**
 * Carries messages between the window's page and a session that `begin` opens for it; a reloaded page gets a new session. Only
 * messages of the window's main frame count, and only while it shows our page; `refused` is called for others.
 */
export function carryMessages(
  window: BrowserWindow,
  begin: (post: (message: ServerMessage) => void) => Conversation,
  refused: (origin: string) => void,
): void {
  const contents = window.webContents;
  let conversation: Conversation | undefined;
  const end = () => {
    conversation?.close();
    conversation = undefined;
  };

  const isOurs = ({ senderFrame }: IpcMainEvent) =>
    senderFrame !== null && senderFrame === contents.mainFrame && senderFrame.origin === PAGE_ORIGIN;

  // Of these contents alone: another window's messages do not come here at all.
  contents.ipc.on(CHANNEL, (event, message: unknown) => {
    if (!isOurs(event)) {
      refused(event.senderFrame?.origin ?? 'a frame that is gone');
      return;
    }
    conversation ??= begin((answer) => {
      if (!contents.isDestroyed() && !contents.isCrashed()) contents.send(CHANNEL, answer);
    });
    conversation.receive(message);
  });
  contents.on('did-navigate', end);
  contents.on('render-process-gone', end);
  window.on('closed', end);
}
