import type { FieldDescription } from '../../shared/config/describe.ts';
import { isObject } from '../../shared/objects.ts';
import { textOf, valueAt } from './fields.ts';

/** One item of a list of groups as the user writes it: settings by their names. */
export type GroupValue = Readonly<Record<string, unknown>>;

/** The field of an item that says which of several kinds it is, such as `layer`. */
function kindField({ items = [] }: FieldDescription): FieldDescription | undefined {
  return items.find(({ words }) => words?.some(({ description }) => description !== undefined));
}

/** The items of a list. A bare word is the kind of its item; a value that is no list has no items. */
export function itemsAt(input: unknown, field: FieldDescription): readonly GroupValue[] {
  const value = valueAt(input, field.path) ?? field.default;
  const key = kindField(field)?.path;
  if (!Array.isArray(value)) return [];
  return value.map((item): GroupValue => {
    if (typeof item === 'string' && key !== undefined) return { [key]: item };
    return isObject(item) ? item : {};
  });
}

/** The kind of an item, and all kinds; undefined if there are none. */
export function kindOf(
  field: FieldDescription,
  item: GroupValue,
): { readonly word: string; readonly words: readonly string[] } | undefined {
  const kind = kindField(field);
  if (!kind?.words) return undefined;
  return { word: textOf(item[kind.path] ?? kind.default), words: kind.words.map(({ word }) => word) };
}

/** The settings that an item has by its kind. */
export function fieldsOfItem(field: FieldDescription, item: GroupValue): readonly FieldDescription[] {
  const kind = kindField(field);
  const word = kindOf(field, item)?.word;
  return (field.items ?? []).filter((one) => one !== kind && (one.option === undefined || one.option.word === word));
}

/** The item as one of another kind: settings that both have stay. */
export function withKind(field: FieldDescription, item: GroupValue, word: string): GroupValue {
  const kind = kindField(field);
  if (!kind) return item;
  const next = { [kind.path]: word };
  const kept = fieldsOfItem(field, next).flatMap(({ path }) => {
    const value = item[path] ?? START.get(path);
    return value === undefined ? [] : [[path, value] as const];
  });
  return { ...next, ...Object.fromEntries(kept) };
}

/** What a setting without a default begins with. */
const START: ReadonlyMap<string, unknown> = new Map([['width', 32]]);

/** A new item: of the first kind, or with all settings at their defaults. */
export function newItem(field: FieldDescription): GroupValue {
  const kind = kindField(field);
  return kind ? withKind(field, {}, textOf(kind.default)) : {};
}

export function settingText(item: GroupValue, setting: FieldDescription): string {
  return textOf(item[setting.path] ?? setting.default);
}

/** The item with a setting as typed: a number where it is one; an empty text takes the default. */
export function readSetting(item: GroupValue, { path }: FieldDescription, text: string): GroupValue {
  const typed = text.trim();
  if (typed === '') return Object.fromEntries(Object.entries(item).filter(([key]) => key !== path));
  const number = Number(typed);
  return { ...item, [path]: Number.isNaN(number) ? typed : number };
}

/** The items with one of them at another place. */
export function moved(items: readonly GroupValue[], from: number, to: number): readonly GroupValue[] {
  return items.toSpliced(from, 1).toSpliced(to, 0, items[from]);
}

/** The list of layers that a network's short form stands for, such as that of `generator.layers`. */
export function shortFormAsLayers(input: unknown, path: string): readonly GroupValue[] {
  const network = path.replace(/\.layers$/, '');
  const widths = valueAt(input, `${network}.hidden_widths`) ?? [64, 32];
  const activation = textOf(valueAt(input, `${network}.activation`) ?? 'leaky_relu');
  const slope = valueAt(input, `${network}.slope`) ?? 0.01;
  if (!Array.isArray(widths)) return [];
  return widths.flatMap((width: unknown) => [
    { layer: 'linear', width },
    { layer: activation, ...(activation === 'leaky_relu' && { slope }) },
  ]);
}
