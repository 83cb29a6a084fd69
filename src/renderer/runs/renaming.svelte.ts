/** The run whose name is being written in the list. */
class Renaming {
  run = $state<string | undefined>();
}

export const renaming = new Renaming();
