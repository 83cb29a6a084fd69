import type { CHANNELS, REQUESTS } from '../../../shared/api/contract.ts';
import type { Application } from '../application.ts';
import { compareRequests } from './compare.ts';
import type { ModulePermission } from './module-permission.ts';
import { exportChannels, exportRequests } from './exports.ts';
import { stateFeed, type ChannelHandlers, type RequestHandlers } from './handlers.ts';
import { runChannels, runRequests } from './run.ts';
import { runFilesChannels, runFilesRequests } from './run-files.ts';
import { runsChannels, runsRequests } from './runs.ts';
import { samplesRequests } from './samples.ts';
import { settingsChannels, settingsRequests } from './settings.ts';
import { lawFileRequests } from './law-files.ts';
import type { Shell } from './shell.ts';
import { storeChannels, storeRequests } from './store.ts';
import { studiesChannels, studiesRequests } from './studies.ts';
import { sweepsChannels, sweepsRequests } from './sweeps.ts';
import { trainingChannels, trainingRequests } from './training.ts';

/** What answers every request of the contract, of one window until it is `closed`. */
export function requestHandlers(
  application: Application,
  shell: Shell,
  permission: ModulePermission,
  closed: AbortSignal,
): RequestHandlers<typeof REQUESTS> {
  return {
    ...runsRequests(application),
    ...runRequests(application),
    ...trainingRequests(application),
    ...lawFileRequests(application, shell, permission, closed),
    ...sweepsRequests(application),
    ...studiesRequests(application),
    ...compareRequests(application),
    ...samplesRequests(application, closed),
    ...exportRequests(application),
    ...runFilesRequests(application),
    ...settingsRequests(application),
    ...storeRequests(application),
    ...shell.requests,
  };
}

/** What serves every channel of the contract. */
export function channelHandlers(
  application: Application,
  shell: Shell,
  permission: ModulePermission,
): ChannelHandlers<typeof CHANNELS> {
  return {
    ...runsChannels(application),
    ...runChannels(application),
    ...trainingChannels(application),
    ...sweepsChannels(application),
    ...studiesChannels(application),
    ...exportChannels(application),
    ...runFilesChannels(application, permission),
    ...settingsChannels(application, shell),
    ...storeChannels(application),
    commands: (_input, ready) => {
      const commands: Parameters<Parameters<Shell['watchCommands']>[0]>[0]['commands'][number][] = [];
      const unwatch = shell.watchCommands((event) => {
        commands.push(...event.commands);
        ready();
      });
      return {
        take: () => (commands.length === 0 ? undefined : { commands: commands.splice(0) }),
        close: unwatch,
      };
    },
    sessions: (_input, ready) => stateFeed(shell.sessions.read, shell.sessions.watch, ready),
  };
}
