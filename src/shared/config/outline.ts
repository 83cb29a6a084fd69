import { z } from 'zod';
import { choices, groups, leaves, type FieldMeta, type LeafMeta } from './fields.ts';
import { runConfigSchema } from './schema.ts';

/** The config's schema as a plain tree, from which descriptions, refusals, assignments and the canonical form are made. */
export type Outline = Section | Choice | List | Leaf;

export interface Section {
  readonly kind: 'section';
  readonly meta: FieldMeta;
  readonly fields: ReadonlyMap<string, Field>;
}

/** One of several sections, distinguished by the word at `key`. */
export interface Choice {
  readonly kind: 'choice';
  readonly meta: FieldMeta;
  readonly key: string;
  /** The kind of the choice, such as `a law`. */
  readonly what: string;
  /** The option that is used if `key` is missing. */
  readonly fallback: string;
  /** The settings of each option, without `key`. */
  readonly options: ReadonlyMap<string, Section>;
}

export interface List {
  readonly kind: 'list';
  readonly meta: FieldMeta;
  readonly item: Outline;
}

export interface Leaf {
  readonly kind: 'leaf';
  readonly meta: LeafMeta;
}

export interface Field {
  readonly outline: Outline;
  /** The default; undefined if the field must be given or may be left out. */
  readonly default: unknown;
  readonly required: boolean;
}

function field(schema: z.core.$ZodType): Field {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) {
    const inner = field(schema.unwrap());
    return { outline: inner.outline, default: schema.def.defaultValue, required: false };
  }
  if (schema instanceof z.ZodOptional) return { ...field(schema.unwrap()), required: false };
  return { outline: outline(schema), default: undefined, required: true };
}

function section(schema: z.ZodObject, without?: string): Section {
  const shape: z.core.$ZodShape = schema.shape;
  const entries = Object.entries(shape).filter(([key]) => key !== without);
  return {
    kind: 'section',
    meta: { description: groups.get(schema)?.description ?? '' },
    fields: new Map(entries.map(([key, inner]) => [key, field(inner)])),
  };
}

function choice(schema: z.ZodPreprocess, union: z.ZodDiscriminatedUnion): Choice {
  const key = union.def.discriminator;
  const said = choices.get(schema);
  if (!said) throw new Error(`the config schema has a choice of ${key} without a fallback`);
  const options = union.options.flatMap((option): [string, Section][] => {
    if (!(option instanceof z.ZodObject)) return [];
    const shape: z.core.$ZodShape = option.shape;
    const word = shape[key];
    return word instanceof z.ZodLiteral ? [[String(word.value), section(option, key)]] : [];
  });
  return { kind: 'choice', meta: groups.get(schema) ?? { description: '' }, key, ...said, options: new Map(options) };
}

function outline(schema: z.core.$ZodType): Outline {
  const meta = leaves.get(schema);
  if (meta) return { kind: 'leaf', meta };
  if (schema instanceof z.ZodObject) return section(schema);
  if (schema instanceof z.ZodPreprocess && schema.def.out instanceof z.ZodDiscriminatedUnion) {
    return choice(schema, schema.def.out);
  }
  if (schema instanceof z.ZodArray) {
    return { kind: 'list', meta: groups.get(schema) ?? { description: '' }, item: outline(schema.element) };
  }
  throw new Error(`the config schema holds a ${schema._zod.def.type} without a description`);
}

export const CONFIG_OUTLINE: Section = section(runConfigSchema);
