import { changesBetween } from '../config/changes.ts';
import { parseConfig } from '../config/parse.ts';
import type { RunConfig } from '../config/schema.ts';

/** What becomes of a question that is put to a config: what it would train, or why it cannot be; undefined where it makes no sense. */
export type Asked =
  | { readonly kind: 'asked'; readonly config: RunConfig }
  | { readonly kind: 'refused'; readonly reason: string }
  | undefined;

/** A change of a config whose outcome is worth a guess. */
export interface Question {
  /** The id that studies store. */
  readonly id: string;
  /** The change in few words: `normal noise`. Runs are named after it. */
  readonly name: (config: RunConfig) => string;
  /** What is changed and why, in a sentence. */
  readonly about: (config: RunConfig) => string;
  readonly ask: (config: RunConfig) => Asked;
}

/** `config` with other values of some fields; refused where that is no config, undefined where it is no other. */
export function changed(config: RunConfig, change: Readonly<Record<string, unknown>>): Asked {
  const parsed = parseConfig({ ...config, ...change });
  if (!parsed.ok) return { kind: 'refused', reason: parsed.refusals[0].message };
  return changesBetween(config, parsed.config).length > 0 ? { kind: 'asked', config: parsed.config } : undefined;
}

/** A question of one change: the fields that are other, or undefined where it makes no sense of a config. */
export function question(
  id: string,
  name: string,
  about: string,
  change: (config: RunConfig) => Readonly<Record<string, unknown>> | undefined,
): Question {
  return {
    id,
    name: () => name,
    about: () => about,
    ask: (config) => {
      const fields = change(config);
      return fields && changed(config, fields);
    },
  };
}
