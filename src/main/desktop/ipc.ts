import type { BrowserWindow, IpcMainEvent, WebContents } from 'electron';
import type { ServerMessage } from '../../shared/api/messages.ts';
import { PAGE_ORIGIN } from './origin.ts';

const CHANNEL = 'workbench';

/** What talks with one page: a session of the workbench. */
export interface Conversation {
  receive(message: unknown): void;
  close(): void;
}

type Begin = (post: (message: ServerMessage) => void) => Conversation;

/**
 * The messages between a window's page and a session of the workbench; a reloaded page gets a new session. Only messages of the
 * window's main frame count, and only while it shows our page. They wait while there is no workbench yet.
 */
export class PageMessages {
  readonly #contents: WebContents;
  readonly #early: unknown[] = [];
  #begin: Begin | undefined;
  #refused: (origin: string) => void = () => undefined;
  #conversation: Conversation | undefined;

  constructor(window: BrowserWindow) {
    this.#contents = window.webContents;
    // Of these contents alone: another window's messages do not come here at all.
    this.#contents.ipc.on(CHANNEL, (event, message: unknown) => this.#receive(event, message));
    this.#contents.on('did-navigate', () => this.#end());
    this.#contents.on('render-process-gone', () => this.#end());
    window.on('closed', () => this.#end());
  }

  /** From now on, `begin` opens a session for a page, and `refused` is called for a message that is not our page's. */
  answer(begin: Begin, refused: (origin: string) => void): void {
    this.#begin = begin;
    this.#refused = refused;
    for (const message of this.#early.splice(0)) this.#pass(begin, message);
  }

  #receive({ senderFrame }: IpcMainEvent, message: unknown): void {
    const isOurs =
      senderFrame !== null && senderFrame === this.#contents.mainFrame && senderFrame.origin === PAGE_ORIGIN;
    if (!isOurs) this.#refused(senderFrame?.origin ?? 'a frame that is gone');
    else if (this.#begin) this.#pass(this.#begin, message);
    else this.#early.push(message);
  }

  #pass(begin: Begin, message: unknown): void {
    this.#conversation ??= begin((answer) => {
      if (!this.#contents.isDestroyed() && !this.#contents.isCrashed()) this.#contents.send(CHANNEL, answer);
    });
    this.#conversation.receive(message);
  }

  /** A page that is gone takes what it has sent with it. */
  #end(): void {
    this.#early.length = 0;
    this.#conversation?.close();
    this.#conversation = undefined;
  }
}
