import { basename } from 'node:path';
import { MOST_LAW_FILE_BYTES, type TRAINING_REQUESTS } from '../../../shared/api/training.ts';
import { WorkbenchError } from '../../../shared/errors.ts';
import type { Application } from '../application.ts';
import { moduleDigest } from '../../store/tables/dataset-digest.ts';
import { importLaw, isModule } from '../../files/data/import-law.ts';
import { sourceOf, type ModuleTries } from '../../files/data/import-module.ts';
import { readUserFile } from '../../files/data/user-file.ts';
import { LatestRequest } from '../../runs/previews/latest-request.ts';
import type { RequestHandlers } from './handlers.ts';
import type { ModulePermission } from './module-permission.ts';
import type { Shell } from './shell.ts';

/** The requests about files that hold a law. */
export type LawFileRequests = Pick<
  typeof TRAINING_REQUESTS,
  'training.import_law' | 'training.stop_reading' | 'training.choose_law_file'
>;

/** What answers for files that hold a law, on their way from the user into the store, of one window until it is `closed`. */
export function lawFileRequests(
  application: Application,
  shell: Shell,
  permission: ModulePermission,
  closed: AbortSignal,
): RequestHandlers<LawFileRequests> {
  const { previewThread } = application;
  const modules: ModuleTries = {
    list: async (module) => (await previewThread.ask({ kind: 'functions', module })).names,
    draw: (module) => previewThread.ask({ kind: 'module', module }),
  };
  const imports = { target: new LatestRequest(), noise: new LatestRequest() };
  closed.addEventListener('abort', () => Object.values(imports).forEach((one) => one.withdraw()), { once: true });
  return {
    'training.import_law': async ({ allowed, ...file }) => {
      const { store } = application.workbench;
      const { field, name, bytes } = file;
      const withdrawn = imports[field].next();
      if (!isModule(file)) {
        return importLaw(file, store, modules, (table) =>
          application.tables.read({ kind: 'law', file: table }, withdrawn),
        );
      }
      const module = { digest: moduleDigest(bytes), name, source: sourceOf(bytes, name, field) };
      const given = await permission.of({ file: name, modules: [module] }, store, allowed);
      switch (given.kind) {
        case 'allowed':
          return importLaw(file, store, modules);
        case 'refused':
          throw new WorkbenchError('module-not-allowed', `${name} was not allowed to run.`, { path: `${field}.file` });
        case 'page asks':
          return { kind: 'asks_to_run', name, source: module.source };
      }
    },
    'training.stop_reading': ({ field }) => {
      imports[field].withdraw();
      return undefined;
    },
    'training.choose_law_file': async ({ field }) => {
      if (!shell.chooseLawFile)
        throw new WorkbenchError('not-in-browser', 'In a browser, files are chosen with the browser’s own dialog.');
      const path = await shell.chooseLawFile(field);
      if (path === undefined) return undefined;
      const bytes = readUserFile({
        path,
        field: `${field}.file`,
        what: 'File',
        maximumBytes: MOST_LAW_FILE_BYTES,
      });
      permission.chosen(moduleDigest(bytes));
      return { name: basename(path), bytes };
    },
  };
}
