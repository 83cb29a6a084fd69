import { runConfigSchema, type RunConfig } from '../../../shared/config/schema.ts';
import { upgradeConfig } from '../../../shared/config/upgrade.ts';
import { WorkbenchError } from '../../../shared/errors.ts';

/** Characters of config text of which the parsed configs are kept: those of about 7,000 runs. */
const MOST_CHARACTERS = 8_000_000;

/**
 * Parsed configs by their text, the one that was parsed longest ago first. They are frozen, because all readers of a run share one
 * object.
 */
const parsed = new Map<string, RunConfig>();
let characters = 0;

/**
 * The config of a stored run, parsed once and kept by its text. One that an earlier program wrote is brought to today's version, and a
 * field that it did not have yet takes its default, which means what that program did. Throws `config-unreadable`.
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

/** Freezes a value of JSON and all that is in it. */
function frozen<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(frozen);
  return value;
}
