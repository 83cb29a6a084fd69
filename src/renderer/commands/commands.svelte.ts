/** Something that can be done from the keyboard, the palette and, where the shell has one, the application menu. */
export interface Command {
  /** The id; a command of the menu has the menu's. */
  readonly id: string;
  readonly title: string;
  /** A shortcut as `shortcutOf` writes it: `Mod+K`, `Space`, `?`. */
  readonly shortcut?: string;
  /** If omitted, the command is always enabled. */
  readonly enabled?: () => boolean;
  readonly do: () => void;
}

/** All commands of the window. Components register theirs. */
class Commands {
  list = $state.raw<readonly Command[]>([]);

  /**
   * Registers a command until the returned function is called. If two have the same id or shortcut, the later one runs.
   */
  register(command: Command): () => void {
    this.list = [...this.list, command];
    return () => (this.list = this.list.filter((one) => one !== command));
  }

  /** Runs the first enabled command that `is` accepts; false if there is none. */
  run(is: (command: Command) => boolean): boolean {
    const command = this.list.findLast((one) => is(one) && (one.enabled?.() ?? true));
    command?.do();
    return command !== undefined;
  }
}

export const commands = new Commands();
