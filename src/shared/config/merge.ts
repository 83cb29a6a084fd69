import { CONFIG_OUTLINE, type Choice, type Outline, type Section } from './outline.ts';
import { isObject } from '../objects.ts';

type Settings = Readonly<Record<string, unknown>>;

/** A choice as an object: a bare word stands for the option of that name. */
function spelled({ key }: Choice, value: unknown): unknown {
  return typeof value === 'string' ? { [key]: value } : value;
}

function intoSection({ fields }: Section, base: Settings, over: Settings): Settings {
  const settings = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const field = fields.get(key);
    settings[key] = field && Object.hasOwn(base, key) ? into(field.outline, base[key], value) : value;
  }
  return settings;
}

function intoChoice(choice: Choice, base: unknown, over: unknown): unknown {
  const [before, after] = [spelled(choice, base), spelled(choice, over)];
  if (!isObject(before) || !isObject(after)) return over;
  const word = before[choice.key] ?? choice.fallback;
  const section = typeof word === 'string' ? choice.options.get(word) : undefined;
  // Another option has other settings, so those of the base's option are dropped.
  if (!section || (after[choice.key] ?? word) !== word) return over;
  return { [choice.key]: word, ...intoSection(section, before, after) };
}

function into(outline: Outline, base: unknown, over: unknown): unknown {
  switch (outline.kind) {
    case 'leaf':
    case 'list':
      return over;
    case 'section':
      return isObject(base) && isObject(over) ? intoSection(outline, base, over) : over;
    case 'choice':
      return intoChoice(outline, base, over);
  }
}

/**
 * One config as a user writes it, laid over another: settings that it does not give come from `base`. Lists are
 * replaced whole.
 */
export function mergeInput(base: unknown, over: unknown): unknown {
  return into(CONFIG_OUTLINE, base, over);
}
