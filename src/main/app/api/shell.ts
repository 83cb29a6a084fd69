import type { ParsedInput, RequestOutput } from '../../../shared/api/contract.ts';
import type { LawField } from '../../../shared/api/training.ts';
import type { CommandEvent, SessionsEvent, SHELL_REQUESTS } from '../../../shared/api/shell.ts';
import type { ForeignModule } from '../../files/run-files/check.ts';

export type ShellRequestName = keyof typeof SHELL_REQUESTS;

/** The question before a module runs that this store has not kept before. */
export interface ModuleQuestion {
  /** The file that brings it. */
  readonly file: string;
  readonly modules: readonly ForeignModule[];
}

/** What a session needs from the shell that shows the window. */
export interface Shell {
  readonly kind: 'electron' | 'browser';
  /** Who asks the user whether JavaScript may run: the page, or the shell where no page can answer in the user's place. */
  readonly moduleQuestions:
    | { readonly askedBy: 'page' }
    | {
        readonly askedBy: 'shell';
        readonly ask: (question: ModuleQuestion, withdrawn: AbortSignal) => Promise<boolean>;
      };
  /** Lets the user choose the file of a law and gives its path; undefined if the page has its own file chooser. */
  readonly chooseLawFile: ((field: LawField) => Promise<string | undefined>) | undefined;
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
