import type { Interval, LeafType } from './fields.ts';
import { CONFIG_OUTLINE, type Field, type Outline, type Section } from './outline.ts';
import { settingName } from './setting-names.ts';

/** One field of the config, as `--help`, the manual and a form show it. */
export interface FieldDescription {
  /** The path, such as `optimizer.generator.learning_rate`. */
  readonly path: string;
  /** Its readable name, such as `Generator learning rate`. */
  readonly name: string;
  /** The word that `choice.path` must be for the field to exist; undefined where it always does. */
  readonly option: { readonly path: string; readonly word: string } | undefined;
  readonly type: LeafType | `list of ${LeafType}s` | 'list of groups';
  /** The fields of one item of a list of groups, with paths relative to the item; undefined for any other type. */
  readonly items?: readonly FieldDescription[];
  /** The default; undefined if the setting must be given or the program fills it in. */
  readonly default: unknown;
  readonly required: boolean;
  /** The allowed values in words; for a list, those of one item. */
  readonly allowed: string;
  readonly interval: Interval | undefined;
  readonly words: readonly FieldWord[] | undefined;
  readonly description: string;
  readonly unit: string | undefined;
}

/** The description of a field with its unit, unless the description already names the unit. */
export function meaningOf({ description, unit }: FieldDescription): string {
  return unit === undefined || description.includes(unit) ? description : `${description} (${unit})`;
}

/** A word that a field can have, with its meaning if the word alone does not say it. */
export interface FieldWord {
  readonly word: string;
  readonly description: string | undefined;
}

type Option = FieldDescription['option'];

function describeField(
  path: string,
  { outline, default: defaultValue, required }: Field,
  option: Option,
): FieldDescription[] {
  switch (outline.kind) {
    case 'section':
      return describeSection(path, outline, option);
    case 'choice': {
      const at = path ? `${path}.${outline.key}` : outline.key;
      const options = [...outline.options];
      const chosen: FieldDescription = {
        path: at,
        name: settingName(at),
        option,
        type: 'word',
        default: outline.fallback,
        required,
        allowed: `one of ${options.map(([word]) => word).join(', ')}`,
        interval: undefined,
        words: options.map(([word, { meta }]) => ({ word, description: meta.description })),
        description: outline.meta.description,
        unit: undefined,
      };
      return [chosen, ...options.flatMap(([word, inner]) => describeSection(path, inner, { path: at, word }))];
    }
    case 'list':
    case 'leaf': {
      const leaf = outline.kind === 'list' ? outline.item : outline;
      if (leaf.kind !== 'leaf') return [describeGroups(path, outline, leaf, defaultValue, required, option)];
      const { type, allowed, interval, words } = leaf.meta;
      return [
        {
          path,
          name: settingName(path),
          option,
          type: outline.kind === 'list' ? `list of ${type}s` : type,
          default: defaultValue,
          required,
          allowed,
          interval,
          words: words?.map((word) => ({ word, description: undefined })),
          description: outline.meta.description,
          unit: outline.meta.unit,
        },
      ];
    }
  }
}

/** A list of laws, layers or groups of settings as one field. */
function describeGroups(
  path: string,
  { meta }: Outline,
  item: Outline,
  defaultValue: unknown,
  required: boolean,
  option: Option,
): FieldDescription {
  const items = describeField('', { outline: item, default: undefined, required: true }, undefined);
  return {
    path,
    name: settingName(path),
    option,
    type: 'list of groups',
    items,
    default: defaultValue,
    required,
    allowed: item.kind === 'choice' ? `an object with ${item.what} at ${item.key}` : 'an object',
    interval: undefined,
    words: undefined,
    description: meta.description,
    unit: meta.unit,
  };
}

function describeSection(path: string, section: Section, option: Option): FieldDescription[] {
  return [...section.fields].flatMap(([key, field]) => describeField(path ? `${path}.${key}` : key, field, option));
}

/** Every field of the config in the order of the schema; those of a law, loss or optimizer follow its name. */
export function describeConfig(): FieldDescription[] {
  return describeSection('', CONFIG_OUTLINE, undefined);
}
