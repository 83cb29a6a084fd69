import { logError } from '../state/unexpected-errors.ts';

class MissingCode {
  /** Whether a part of the page's code could not be fetched. Reloading the page helps. */
  isKnown = $state(false);
}

export const missingCode = new MissingCode();

/** A part of the page's code that the first screen does not need: fetched when it is first shown, or in advance. */
export class DeferredCode<Code> {
  /** Undefined until it has been fetched. */
  code = $state.raw<Code | undefined>();
  readonly #fetch: () => Promise<Code>;
  #fetched: Promise<void> | undefined;

  constructor(fetch: () => Promise<Code>) {
    this.#fetch = fetch;
  }

  /** Fetches the code if that has not begun. Never rejects: a failure is shown by `missingCode` and logged. */
  load(): Promise<void> {
    this.#fetched ??= this.#load();
    return this.#fetched;
  }

  async #load(): Promise<void> {
    try {
      this.code = await this.#fetch();
    } catch (error) {
      missingCode.isKnown = true;
      logError(error);
    }
  }
}
