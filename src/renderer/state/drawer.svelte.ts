import { formatAddress, type Address } from './address.ts';
import { windowLocation } from './location.svelte.ts';

type Drawers = Pick<Address, 'newRun' | 'newSweep'>;

/** The drawer in which a run, a fork or a sweep is edited. Anything that would discard the edits asks first. */
class Drawer {
  /** Called when the user agrees to discard the edits; undefined while nothing is asked. */
  question = $state.raw<(() => void) | undefined>();
  #isWritten: (() => boolean) | undefined;

  /** Uses `isWritten` to find out whether there are edits, until the returned function is called. */
  watch(isWritten: () => boolean): () => void {
    this.#isWritten = isWritten;
    return () => {
      if (this.#isWritten !== isWritten) return;
      this.#isWritten = undefined;
      this.question = undefined;
    };
  }

  /** Opens a drawer in place of the open one. */
  open(wanted: Partial<Drawers>, rest: Partial<Address> = {}): void {
    const change = { ...rest, newRun: undefined, newSweep: undefined, ...wanted };
    const { address } = windowLocation;
    if (formatAddress({ ...address, ...change }) !== formatAddress(address))
      this.#leave(() => windowLocation.go(change));
  }

  /** Withdraws the question. */
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
