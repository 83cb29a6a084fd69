import { z } from 'zod';
import { channel, nothing, request } from './request.ts';

const fileName = z.string().min(1).max(255);

/** What only one shell can do: the other refuses it, with `not-in-browser` or `not-in-electron`. */
export const SHELL_REQUESTS = {
  /** Asks where to save, and saves there; false where the user has changed their mind. */
  'shell.save_file': request(z.strictObject({ name: fileName, bytes: z.instanceof(Uint8Array) })).gives<boolean>(),
  /** Asks for a folder and saves all of them there; false where the user has changed their mind. */
  'shell.save_files': request(
    z.strictObject({ files: z.array(z.strictObject({ name: fileName, bytes: z.instanceof(Uint8Array) })).min(1) }),
  ).gives<boolean>(),
  /** Lets the system drag a file out of the window, from where the pointer is held down; `icon` is a picture of it, as PNG. */
  'shell.drag_file': request(
    z.strictObject({ name: fileName, bytes: z.instanceof(Uint8Array), icon: z.instanceof(Uint8Array) }),
  ).gives<undefined>(),
  /** Asks for a store's file; undefined where the user has changed their mind. */
  'shell.choose_store': request(z.strictObject({ create: z.boolean() })).gives<string | undefined>(),
  'shell.reveal': request(z.strictObject({ what: z.enum(['store', 'log']) })).gives<undefined>(),
  'shell.quit': request(nothing).gives<undefined>(),
  /** Shuts out a browser that was let in; only where the workbench is served to browsers. */
  'shell.end_session': request(z.strictObject({ id: z.string().min(1).max(64) })).gives<undefined>(),
  /** Shuts out every browser, this one too. */
  'shell.end_sessions': request(nothing).gives<undefined>(),
};

/** A browser that was let in since the server was started. */
export interface BrowserSession {
  readonly id: string;
  /** The browser's description of itself. */
  readonly userAgent: string;
  /** When the session began, UTC, ISO 8601. */
  readonly startedAt: string;
  /** Whether it is the one that asks. */
  readonly isOwn: boolean;
}

export interface SessionsEvent {
  readonly sessions: readonly BrowserSession[];
}

/** What the application menu asks the window for; which runs it is about is the window's own affair (what is selected). */
export const COMMANDS = [
  'new-run',
  'open-store',
  'import-runs',
  'export',
  'settings',
  'runs',
  'find',
  'palette',
  'toggle-theme',
  'pause-or-resume',
  'stop',
  'duplicate',
  'extend',
  'shortcuts',
] as const;
export type Command = (typeof COMMANDS)[number];

export interface CommandEvent {
  /** Commands in the order in which they were chosen; one that was chosen twice before the window handled it is listed twice. */
  readonly commands: readonly Command[];
}

export const SHELL_CHANNELS = {
  /** Commands of the menu and their accelerators. In a browser, which has no such menu, there are none. */
  commands: channel(nothing).tells<CommandEvent>(),
  /** The browsers that were let in, now and at every change; none in Electron. */
  sessions: channel(nothing).tells<SessionsEvent>(),
};
