import { changesBetween } from '../config/changes.ts';
import { parseConfig } from '../config/parse.ts';
import type { RunConfig } from '../config/schema.ts';

/**
 * The result of a question for a config: the config that it would train, or why it cannot; undefined if it does not
 * apply.
 */
export type Asked =
  | { readonly kind: 'asked'; readonly config: RunConfig }
  | { readonly kind: 'refused'; readonly reason: string }
  | undefined;

/** A change of a config, with an outcome to guess. */
export interface Question {
  /** The id that studies store. */
  readonly id: string;
  /** The change in a few words: `normal noise`. Runs are named after it. */
  readonly name: (config: RunConfig) => string;
  /** What changes and why, in a sentence. */
  readonly about: (config: RunConfig) => string;
  readonly ask: (config: RunConfig) => Asked;
}

/** `config` with some fields changed; refused if the result is not valid, undefined if nothing changes. */
export function changed(config: RunConfig, change: Readonly<Record<string, unknown>>): Asked {
  const parsed = parseConfig({ ...config, ...change });
  if (!parsed.ok) return { kind: 'refused', reason: parsed.refusals[0].message };
  return changesBetween(config, parsed.config).length > 0 ? { kind: 'asked', config: parsed.config } : undefined;
}

/** A question of one change: the changed fields, or undefined if it does not apply to a config. */
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
