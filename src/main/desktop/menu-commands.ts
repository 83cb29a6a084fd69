import type { Command, CommandEvent } from '../../shared/api/shell.ts';

/** Passes commands of the menu to the window, and keeps them until the window listens. */
export class MenuCommands {
  #pending: Command[] = [];
  readonly #listeners = new Set<(event: CommandEvent) => void>();

  choose(command: Command): void {
    this.#pending.push(command);
    this.#flush();
  }

  /** Calls `listener` with what was chosen and is chosen; the function returned ends that. */
  watch(listener: (event: CommandEvent) => void): () => void {
    this.#listeners.add(listener);
    this.#flush();
    return () => this.#listeners.delete(listener);
  }

  #flush(): void {
    if (this.#pending.length === 0 || this.#listeners.size === 0) return;
    const commands = this.#pending;
    this.#pending = [];
    for (const listener of this.#listeners) listener({ commands });
  }
}
