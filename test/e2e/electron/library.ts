import { copyFileSync, linkSync, mkdirSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findNativeLibrary } from '../../../src/main/native-library/location.ts';
import type { DesktopHome } from './desktop.ts';

/** Gives a home the native library of this machine, which was fetched once for all tests. */
export function giveLibrary(home: DesktopHome): void {
  const found = findNativeLibrary();
  if (found.kind === 'missing') throw new Error(found.reason);
  const { folder } = found.library;
  const target = join(home.folder, 'cache', 'gan-workbench', folder.slice(dirname(folder).length + 1));
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isDirectory()) continue;
    const file = join(entry.parentPath, entry.name);
    const place = join(target, file.slice(folder.length));
    mkdirSync(dirname(place), { recursive: true });
    try {
      linkSync(file, place);
    } catch {
      // The folders are on two file systems.
      copyFileSync(file, place);
    }
  }
}
