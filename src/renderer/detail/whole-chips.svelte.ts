import { tick } from 'svelte';

/**
 * How many chips fit on one line, and whether with the settings' short names. Chips are never cut: where the readable names have no
 * room all take their short ones, and where those have none the last chips give way to a chip that counts them.
 */
export class WholeChips {
  isShort = $state(false);
  shown = $state(Infinity);

  #fitted = 0;

  /** Fits `count` chips into their line, before the page is painted. A later call ends an earlier one. */
  async fit(line: HTMLElement, count: number): Promise<void> {
    const fitted = ++this.#fitted;
    const isCut = () => line.scrollWidth > line.clientWidth;
    const tries = [
      { isShort: false, shown: count },
      ...Array.from({ length: count + 1 }, (_, dropped) => ({ isShort: true, shown: count - dropped })),
    ];
    for (const { isShort, shown } of tries) {
      this.isShort = isShort;
      this.shown = shown;
      await tick();
      if (fitted !== this.#fitted || !isCut()) return;
    }
  }
}
