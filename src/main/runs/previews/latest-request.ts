/** Of what one window asks again and again, only the newest is still of interest. */
export class LatestRequest {
  #last = new AbortController();

  /** Withdraws what was asked before; the signal withdraws what is asked now. */
  next(): AbortSignal {
    this.withdraw();
    this.#last = new AbortController();
    return this.#last.signal;
  }

  /** Nobody waits for what was asked last. */
  withdraw(): void {
    this.#last.abort();
  }
}
