import { CONFIG_OUTLINE, type Choice, type Leaf, type List, type Outline, type Section } from './outline.ts';
import { formatPath, refuse, refuseValue, type Refusal } from './refusal.ts';
import { fullName } from './short-names.ts';
import { refuseOption, refuseSetting } from './unknown.ts';
import { isObject } from '../objects.ts';

export type Assigned =
  { readonly ok: true; readonly input: Record<string, unknown> } | { readonly ok: false; readonly refusal: Refusal };

type Path = readonly (string | number)[];

/** Thrown inside an assignment, caught where it began. */
class RefusedAssignment extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.message);
    this.refusal = refusal;
  }
}

/** `['generator', 'hidden_widths', 1]` for `generator.hidden_widths[1]`; undefined where it is no path. */
function readPath(text: string): Path | undefined {
  if (!/^[^.[\]]+(\[\d+\])*(\.[^.[\]]+(\[\d+\])*)*$/.test(text)) return undefined;
  return [...text.matchAll(/\[\d+\]|[^.[\]]+/g)].map(([key]) => (key.startsWith('[') ? Number(key.slice(1, -1)) : key));
}

/** What `text` says as JSON; the text itself where it is none. */
function readJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

function readLeaf(text: string, { meta }: Leaf): unknown {
  const json = readJson(text);
  switch (meta.type) {
    case 'word':
    case 'text':
      return typeof json === 'string' ? json : text;
    case 'true or false':
      return json;
    case 'text or whole number':
      return typeof json === 'string' || typeof json === 'number' ? json : text;
    case 'number':
    case 'whole number': {
      if (typeof json !== 'string' || json.trim() === '') return json;
      // Numbers that people write but JSON does not: .5, +1e3, and NaN, which the schema refuses.
      const number = Number(json);
      return Number.isNaN(number) && json !== 'NaN' ? json : number;
    }
  }
}

function readList(text: string, { item }: List): unknown {
  const json = readJson(text);
  if (Array.isArray(json) || item.kind !== 'leaf') return json;
  const trimmed = text.trim();
  if (trimmed === '') return [];
  if (trimmed.startsWith('[') || trimmed.startsWith('{')) return json;
  return trimmed.split(',').map((part) => readLeaf(part.trim(), item));
}

function readValue(text: string, outline: Outline): unknown {
  switch (outline.kind) {
    case 'leaf':
      return readLeaf(text, outline);
    case 'list':
      return readList(text, outline);
    case 'section':
    case 'choice':
      return readJson(text);
  }
}

/** The given value: parsed, and as a refusal shows it. */
interface Given {
  readonly shown: unknown;
  /** `outline` is undefined for the word that chooses a law, loss or optimizer. */
  readonly at: (outline: Outline | undefined) => unknown;
}

const givenText = (text: string): Given => ({
  shown: text,
  at: (outline) => (outline === undefined ? readJson(text) : readValue(text, outline)),
});

/** One assignment on its way down the outline. */
class Assignment {
  readonly #path: Path;
  readonly #given: Given;

  constructor(path: Path, given: Given) {
    this.#path = path;
    this.#given = given;
  }

  /**
   * A copy of `current` in which the given value is set at the path from `depth` on. Everything else is shared with
   * `current`.
   */
  into(outline: Outline, current: unknown, depth: number): unknown {
    if (depth === this.#path.length) return this.#given.at(outline);
    const key = this.#path[depth];
    switch (outline.kind) {
      case 'leaf':
        return this.#fail(
          refuse(this.#path, this.#given.shown, `is not a setting; ${this.#above(depth)} has no settings of its own`),
        );
      case 'list':
        return this.#intoList(outline, current, depth, key);
      case 'section':
        return this.#intoSection(outline, current ?? {}, depth, String(key));
      case 'choice':
        return this.#intoChoice(outline, current, depth, String(key));
    }
  }

  #intoSection(section: Section, current: unknown, depth: number, key: string, option?: string): unknown {
    const parent = this.#path.slice(0, depth);
    if (!isObject(current))
      return this.#fail(refuseValue(parent, current, 'is not a group of settings; give an object'));
    const field = section.fields.get(key);
    if (!field) return this.#fail(refuseSetting(parent, key, this.#given.shown, section, option));
    const before = Object.hasOwn(current, key) ? current[key] : undefined;
    // Only a list needs its default here: a section and a choice get theirs from the fields that are not given.
    const given = before === undefined && field.outline.kind === 'list' ? field.default : before;
    return { ...current, [key]: this.into(field.outline, given, depth + 1) };
  }

