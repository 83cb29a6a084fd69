import { z } from 'zod';
import { nothing } from './fields.ts';
import { channel, request } from './request.ts';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

export interface EngineState {
  readonly engine: string;
  readonly available: boolean;
  /** Its build where it is available, else why it is not. */
  readonly detail: string;
}

export interface SettingsEvent {
  readonly theme: Theme;
  readonly jobs: number;
  /** The machine's cores but one. */
  readonly usualJobs: number;
  readonly cores: number;
  /** The store's file, and what it takes. */
  readonly store: { readonly path: string; readonly bytes: number };
  readonly engines: readonly EngineState[];
  /** Name and version, such as `Electron` and `45.4.1`. */
  readonly versions: readonly { readonly name: string; readonly version: string }[];
  readonly logFile: string;
  /** Where the workbench is shown. */
  readonly shell: 'electron' | 'browser';
}

export const SETTINGS_CHANNELS = {
  settings: channel(nothing).tells<SettingsEvent>(),
};

export const SETTINGS_REQUESTS = {
  'settings.set_theme': request(z.strictObject({ theme: z.enum(THEMES) })).gives<undefined>(),
  'settings.set_jobs': request(z.strictObject({ jobs: z.int().min(1).max(256) })).gives<undefined>(),
  /** Opens another store, creating it where there is none; refused while a run trains. Everything subscribed is told anew. */
  'settings.open_store': request(z.strictObject({ path: z.string().min(1).max(4096) })).gives<undefined>(),
  /** An unexpected error of the window, for the log file. */
  'settings.log_error': request(
    z.strictObject({ message: z.string().max(10_000), stack: z.string().max(100_000) }),
  ).gives<undefined>(),
};
