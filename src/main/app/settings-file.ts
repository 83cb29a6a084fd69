import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { THEMES } from '../../shared/themes.ts';
import { dataFolder, makeFolders, STORE_VARIABLE, storePath } from '../locations.ts';

const schema = z.object({
  theme: z.enum(THEMES).default('system'),
  /** Runs trained side by side; undefined takes the usual number. */
  jobs: z.int().min(1).max(256).optional(),
  /** Whether waiting runs are held back. */
  held: z.boolean().default(false),
  /** The store's file; undefined takes the one in the platform's data folder. */
  store: z.string().min(1).optional(),
});

export type StoredSettings = z.output<typeof schema>;

export interface ReadSettings {
  readonly settings: StoredSettings;
  /** Why the file could not be used; it was set aside. */
  readonly problem: string | undefined;
}

/** The settings in a file; the defaults where there is none, or none that can be read. */
export function readSettings(path: string): ReadSettings {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return { settings: schema.parse({}), problem: undefined };
  }
  const parsed = schema.safeParse(jsonOf(text));
  if (parsed.success) return { settings: parsed.data, problem: undefined };
  const aside = `${path}.unreadable`;
  renameSync(path, aside);
  return {
    settings: schema.parse({}),
    problem: `The settings file ${path} could not be read, so the default settings are used; the old file is kept as ${aside}.`,
  };
}

/** Written beside and moved into place: a crash leaves the old settings or the new ones. */
export function writeSettings(path: string, settings: StoredSettings): void {
  const beside = `${path}.new`;
  writeFileSync(beside, `${JSON.stringify(settings, undefined, 2)}\n`);
  renameSync(beside, path);
}

/** The folder of the settings. */
export function settingsPath(): string {
  return join(dataFolder(), 'settings.json');
}

/** Has a window that would open `from` by itself open `to` from now on; false where it opens another. */
export function rememberMovedStore(from: string, to: string): boolean {
  const { settings } = readSettings(settingsPath());
  if (resolve(settings.store ?? join(dataFolder(), 'runs.sqlite')) !== from) return false;
  makeFolders(dataFolder());
  writeSettings(settingsPath(), { ...settings, store: to });
  return true;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The store that a window opens: as asked for, else as the environment says, else as the settings do, else the usual one. */
export function askedStore(given: string | undefined): string {
  return storePath(given ?? process.env[STORE_VARIABLE] ?? readSettings(settingsPath()).settings.store);
}
