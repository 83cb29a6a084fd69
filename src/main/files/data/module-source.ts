import { basename } from 'node:path';
import { WorkbenchError } from '../../../shared/errors.ts';
import { moduleDigest } from '../../store/tables/dataset-digest.ts';
import type { ModuleDataset } from '../../store/tables/datasets.ts';
import { readUserFile } from './user-file.ts';

export const MOST_MODULE_BYTES = 5_000_000;

/**
 * Reads the source of the user's own JavaScript module, without running it. `field` is `target.file` or `noise.file`.
 * Throws `file-not-found`, `file-unreadable`, `file-too-large` (above 5 MB), and `bad-module` if it is not UTF-8 text.
 */
export function readModuleSource(path: string, field: 'target.file' | 'noise.file'): ModuleDataset {
  const bytes = readUserFile({ path, field, what: 'Module', maximumBytes: MOST_MODULE_BYTES });
  const name = basename(path);
  try {
    return { kind: 'module', digest: moduleDigest(bytes), name, source: moduleText(bytes) };
  } catch (cause) {
    throw new WorkbenchError('bad-module', `${name} is not a text file in UTF-8; name a JavaScript module.`, {
      path: field,
      cause,
    });
  }
}

/**
 * The text of a module, including a byte order mark at its beginning, because its digest includes it. Throws a
 * TypeError if it is not UTF-8.
 */
export function moduleText(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
}
