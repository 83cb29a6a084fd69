import { existsSync } from 'node:fs';
import { WorkbenchError } from '../../../shared/errors.ts';
import { explained, isStoreUnusable } from '../../store/connection.ts';
import { openStore, type Store } from '../../store/store.ts';
import type { Output } from '../output/output.ts';
import { printable } from '../output/printable.ts';

/**
 * Opens an existing store for reading. If it can be written, runs whose process was killed are marked as interrupted
 * first, so that no dead run is shown as training. Throws the errors of `openStore`.
 */
export function openForReading(path: string): Store {
  requireStore(path);
  try {
    const store = openStore(path);
    try {
      store.states.markInterrupted();
    } catch (error) {
      // A store on a full disk can still be read.
      if (!isStoreUnusable(error)) throw error;
    }
    return store;
  } catch (error) {
    if (!(error instanceof WorkbenchError)) throw error;
    if (error.code === 'store-full') return openStore(path, { readonly: true });
    if (error.code === 'store-not-writable') return openReadOnly(path);
    throw error;
  }
}

/** Opens a store that this user may not write to, with a note on stderr. */
function openReadOnly(path: string): Store {
  const store = openStore(path, { readonly: true });
  noteReadOnly(path, store.readOnlyReason);
  return store;
}

/** Says on stderr why a store is read-only, if it is. */
export function noteReadOnly(path: string, why: string | undefined): void {
  if (why !== undefined) process.stderr.write(`note: ${printable(path)} is read-only: ${why}\n`);
}

/** Throws `store-not-found` if there is no store, because opening it for writing would create one. */
export function requireStore(path: string): void {
  if (!existsSync(path)) openStore(path, { readonly: true });
}

/** Prints faults that are found in the store while runs train. */
export function notingProblems(output: Output): (error: unknown) => void {
  return (error) => {
    if (error instanceof WorkbenchError) output.note(`note: ${error.message}`);
  };
}

/** Runs `work` with the store and closes it. Damage that is found only now gives the same error as at opening. */
export async function withOpenStore<Result>(
  path: string,
  work: (store: Store) => Result | Promise<Result>,
): Promise<Result> {
  const store = openForReading(path);
  try {
    return await work(store);
  } catch (error) {
    throw explained(error, path);
  } finally {
    store.close();
  }
}
