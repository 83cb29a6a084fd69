import { tick } from 'svelte';

/** Whether a name is being edited, and the button that starts it, which gets the focus back when a key ends it. */
export class Rename {
  isOpen = $state(false);
  button = $state<HTMLButtonElement | undefined>();

  open = (): void => {
    this.isOpen = true;
  };

  done = async (how: 'key' | 'leaving'): Promise<void> => {
    this.isOpen = false;
    await tick();
    if (how === 'key') this.button?.focus();
  };
}
