import { z } from 'zod';
import { THEMES, type Theme } from '../themes.ts';
import { channel, nothing, request } from './request.ts';

export type EngineState =
  | {
      readonly engine: string;
      readonly available: true;
      /** Its version; undefined for the fused engine, whose build `settings.fused_build` tells. */
      readonly detail: string | undefined;
      /** Threads that one run may take, the device and the native library's version. */
      readonly runsOn: string;
    }
  | {
      readonly engine: string;
      readonly available: false;
      /** Why it is not available. */
      readonly detail: string;
      /** What can bring what is missing: `official`, or `registry`, a third party's build. */
      readonly sources: readonly string[];
    };

export const LIBRARY_SOURCES = ['official', 'registry'] as const;
/** Who brings TensorFlow's native library: its makers, or a third party's package in the registry of npm. */
export type LibrarySource = (typeof LIBRARY_SOURCES)[number];

/** Whether TensorFlow's native library is being fetched, and how the last attempt ended. */
export type LibraryState =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'fetching';
      readonly source: LibrarySource;
      readonly text: string;
      /** Bytes; undefined if there is no download, or its size is not known. */
      readonly received: number | undefined;
      readonly total: number | undefined;
    }
  | { readonly kind: 'failed'; readonly source: LibrarySource; readonly message: string };

/** The build of the `registry` source. */
export interface ThirdPartyLibrary {
  readonly package: string;
  readonly version: string;
  /** The version of libtensorflow in it. */
  readonly tensorflow: string;
  readonly bytes: number;
}

export interface SettingsEvent {
  readonly theme: Theme;
  readonly jobs: number;
  /** The machine's cores but one, of two both. */
  readonly usualJobs: number;
  readonly cores: number;
  /** The store's file, and what it takes. */
  readonly store: { readonly path: string; readonly bytes: number };
  readonly engines: readonly EngineState[];
  readonly library: LibraryState;
  readonly thirdPartyLibrary: ThirdPartyLibrary;
  /** Name and version, such as `Electron` and `45.4.1`. */
  readonly versions: readonly { readonly name: string; readonly version: string }[];
  readonly logFile: string;
  /** The shell that shows the workbench. */
  readonly shell: 'electron' | 'browser';
}

export const SETTINGS_CHANNELS = {
  settings: channel(nothing).tells<SettingsEvent>(),
};

export const SETTINGS_REQUESTS = {
  'settings.set_theme': request(z.strictObject({ theme: z.enum(THEMES) })).gives<undefined>(),
  'settings.set_jobs': request(z.strictObject({ jobs: z.int().min(1).max(256) })).gives<undefined>(),
  /** Opens another store, creating it if it does not exist; refused while a run trains. All subscriptions start again. */
  'settings.open_store': request(z.strictObject({ path: z.string().min(1).max(4096) })).gives<undefined>(),
  /** Begins to fetch TensorFlow's native library, of which the settings then tell; `already-fetching` while another comes. */
  'settings.fetch_library': request(z.strictObject({ source: z.enum(LIBRARY_SOURCES) })).gives<undefined>(),
  'settings.stop_fetching': request(nothing).gives<undefined>(),
  /** The build of the fused engine's kernels, which is chosen for the first who asks and takes a tenth of a second. */
  'settings.fused_build': request(nothing).gives<{ readonly build: string }>(),
  /** Who publishes the third party's build, by name or in words where the registry does not tell. */
  'settings.library_publisher': request(nothing).gives<{ readonly publisher: string }>(),
  /** An unexpected error of the window, for the log file. */
  'settings.log_error': request(
    z.strictObject({ message: z.string().max(10_000), stack: z.string().max(100_000) }),
  ).gives<undefined>(),
};
