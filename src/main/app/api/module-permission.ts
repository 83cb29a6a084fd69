import { WorkbenchError } from '../../../shared/errors.ts';
import type { Store } from '../../store/store.ts';
import type { ForeignModule } from '../../files/run-files/check.ts';
import { newModules } from '../../files/run-files/import.ts';
import type { ModuleQuestion, Shell } from './shell.ts';

export type Permission =
  | { readonly kind: 'allowed' | 'refused' }
  /** The page asks the user, and sends its request again with the answer. */
  | { readonly kind: 'page asks'; readonly modules: readonly ForeignModule[] };

/**
 * Decides whether JavaScript that a window brings may run. A module that the store has kept, or that was chosen with the shell's
 * own file chooser, may run; for any other the user is asked, by the shell or by its page. One for each window.
 */
export class ModulePermission {
  readonly #shell: Shell;
  /** Digests of what was chosen or allowed while this window was open. */
  readonly #allowed = new Set<string>();
  readonly #closed: AbortSignal;
  #isAsking = false;

  /** Withdraws open questions when the window is `closed`. */
  constructor(shell: Shell, closed: AbortSignal) {
    this.#shell = shell;
    this.#closed = closed;
  }

  /** A file of this digest was chosen with the shell's own chooser. */
  chosen(digest: string): void {
    this.#allowed.add(digest);
  }

  /**
   * Whether the modules of a file may run. `isAllowedByPage` counts only where the shell leaves the question to its page. Throws
   * `module-question-open` where this window is being asked already.
   */
  async of(
    { file, modules }: ModuleQuestion,
    store: Store,
    isAllowedByPage: boolean,
    withdrawn?: AbortSignal,
  ): Promise<Permission> {
    const unknown = newModules(store, modules).filter(({ digest }) => !this.#allowed.has(digest));
    if (unknown.length === 0) return { kind: 'allowed' };
    const { moduleQuestions } = this.#shell;
    switch (moduleQuestions.askedBy) {
      case 'page':
        return isAllowedByPage ? { kind: 'allowed' } : { kind: 'page asks', modules: unknown };
      case 'shell': {
        const signals = [this.#closed, ...(withdrawn ? [withdrawn] : [])];
        const isAllowed = await this.#ask(() =>
          moduleQuestions.ask({ file, modules: unknown }, AbortSignal.any(signals)),
        );
        if (isAllowed) for (const { digest } of unknown) this.#allowed.add(digest);
        return { kind: isAllowed ? 'allowed' : 'refused' };
      }
    }
  }

  async #ask(ask: () => Promise<boolean>): Promise<boolean> {
    if (this.#isAsking) {
      const message = 'Answer the question about the other JavaScript file first, then choose this file again.';
      throw new WorkbenchError('module-question-open', message);
    }
    this.#isAsking = true;
    try {
      return await ask();
    } finally {
      this.#isAsking = false;
    }
  }
}
