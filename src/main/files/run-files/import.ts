import type { ImportedRuns, RunFileModule } from '../../../shared/api/run-files.ts';
import { WorkbenchError } from '../../../shared/errors.ts';
import { moduleKey } from '../../store/tables/dataset-keys.ts';
import type { MergedRun } from '../../store/run-files/merge.ts';
import type { Store } from '../../store/store.ts';
import { checkRunFile, type ForeignModule } from './check.ts';
import { copyOf } from './scratch.ts';

/** Words a refusal so that it begins with the name of its file. */
export function notImported(name: string, error: unknown): unknown {
  if (!(error instanceof WorkbenchError)) return error;
  const shown = name.length > 200 ? `${name.slice(0, 200)}…` : name;
  return new WorkbenchError(error.code, `Nothing was imported from ${shown}: ${error.message}.`, { cause: error });
}

/** The modules that this store has not kept: what it has kept has run here, or was allowed to. */
export function newModules(store: Store, modules: readonly ForeignModule[]): ForeignModule[] {
  return modules.filter(({ digest, source }) => {
    const known = store.datasets.find(moduleKey(digest));
    return !(known?.kind === 'module' && known.source === source);
  });
}

export function moduleFacts({ name, source }: ForeignModule): RunFileModule {
  return { name, source };
}

/** Takes the runs of a checked copy into the store. Throws `dataset-differs`, and what a store throws. */
export function mergeChecked(store: Store, file: string): ImportedRuns {
  return outcomeOf(store.importRuns(file, new Date().toISOString()));
}

/**
 * Imports all runs of a run file, or none. Throws with a sentence that names the file: a `RunFileFault`, `file-not-found`,
 * `file-unreadable`, `file-in-use`, `dataset-differs`, or `run-file-modules` if it contains JavaScript that the user has not
 * allowed.
 */
export function importRunFile(
  store: Store,
  path: string,
  {
    allowModules,
    progress,
  }: { readonly allowModules: boolean; readonly progress?: (done: number, total: number) => void },
): ImportedRuns {
  try {
    const copy = copyOf(path);
    try {
      const checked = checkRunFile(copy.file, progress);
      const modules = newModules(store, checked.modules);
      if (modules.length > 0 && !allowModules) throw refuseModules(modules);
      return mergeChecked(store, copy.file);
    } finally {
      copy.remove();
    }
  } catch (error) {
    throw notImported(path, error);
  }
}

function refuseModules(modules: readonly ForeignModule[]): WorkbenchError {
  const names = modules.map(({ name }) => name).slice(0, 5);
  return new WorkbenchError(
    'run-file-modules',
    `it brings JavaScript (${names.join(', ')}) that runs on this machine with your permissions when its runs are drawn or trained; ` +
      'if you trust who made it, allow that with --allow-modules',
  );
}

function outcomeOf(merged: readonly MergedRun[]): ImportedRuns {
  const idsOf = (outcome: MergedRun['outcome']) => merged.filter((run) => run.outcome === outcome).map(({ id }) => id);
  return { imported: idsOf('imported'), copied: idsOf('copied'), there: idsOf('there') };
}
