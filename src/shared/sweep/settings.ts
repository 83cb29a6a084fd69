import { CONFIG_OUTLINE, type Choice, type Outline } from '../config/outline.ts';
import { fullName } from '../config/short-names.ts';
import { isObject } from '../objects.ts';

/** A field that is set, and to what. */
export interface Setting {
  /** Full path, such as `optimizer.generator.learning_rate`. */
  readonly path: string;
  readonly value: unknown;
  /** The part of the path below the given name, such as `.real_label`. */
  readonly below: string;
  /** Whether it is the word of a law, loss or optimizer, on which it depends what else there is. */
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

/** The outline at a path, in whichever law, loss or optimizer it exists; undefined if there is none. */
export function outlineAt(path: string): Outline | undefined {
  let outline: Outline | undefined = CONFIG_OUTLINE;
  for (const key of path.split('.')) outline &&= inner(outline, key);
  return outline;
}

const parentOf = (path: string) => path.slice(0, Math.max(0, path.lastIndexOf('.')));
const keyOf = (path: string) => path.slice(path.lastIndexOf('.') + 1);

/** The choice whose word the path names, such as that of `loss.name`. */
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
 * The fields that a sweep sets by giving `value` to `name`, a path or a short name: one, or of an object for a law, loss,
 * optimizer or group of settings, each that it holds.
 */
export function settingsOf(name: string, value: unknown): Setting[] {
  const path = fullName(name);
  // `loss` is short for the word of the loss, and may be given an object too.
  const from = isObject(value) && chosenAt(path) ? parentOf(path) : path;
  return settingsBelow(from, value, '');
}

/** The field that a path leads to: an entry of a list is a part of its list. */
export function fieldOf(path: string): string {
  return path.replace(/\[\d+\].*$/, '');
}
