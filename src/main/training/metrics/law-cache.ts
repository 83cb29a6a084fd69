import type { Law } from '../../../shared/distributions/law.ts';

/** What was worked out about a law in this process, kept as long as the law object is: runs that share one share the work. */
export class LawCache<Result> {
  readonly #results = new WeakMap<Law, Map<string, Result>>();

  /** The result for a law under whatever else it depends on, as JSON can tell apart; `work` is done the first time only. */
  of(law: Law, conditions: unknown, work: () => Result): Result {
    const known = this.#results.get(law) ?? new Map<string, Result>();
    this.#results.set(law, known);
    const key = JSON.stringify([conditions]);
    const result = known.get(key) ?? work();
    known.set(key, result);
    return result;
  }
}
