import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { SETTINGS_CHANNELS, SETTINGS_REQUESTS } from '../../../shared/api/settings.ts';
import { WorkbenchError } from '../../../shared/errors.ts';
import about from '../../../../package.json' with { type: 'json' };
import { fusedBuild } from '../../training/engines/availability.ts';
import type { Application } from '../application.ts';
import { buildWords } from '../engine-state.ts';
import { settingsState } from '../settings-state.ts';
import { stateFeed, type ChannelHandlers, type RequestHandlers } from './handlers.ts';
import type { Shell } from './shell.ts';

function versions(): { name: string; version: string }[] {
  const { node, electron, chrome, v8 } = process.versions;
  const found: [string, string | undefined][] = [
    ['GAN Workbench', about.version],
    ['Electron', electron],
    ['Chromium', chrome],
    ['Node.js', node],
    ['V8', v8],
  ];
  return found.flatMap(([name, version]) => (version === undefined ? [] : [{ name, version }]));
}

/** A window may make a new store, but no folders, wherever it likes. Throws `folder-not-found`. */
function requireFolder(store: string): void {
  const folder = dirname(resolve(store));
  if (existsSync(folder)) return;
  throw new WorkbenchError('folder-not-found', `The folder ${folder} does not exist; create it or check the path.`);
}

export function settingsRequests(application: Application): RequestHandlers<typeof SETTINGS_REQUESTS> {
  return {
    'settings.set_theme': ({ theme }) => {
      application.settings.keep({ theme });
      return undefined;
    },
    'settings.set_jobs': ({ jobs }) => {
      application.setJobs(jobs);
      return undefined;
    },
    'settings.open_store': async ({ path }) => {
      requireFolder(path);
      await application.store.open(path);
      return undefined;
    },
    'settings.fetch_library': ({ source }) => {
      application.library.start(source);
      return undefined;
    },
    'settings.stop_fetching': async () => {
      await application.library.stop();
      return undefined;
    },
    'settings.fused_build': () => ({ build: buildWords(fusedBuild()) }),
    'settings.library_publisher': async () => ({ publisher: await application.library.publisher() }),
    'settings.log_error': ({ message, stack }) => {
      application.log.error(`in the window: ${message}\n${stack}`);
      return undefined;
    },
  };
}

export function settingsChannels(application: Application, shell: Shell): ChannelHandlers<typeof SETTINGS_CHANNELS> {
  return {
    settings: (_input, ready) =>
      stateFeed(
        () => ({ ...settingsState(application), versions: versions(), shell: shell.kind }),
        (changed) => application.settings.watch(changed),
        ready,
      ),
  };
}
