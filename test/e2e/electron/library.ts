import { copyFileSync, linkSync, mkdirSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findNativeLibrary } from '../../../src/main/native-library/location.ts';
import type { DesktopHome } from './desktop.ts';
import { handOver, isReadByNobody, isRoot } from './ordinary-user.ts';

/** Gives a home the native library of this machine, which was fetched once for all tests. */
export function giveLibrary(home: DesktopHome): void {
  const found = findNativeLibrary();
  if (found.kind === 'missing') throw new Error(found.reason);
  const { folder } = found.library;
  const target = join(home.folder, 'cache', 'gan-workbench', folder.slice(dirname(folder).length + 1));
  // What a command of root's installed is root's alone.
  const isPrivate = isRoot && !isReadByNobody(join(folder, 'origin.json'));
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isDirectory()) continue;
    const file = join(entry.parentPath, entry.name);
    const place = join(target, file.slice(folder.length));
    mkdirSync(dirname(place), { recursive: true });
    const isLinked = !isPrivate && linked(file, place);
    if (isLinked) continue;
    copyFileSync(file, place);
    handOver(place);
  }
}

/** Whether a link could be made: not from one file system to another. */
function linked(file: string, place: string): boolean {
  try {
    linkSync(file, place);
    return true;
  } catch {
    return false;
  }
}
