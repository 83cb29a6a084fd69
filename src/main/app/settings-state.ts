import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { SettingsEvent } from '../../shared/api/settings.ts';
import { defaultJobs, threadsPerRun } from '../runs/pool.ts';
import { engineAvailability } from '../training/engines/availability.ts';
import type { Application } from './application.ts';
import { engineState } from './engine-state.ts';
import { thirdPartyLibrary } from './library-fetch.ts';

/** What the settings show, but for what the shell knows. */
export function settingsState({
  settings,
  store: { path, opened },
  library,
  log,
}: Application): Omit<SettingsEvent, 'shell' | 'versions'> {
  const { theme, jobs } = settings;
  const bytes = opened?.workbench.store.bytes() ?? statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  return {
    theme,
    jobs,
    usualJobs: defaultJobs(),
    cores: availableParallelism(),
    store: { path, bytes },
    engines: engineAvailability().map((engine) => engineState(engine, threadsPerRun(jobs))),
    library: library.state,
    thirdPartyLibrary: thirdPartyLibrary(),
    logFile: log.path,
  };
}
