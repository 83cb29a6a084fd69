import { existsSync } from 'node:fs';
import { WorkbenchError } from '../../../shared/errors.ts';
import { explained, isStoreUnusable } from '../../store/connection.ts';
import { openStore, type Store } from '../../store/store.ts';
import type { Output } from '../output/output.ts';
import { printable } from '../output/text-table.ts';

/**
 * Opens an existing store to read from. Where that can be written, runs whose process was killed are marked as
 * interrupted first, so that none is shown as training that is not. Throws what `openStore` refuses.
 */
export function openForReading(path: string): Store {
  requireStore(path);
  try {
    const store = openStore(path);
    try {
      store.states.markInterrupted();
    } catch (error) {
      // On a full disk it can be read all the same.
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

/** Opens a store that this user may not write to, and says so. */
function openReadOnly(path: string): Store {
  const store = openStore(path, { readonly: true });
  noteReadOnly(path, store.readOnlyReason);
  return store;
}

/** Says on stderr why a store is read only, where it is. */
export function noteReadOnly(path: string, why: string | undefined): void {
  if (why !== undefined) process.stderr.write(`note: ${printable(path)} is read-only: ${why}\n`);
}

/** Throws `store-not-found` where there is no store: opened for writing, one would be made. */
export function requireStore(path: string): void {
  if (!existsSync(path)) openStore(path, { readonly: true });
}

/** Says what is found wrong with a store, or cannot be done for it, while runs train in it. */
export function notingProblems(output: Output): (error: unknown) => void {
  return (error) => {
    if (error instanceof WorkbenchError) output.note(`note: ${error.message}`);
  };
}

/** Does `work` with the store and closes it. Damage that is met only now is said as at the opening. */
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
