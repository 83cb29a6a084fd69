import equal from 'fast-deep-equal';
import { CONFIG_OUTLINE, type Choice, type Outline, type Section } from './outline.ts';
import type { EngineName, RunConfig } from './schema.ts';

type Json = Record<string, unknown>;

/** Paths that are left out: they do not change what a run computes, or repeat what another field says. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  'version',
  'seed',
  'engine',
  'device',
  'snapshots.every',
  'checkpoints.every',
]);

const isEmpty = (settings: Json) => Object.keys(settings).length === 0;

function sectionOf(settings: Json, section: Section, path: string): Json {
  const kept: Json = {};
  for (const key of [...section.fields.keys()].sort()) {
    const field = section.fields.get(key);
    const at = path ? `${path}.${key}` : key;
    const value = settings[key];
    if (!field || value === undefined || LEFT_OUT.has(at) || equal(value, field.default)) continue;
    const canonical = valueOf(value, field.outline, at);
    if (canonical !== undefined) kept[key] = canonical;
  }
  return kept;
}

function choiceOf(settings: Json, { key, fallback, options }: Choice, path: string): Json | undefined {
  const word = String(settings[key]);
  const section = options.get(word);
  if (!section) throw new Error(`${path}: ${word} is not in the schema that parsed it`);
  // A file counts by its content, not by its path.
  const content = { ...settings, file: undefined };
  const kept = sectionOf(settings.digest === undefined ? settings : content, section, path);
  if (word === fallback && isEmpty(kept)) return undefined;
  return Object.fromEntries(Object.entries({ ...kept, [key]: word }).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Fields at their default are dropped from each item; the word of a choice always stays. */
function itemsOf(items: readonly unknown[], item: Outline): unknown[] {
  return items.map((one) => {
    if (item.kind === 'choice') return { [item.key]: item.fallback, ...choiceOf(one as Json, item, '') };
    return valueOf(one, item, '') ?? {};
  });
}

function valueOf(value: unknown, outline: Outline, path: string): unknown {
  switch (outline.kind) {
    case 'leaf':
      return value;
    case 'list':
      return itemsOf(value as unknown[], outline.item);
    case 'section': {
      const kept = sectionOf(value as Json, outline, path);
      return isEmpty(kept) ? undefined : kept;
    }
    case 'choice':
      return choiceOf(value as Json, outline, path);
  }
}

/**
 * What a run computes, as one JSON text. Configs that differ only in seed, storage cadence and the paths of files give
 * the same text, however they were written. `engine` is the one that trains.
 *
 * Keys are sorted, and a field equal to its default is left out, so that a field added later changes no old text. If a
 * later version changes a default, the field is still left out at its first default.
 */
export function canonicalConfig(config: RunConfig, engine: EngineName): string {
  const kept = sectionOf(config, CONFIG_OUTLINE, '');
  return JSON.stringify(Object.fromEntries(Object.entries({ ...kept, engine }).sort(([a], [b]) => (a < b ? -1 : 1))));
}
