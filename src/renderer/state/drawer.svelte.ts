import { formatAddress, type Address } from './address.ts';
import { windowLocation } from './location.svelte.ts';

type Drawers = Pick<Address, 'newRun' | 'newSweep'>;

/** The drawer over the split, in which a run, a fork or a sweep is written. Whoever would lose what is written asks first. */
class Drawer {
  /** Called once the user agrees to lose what was written; undefined while nothing is asked. */
  question = $state.raw<(() => void) | undefined>();
  #isWritten: (() => boolean) | undefined;

  /** Lets `isWritten` say whether there is something to lose, until the function returned is called. */
  watch(isWritten: () => boolean): () => void {
    this.#isWritten = isWritten;
    return () => {
      if (this.#isWritten !== isWritten) return;
      this.#isWritten = undefined;
      this.question = undefined;
    };
  }

  /** Opens a drawer in the place of the one that is open. */
  open(wanted: Partial<Drawers>, rest: Partial<Address> = {}): void {
    const change = { ...rest, newRun: undefined, newSweep: undefined, ...wanted };
    const { address } = windowLocation;
    if (formatAddress({ ...address, ...change }) !== formatAddress(address))
      this.#leave(() => windowLocation.go(change));
  }

  /** Asks no longer. */
  settle(question: () => void): void {
    if (this.question === question) this.question = undefined;
  }

  close(): void {
    this.#leave(() => windowLocation.refine({ newRun: undefined, newSweep: undefined }));
  }

  #leave(leave: () => void): void {
    if (this.#isWritten?.() === true) this.question = leave;
    else leave();
  }
}

export const drawer = new Drawer();
