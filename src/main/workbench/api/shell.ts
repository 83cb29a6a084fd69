import type { ParsedInput, RequestOutput } from '../../../shared/api/contract.ts';
import type { CommandEvent, SessionsEvent, SHELL_REQUESTS } from '../../../shared/api/shell.ts';

export type ShellRequestName = keyof typeof SHELL_REQUESTS;

/** What a session needs of whatever shows the window. */
export interface Shell {
  readonly kind: 'electron' | 'browser';
  readonly requests: {
    readonly [Name in ShellRequestName]: (
      input: ParsedInput<Name>,
    ) => RequestOutput<Name> | Promise<RequestOutput<Name>>;
  };
  /** Calls `listener` for what is chosen in the application menu; the function returned ends that. */
  watchCommands(listener: (event: CommandEvent) => void): () => void;
  /** The browsers that were let in. */
  readonly sessions: {
    readonly read: () => SessionsEvent;
    /** Calls `changed` at every change; the function returned ends that. */
    readonly watch: (changed: () => void) => () => void;
  };
}
