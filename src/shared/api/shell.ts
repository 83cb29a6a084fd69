import { z } from 'zod';
import { nothing } from './fields.ts';
import { channel, request } from './request.ts';

const fileName = z.string().min(1).max(255);

/** What only the window's own shell can do. In a browser they are refused with `not-in-browser`: it has its own ways. */
export const SHELL_REQUESTS = {
  /** Asks where to save, and saves there; false where the user has changed their mind. */
  'shell.save_file': request(z.strictObject({ name: fileName, bytes: z.instanceof(Uint8Array) })).gives<boolean>(),
  /** Asks for a folder and saves all of them there; false where the user has changed their mind. */
  'shell.save_files': request(
    z.strictObject({ files: z.array(z.strictObject({ name: fileName, bytes: z.instanceof(Uint8Array) })).min(1) }),
  ).gives<boolean>(),
  /** Asks for a store's file; undefined where the user has changed their mind. */
  'shell.choose_store': request(z.strictObject({ create: z.boolean() })).gives<string | undefined>(),
  'shell.reveal': request(z.strictObject({ what: z.enum(['store', 'log']) })).gives<undefined>(),
  'shell.quit': request(nothing).gives<undefined>(),
};

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
  /** In the order they were chosen; of one that was chosen twice before the window came to it, both. */
  readonly commands: readonly Command[];
}

export const SHELL_CHANNELS = {
  /** Menu items and their accelerators. In a browser, which has no such menu, it tells nothing. */
  commands: channel(nothing).tells<CommandEvent>(),
};
