import { matches, type Expression } from '../../../shared/filter/expression.ts';
import { parseFilter } from '../../../shared/filter/parse.ts';
import { RUN_FIELDS, runFields } from '../../../shared/filter/run-fields.ts';
import type { RunListing } from '../../store/store.ts';
import { RefusedInput } from './refused-input.ts';

/** The expressions given by `--filter`. Throws `bad-filter`. */
export function filtersOf(texts: readonly string[]): Expression[] {
  const parsed = texts.map((text) => parseFilter(text, RUN_FIELDS));
  const faults = parsed.flatMap((filter) => (filter.ok ? [] : [{ path: '--filter', message: filter.message }]));
  if (faults.length > 0) throw new RefusedInput('bad-filter', faults);
  return parsed.flatMap((filter) => (filter.ok ? [filter.expression] : []));
}

/** Whether a run matches all filters. */
export function satisfies({ run, summaries }: RunListing, filters: readonly Expression[]): boolean {
  const row = runFields(run, summaries);
  return filters.every((filter) => matches(filter, row));
}
