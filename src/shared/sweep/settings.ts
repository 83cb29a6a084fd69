import { CONFIG_OUTLINE, type Choice, type Outline } from '../config/outline.ts';
import { fullName } from '../config/short-names.ts';
import { isObject } from '../objects.ts';

/** A field and the value it is set to. */
export interface Setting {
  /** Full path, such as `optimizer.generator.learning_rate`. */
  readonly path: string;
  readonly value: unknown;
  /** The part of the path below the given name, such as `.real_label`. */
  readonly below: string;
  /** Whether it is the word of a law, loss or optimizer, which decides what other settings exist. */
  readonly isWord: boolean;
}

function inner(outline: Outline, key: string): Outline | undefined {
  switch (outline.kind) {
    case 'section':
      return outline.fields.get(key)?.outline;
    case 'choice':
      return [...outline.options.values()].map(({ fields }) => fields.get(key)?.outline).find((one) => one);
    case 'leaf':
    case 'list':
      return undefined;
  }
}

/** The outline at a path, in any law, loss or optimizer that has it; undefined if there is none. */
export function outlineAt(path: string): Outline | undefined {
  let outline: Outline | undefined = CONFIG_OUTLINE;
  for (const key of path.split('.')) outline &&= inner(outline, key);
  return outline;
}

const parentOf = (path: string) => path.slice(0, Math.max(0, path.lastIndexOf('.')));
const keyOf = (path: string) => path.slice(path.lastIndexOf('.') + 1);

/** The choice whose word is at the path, such as `loss.name`. */
function chosenAt(path: string): Choice | undefined {
  const parent = outlineAt(parentOf(path));
  return parent?.kind === 'choice' && parent.key === keyOf(path) ? parent : undefined;
}

function settingsBelow(path: string, value: unknown, below: string): Setting[] {
  const outline = outlineAt(path);
  const isChoice = outline?.kind === 'choice';
  if (isChoice && !isObject(value)) return [{ path: `${path}.${outline.key}`, value, below, isWord: true }];
  if (!isObject(value) || (!isChoice && outline?.kind !== 'section'))
    return [{ path, value, below, isWord: chosenAt(path) !== undefined }];
  return Object.entries(value).flatMap(([key, one]) => settingsBelow(`${path}.${key}`, one, `${below}.${key}`));
}

/**
 * The fields that a sweep sets with `value` for `name`, a path or a short name: one field, or, for an object (a law,
 * loss, optimizer or group), each of its fields.
 */
export function settingsOf(name: string, value: unknown): Setting[] {
  const path = fullName(name);
  // `loss` stands for the word of the loss, but can also be an object.
  const from = isObject(value) && chosenAt(path) ? parentOf(path) : path;
  return settingsBelow(from, value, '');
}

/** The field of a path; an entry of a list belongs to its list's field. */
export function fieldOf(path: string): string {
  return path.replace(/\[\d+\].*$/, '');
}
