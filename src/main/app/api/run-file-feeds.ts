import type { RunFileExportEvent, RunFileImportEvent } from '../../../shared/api/run-files.ts';
import { emitMarked } from '../../runs/events.ts';
import type { Store } from '../../store/store.ts';
import type { Application } from '../application.ts';
import { runFileJob } from '../../files/run-files/export.ts';
import { mergeChecked, moduleFacts, notImported } from '../../files/run-files/import.ts';
import type { CheckedRunFile } from '../../files/run-files/check.ts';
import { startRunFileThread } from '../../files/run-files/thread.ts';
import { WorkbenchError } from '../../../shared/errors.ts';
import type { Feed } from './handlers.ts';
import type { ModulePermission } from './module-permission.ts';

/** Keeps only the newest event of a thread until it is taken. The final event is the last. */
class NewestFeed<Event extends { readonly kind: string }> implements Feed<Event> {
  #newest: Event | undefined;
  #ready: () => void;
  #end: () => void = () => undefined;

  constructor(ready: () => void) {
    this.#ready = ready;
  }

  /** Sets what to do when nothing subscribes any more. */
  atEnd(end: () => void): void {
    this.#end = end;
  }

  tell(event: Event): void {
    this.#newest = event;
    this.#ready();
  }

  take(): Event | undefined {
    const newest = this.#newest;
    this.#newest = undefined;
    return newest;
  }

  close(): void {
    this.#end();
  }
}

/** Runs on their way into a run file. */
export function exportFeed(
  application: Application,
  runs: readonly string[],
  ready: () => void,
): Feed<RunFileExportEvent> {
  const feed = new NewestFeed<RunFileExportEvent>(ready);
  const transfers = application.runFiles;
  const { leftOut, ...job } = runFileJob(application.workbench.store, runs);
  const { key, path } = transfers.prepare();
  let isWritten = false;
  const fail = (error: unknown) => {
    transfers.forget(key);
    feed.tell({ kind: 'failed', error: application.errors.explained(error) });
  };
  const end = startRunFileThread(
    { kind: 'write', file: path, job },
    {
      report: (report) => {
        switch (report.kind) {
          case 'progress':
            feed.tell(report);
            break;
          case 'failed':
            fail(new WorkbenchError(report.code, report.message));
            break;
          case 'written':
            try {
              isWritten = true;
              feed.tell({ kind: 'finished', file: key, bytes: transfers.measure(key), leftOut: leftOut.length });
            } catch (error) {
              fail(error);
            }
            break;
          case 'checked':
            break;
        }
      },
      crashed: fail,
    },
  );
  feed.atEnd(() => {
    end();
    // One that is written is read after this, and forgotten by whoever reads it.
    if (!isWritten) transfers.forget(key);
  });
  return feed;
}

interface ImportRequest {
  readonly file: string;
  /** Whether the user has allowed the file's modules to run. */
  readonly modules: boolean;
}

/** A run file that was handed over, on its way into the store. */
export function importFeed(
  application: Application,
  permission: ModulePermission,
  { file: key, modules }: ImportRequest,
  ready: () => void,
): Feed<RunFileImportEvent> {
  const feed = new NewestFeed<RunFileImportEvent>(ready);
  const transfers = application.runFiles;
  const file = transfers.received(key);
  const fail = (error: unknown) => {
    transfers.forget(key);
    feed.tell({ kind: 'failed', error: application.errors.explained(notImported(file.name, error)) });
  };
  const withdrawn = new AbortController();
  const merge = (store: Store) => {
    // What is known, and so was not asked about, is known to this store.
    if (application.workbench.store !== store) {
      throw new WorkbenchError('store-changed', 'another store was opened meanwhile; import it again');
    }
    const outcome = mergeChecked(store, file.path);
    transfers.forget(key);
    emitMarked(application.workbench.events, [...outcome.imported, ...outcome.copied]);
    feed.tell({ kind: 'finished', outcome });
  };
  const proceed = async (checked: CheckedRunFile) => {
    file.checked = checked;
    const { store } = application.workbench;
    const question = { file: file.name, modules: checked.modules };
    const given = await permission.of(question, store, modules, withdrawn.signal);
    switch (given.kind) {
      case 'allowed':
        merge(store);
        break;
      case 'refused':
        throw new WorkbenchError('module-not-allowed', 'it needs JavaScript that was not allowed');
      case 'page asks':
        feed.tell({ kind: 'asks', modules: given.modules.map(moduleFacts) });
        break;
    }
  };
  if (file.checked) {
    feed.atEnd(() => withdrawn.abort());
    void proceed(file.checked).catch(fail);
    return feed;
  }
  const end = startRunFileThread(
    { kind: 'check', file: file.path },
    {
      report: (report) => {
        if (report.kind === 'progress') feed.tell(report);
        else if (report.kind === 'checked') void proceed(report.checked).catch(fail);
        else if (report.kind === 'failed') fail(new WorkbenchError(report.code, report.message));
      },
      crashed: fail,
    },
  );
  feed.atEnd(() => {
    end();
    withdrawn.abort();
  });
  return feed;
}
