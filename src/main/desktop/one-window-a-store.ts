import { existsSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { app } from 'electron';
import { makeFolders } from '../locations.ts';

/** The message of a second start to the windows that are open. */
interface Asking {
  readonly store: string;
}

export type Place =
  /** A window already shows this store and was brought to the front. */
  | { readonly kind: 'open already'; readonly store: string }
  /** `others` are the stores that other windows show. */
  | { readonly kind: 'own window'; readonly folder: string; readonly others: readonly string[] };

/** A path that is the same for every way to write it, also where the file is not there yet. */
function sameForAll(path: string): string {
  const whole = resolve(path);
  try {
    return realpathSync.native(whole);
  } catch {
    const folder = dirname(whole);
    return existsSync(folder) ? join(realpathSync.native(folder), basename(whole)) : whole;
  }
}

/** The file in a window's folder that names the store which the window shows, or showed last. */
const nameFile = (folder: string) => join(folder, 'store');

function storeShownBy(folder: string): string | undefined {
  const file = nameFile(folder);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

/** Keeps which store the window of this folder shows. */
export function keepShownStore(folder: string, store: string): void {
  writeFileSync(nameFile(folder), sameForAll(store), { mode: 0o600 });
}

/**
 * Finds a folder for a window on `store`. Each window has its own Chromium folder, which one process holds: the first is `root`,
 * the others lie beside it. If a window already shows the store, it is brought to the front. Call this before Electron is ready.
 */
export function placeFor(store: string, root: string): Place {
  const asking: Asking = { store: sameForAll(store) };
  const folderOf = (place: number) => (place === 1 ? root : `${root}-${place}`);
  const folders: string[] = [];
  while (existsSync(folderOf(folders.length + 1))) folders.push(folderOf(folders.length + 1));
  const taken = folders.filter((folder) => !isHeldByUs(folder, asking));
  if (taken.some((folder) => storeShownBy(folder) === asking.store))
    return { kind: 'open already', store: asking.store };
  const others = taken.map((folder) => storeShownBy(folder) ?? 'another store');
  const free = folders.filter((folder) => !taken.includes(folder));
  // Where it was shown last, its window is where it was.
  const last = free.filter((folder) => storeShownBy(folder) === asking.store);
  const found = [...last, ...free].find((folder) => isHeldByUs(folder, asking));
  if (found !== undefined) return { kind: 'own window', folder: found, others };
  for (let place = folders.length + 1; ; place++) {
    const folder = folderOf(place);
    if (isHeldByUs(folder, asking)) return { kind: 'own window', folder, others };
  }
}

/**
 * Claims a window's folder until this process ends or claims another. False if another process holds it; that process is notified.
 */
function isHeldByUs(folder: string, asking: Asking): boolean {
  app.releaseSingleInstanceLock();
  makeFolders(folder);
  app.setPath('userData', folder);
  return app.requestSingleInstanceLock(asking);
}

/** Calls `focus` when the workbench is started again with the store that `shown` returns. */
export function watchSecondStarts(shown: () => string | undefined, focus: () => void): void {
  app.on('second-instance', (_event, _arguments, _folder, asking) => {
    const { store } = asking as Partial<Asking>;
    const own = shown();
    if (store === undefined || (own !== undefined && store === sameForAll(own))) focus();
  });
}
