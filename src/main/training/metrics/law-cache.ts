import type { Law } from '../../../shared/distributions/law.ts';

/** Caches results about a law as long as the law object exists, so that runs that share it compute them once. */
export class LawCache<Result> {
  readonly #results = new WeakMap<Law, Map<string, Result>>();

  /** The result for a law and `conditions`, which are compared as JSON. `work` is called only the first time. */
  of(law: Law, conditions: unknown, work: () => Result): Result {
    const known = this.#results.get(law) ?? new Map<string, Result>();
    this.#results.set(law, known);
    const key = JSON.stringify([conditions]);
    const result = known.get(key) ?? work();
    known.set(key, result);
    return result;
  }
}