  #intoChoice(choice: Choice, current: unknown, depth: number, key: string): unknown {
    const settings = typeof current === 'string' ? { [choice.key]: current } : (current ?? {});
    const parent = this.#path.slice(0, depth);
    if (!isObject(settings)) return this.#fail(refuseOption(parent, current, choice));
    const option = settings[choice.key] ?? choice.fallback;
    if (key === choice.key) {
      if (depth + 1 < this.#path.length) {
        return this.#fail(
          refuse(
            this.#path,
            this.#given.shown,
            `is not a setting; ${this.#above(depth + 1)} has no settings of its own`,
          ),
        );
      }
      const word = this.#given.at(undefined);
      // Another law has other settings, so the settings of the previous one are dropped.
      return word === option ? { ...settings, [key]: word } : { [key]: word };
    }
    const section = choice.options.get(typeof option === 'string' ? option : '');
    if (!section || typeof option !== 'string')
      return this.#fail(refuseOption([...parent, choice.key], option, choice));
    return this.#intoSection(section, { ...settings, [choice.key]: option }, depth, key, option);
  }

  #intoList(list: List, current: unknown, depth: number, index: string | number): unknown {
    const length = Array.isArray(current) ? current.length : 0;
    if (typeof index !== 'number' || index >= length) {
      const right =
        length === 0
          ? 'give the whole list'
          : `use ${this.#above(depth)}[0] to [${length - 1}], or give the whole list`;
      return this.#fail(
        refuse(this.#path.slice(0, depth + 1), this.#given.shown, `is not an entry of the list; ${right}`),
      );
    }
    const items: unknown[] = Array.isArray(current) ? current : [];
    return items.with(index, this.into(list.item, items[index], depth + 1));
  }

  #above(depth: number): string {
    return formatPath(this.#path.slice(0, depth));
  }

  #fail(refusal: Refusal): never {
    throw new RefusedAssignment(refusal);
  }
}

/**
 * Sets the setting at `path` in a copy of `input`, the config as a user writes it. `text` is read as JSON if it is
 * JSON, and as text otherwise; `128,128` is a list. A bare name replaces a law, loss or optimizer. A setting below one
 * that was given by its bare name, or not given, is added to it. `parseConfig` checks the value later.
 */
export function assign(input: unknown, path: string, text: string): Assigned {
  return assigned(input, path, givenText(text));
}

/** As `assign`, for a value that has been parsed. */
export function assignValue(input: unknown, path: string, value: unknown): Assigned {
  return assigned(input, path, { shown: value, at: () => value });
}

function assigned(input: unknown, path: string, given: Given): Assigned {
  const keys = readPath(path);
  if (!keys) {
    return {
      ok: false,
      refusal: {
        path,
        value: given.shown,
        message: `${JSON.stringify(path.slice(0, 60))} is not the path of a setting; write it like generator.hidden_widths[0]`,
      },
    };
  }
  try {
    const copy = new Assignment(keys, given).into(CONFIG_OUTLINE, input, 0);
    return { ok: true, input: copy as Record<string, unknown> };
  } catch (error) {
    if (error instanceof RefusedAssignment) return { ok: false, refusal: error.refusal };
    throw error;
  }
}

/**
 * The path that `name` means: a path, or a short or readable name. Some short names are also the path of a group of settings: `loss`
 * and an object given for `instance_noise` set the group.
 */
function pathNamed(name: string, text: string): string {
  const outline = CONFIG_OUTLINE.fields.get(name)?.outline;
  const isGroup = outline?.kind === 'choice' || (outline?.kind === 'section' && isObject(readJson(text)));
  return isGroup ? name : fullName(name);
}

/**
 * The path and the value's text of `name=value`, as the command line gives it; undefined without a name or an equals sign. The name
 * is a path, a short name or a readable name.
 */
export function readAssignment(assignment: string): { readonly path: string; readonly text: string } | undefined {
  const equals = assignment.indexOf('=');
  if (equals <= 0) return undefined;
  const text = assignment.slice(equals + 1);
  return { path: pathNamed(assignment.slice(0, equals).trim(), text), text };
}

/** Takes `name=value` to `assign`. */
export function assignText(input: unknown, assignment: string): Assigned {
  const read = readAssignment(assignment);
  if (read) return assign(input, read.path, read.text);
  const message = `${JSON.stringify(assignment.slice(0, 60))} is not an assignment; write it like epochs=100`;
  return { ok: false, refusal: { path: assignment, value: undefined, message } };
}
