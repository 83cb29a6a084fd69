import type { RUN_FILES_CHANNELS, RUN_FILES_REQUESTS } from '../../../shared/api/run-files.ts';
import type { Application } from '../application.ts';
import { notImported } from '../../files/run-files/import.ts';
import type { ChannelHandlers, RequestHandlers } from './handlers.ts';
import type { ModulePermission } from './module-permission.ts';
import { exportFeed, importFeed } from './run-file-feeds.ts';

export function runFilesRequests({ runFiles }: Application): RequestHandlers<typeof RUN_FILES_REQUESTS> {
  return {
    'run_files.begin': ({ name, bytes }) => {
      try {
        return { file: runFiles.receive(name, bytes).key };
      } catch (error) {
        throw notImported(name, error);
      }
    },
    'run_files.append': ({ file, part }) => {
      runFiles.append(file, part);
      return undefined;
    },
    'run_files.read': ({ file, from }) => runFiles.read(file, from),
    'run_files.forget': ({ file }) => {
      runFiles.forget(file);
      return undefined;
    },
  };
}

export function runFilesChannels(
  application: Application,
  permission: ModulePermission,
): ChannelHandlers<typeof RUN_FILES_CHANNELS> {
  return {
    run_file_export: ({ runs }, ready) => exportFeed(application, runs, ready),
    run_file_import: (input, ready) => importFeed(application, permission, input, ready),
  };
}
