import { z } from 'zod';

/** What a form or `--help` says of a field: every leaf of the schema carries one. */
export interface FieldMeta {
  readonly description: string;
  readonly unit?: string;
}

/** A whole number of [low, high]. */
export function whole(low: number, high: number, what: string, meta: FieldMeta) {
  const right = `is not ${what}; use a whole number from ${low} to ${high}`;
  return z.int({ error: right }).min(low, { error: right }).max(high, { error: right }).meta({ ...meta });
}

/** A finite number for which `holds` is true; `right` says in words which those are. */
export function real(right: string, holds: (value: number) => boolean, meta: FieldMeta) {
  const error = `is not usable here; use ${right}`;
  return z.number({ error }).refine(holds, { error }).meta({ ...meta });
}

export function positive(meta: FieldMeta) {
  return real('a number above 0', (value) => value > 0, meta);
}

export function finite(meta: FieldMeta) {
  return real('a finite number', () => true, meta);
}

/** One of the given words. */
export function oneOf<const Words extends readonly [string, ...string[]]>(words: Words, meta: FieldMeta) {
  return z.enum(words, { error: `is not known; use one of ${words.join(', ')}` }).meta({ ...meta });
}

/** Lets the bare word `name` stand for `{ [key]: name }`, so that `--set target=laplace` says enough. */
export function orName<Schema extends z.ZodType>(key: string, schema: Schema) {
  return z.preprocess((value) => (typeof value === 'string' ? { [key]: value } : value), schema);
}
