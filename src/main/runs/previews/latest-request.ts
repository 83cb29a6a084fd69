/** Withdraws earlier requests of one window when a newer one comes. */
export class LatestRequest {
  #last = new AbortController();

  /** Withdraws the previous request and gives the signal that withdraws the new one. */
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
