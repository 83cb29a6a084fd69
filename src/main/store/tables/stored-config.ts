import { runConfigSchema, type RunConfig } from '../../../shared/config/schema.ts';
import { upgradeConfig } from '../../../shared/config/upgrade.ts';
import { WorkbenchError } from '../../../shared/errors.ts';

/** The most characters of config text whose parsed configs are cached, for about 7,000 runs. */
const MOST_CHARACTERS = 8_000_000;

/** Parsed configs by their text, the oldest first. They are frozen, because all readers of a run share one object. */
const parsed = new Map<string, RunConfig>();
let characters = 0;

/**
 * The config of a stored run, parsed once and cached by its text. A config of an earlier version is upgraded, and a
 * field that it did not have gets its default, which means what that version did. Throws `config-unreadable`.
 */
export function storedConfig(id: string, text: string): RunConfig {
  const known = parsed.get(text);
  if (known !== undefined) return known;
  const config = frozen(parsedConfig(id, text));
  parsed.set(text, config);
  characters += text.length;
  for (const [oldest] of parsed) {
    if (characters <= MOST_CHARACTERS) break;
    parsed.delete(oldest);
    characters -= oldest.length;
  }
  return config;
}

function parsedConfig(id: string, text: string): RunConfig {
  const upgraded = upgradeConfig(parsedJson(id, text));
  if (!upgraded.ok) throw new WorkbenchError('config-unreadable', `Run ${id}: ${upgraded.refusal.message}`);
  const found = runConfigSchema.safeParse(upgraded.input);
  if (found.success) return found.data;
  const [{ path, message }] = found.error.issues;
  throw new WorkbenchError(
    'config-unreadable',
    `Run ${id}: its stored config cannot be used: ${path.join('.')} ${message}`,
  );
}

function parsedJson(id: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new WorkbenchError('config-unreadable', `Run ${id}: its stored config is not JSON.`);
  }
}

/** Freezes a JSON value deeply. */
function frozen<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(frozen);
  return value;
}
