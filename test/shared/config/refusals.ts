import { parseConfig } from '../../../src/shared/config/parse.ts';
import type { Refusal } from '../../../src/shared/config/refusal.ts';

/** What is wrong with `input`; empty where nothing is. */
export function refusalsOf(input: unknown): readonly Refusal[] {
  const parsed = parseConfig(input);
  return parsed.ok ? [] : parsed.refusals;
}
