import { formatAddress, parseAddress, type Address } from './address.ts';

/** Removes the overlay of a run and closes its side panel when another run is selected. */
function withoutOverlay({ selected }: Address, change: Partial<Address>): Partial<Address> {
  const isOther = change.selected !== undefined && change.selected.join() !== selected.join();
  return isOther ? { over: undefined, tab: '' } : {};
}

/** The window's address as reactive state. It follows back, forward and every change. */
class WindowLocation {
  #address = $state.raw<Address>(parseAddress(window.location.hash));
  /** How often the browser itself has gone to an address: back, forward, or one that was typed. `go` and `refine` do not count. */
  visits = $state(0);

  constructor() {
    window.addEventListener('popstate', () => {
      this.#address = parseAddress(window.location.hash);
      this.visits += 1;
    });
  }

  get address(): Address {
    return this.#address;
  }

  /** Goes to an address; the browser's back button returns. */
  go(change: Partial<Address>): void {
    this.#set(change, 'push');
  }

  /** Replaces the address, for example while a filter is typed; back does not return to it. */
  refine(change: Partial<Address>): void {
    this.#set(change, 'replace');
  }

  #set(change: Partial<Address>, how: 'push' | 'replace'): void {
    const next = { ...this.#address, ...withoutOverlay(this.#address, change), ...change };
    const hash = formatAddress(next);
    this.#address = next;
    if (hash === window.location.hash) return;
    if (how === 'push') window.history.pushState(null, '', hash);
    else window.history.replaceState(null, '', hash);
  }
}

export const windowLocation = new WindowLocation();
