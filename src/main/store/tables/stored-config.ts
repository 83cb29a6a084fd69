import { runConfigSchema, type RunConfig } from '../../../shared/config/schema.ts';
import { upgradeConfig } from '../../../shared/config/upgrade.ts';
import { WorkbenchError } from '../../../shared/errors.ts';

/**
 * The config of a stored run. One that an earlier program wrote is brought to today's version, and a field that it did
 * not have yet takes its default, which means what that program did. Throws `config-unreadable`.
 */
export function storedConfig(id: string, text: string): RunConfig {
  const upgraded = upgradeConfig(parsedJson(id, text));
  if (!upgraded.ok) throw new WorkbenchError('config-unreadable', `Run ${id}: ${upgraded.refusal.message}`);
  const parsed = runConfigSchema.safeParse(upgraded.input);
  if (parsed.success) return parsed.data;
  const [{ path, message }] = parsed.error.issues;
  throw new WorkbenchError(
    'config-unreadable',
    `Run ${id}: its stored config cannot be used: ${path.join('.')} ${message}`,
  );
}

function parsedJson(id: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new WorkbenchError('config-unreadable', `Run ${id}: its stored config is no JSON.`);
  }
}
