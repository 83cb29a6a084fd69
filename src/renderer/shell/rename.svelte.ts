import { tick } from 'svelte';

/** Whether a name is being written, and the button by which that begins: it has the focus again where a key ended it. */
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
