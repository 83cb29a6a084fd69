import { counted } from '../../../shared/counted.ts';
import type { ImportedLaw } from '../../../shared/api/training.ts';
import { WorkbenchError } from '../../../shared/errors.ts';
import { moduleDigest } from '../../store/tables/dataset-digest.ts';
import type { Store } from '../../store/store.ts';
import type { LawModule } from '../../training/module-law.ts';
import type { TryModule } from './files.ts';
import { MOST_MODULE_BYTES, moduleText } from './module-source.ts';
import { megabytes } from '../../../shared/byte-size.ts';

/** Runs a module's code, in a thread that can be ended. */
export interface ModuleTries {
  /** The names of the functions that it exports. */
  readonly list: (module: LawModule) => Promise<readonly string[]>;
  readonly draw: TryModule;
}

/** A JavaScript module that was chosen for one of a config's laws. */
export interface LawModuleFile {
  readonly field: 'target' | 'noise';
  readonly name: string;
  readonly bytes: Uint8Array;
  /** The function of a module; undefined takes the first one that returns draws. */
  readonly export?: string | undefined;
}

/**
 * Stores a user's JavaScript module, with the named function or the first one that returns draws. Throws `bad-module`.
 */
export async function importModule(
  { field, name, bytes, export: wanted }: LawModuleFile,
  store: Store,
  tries: ModuleTries,
): Promise<ImportedLaw> {
  const source = sourceOf(bytes, name, field);
  const digest = moduleDigest(bytes);
  const module = (exportName: string): LawModule => ({ source, name, exportName, field, dimension: undefined });
  const functions = await tries.list(module(wanted ?? 'default'));
  const { exportName, dimension } = await firstThatDraws(
    wanted === undefined ? usualOrder(functions, field) : [wanted],
    (one) => tries.draw(module(one)),
  );
  store.datasets.put({ kind: 'module', digest, name, source }, new Date().toISOString());
  const said = exportName === 'default' ? 'the default function' : `the function ${exportName}`;
  return {
    law: { law: 'module', file: name, ...(exportName !== 'default' && { export: exportName }), digest, dimension },
    summary: `${said} of ${name}: ${counted(dimension, 'number')} a draw`,
    columns: [],
    taken: [],
    functions,
  };
}

/**
 * The default export first, then the one named like the law. A module without functions is refused for its default
 * export.
 */
function usualOrder(functions: readonly string[], field: LawModuleFile['field']): readonly string[] {
  const rank = (name: string) => (name === 'default' ? 0 : name === field ? 1 : 2);
  return functions.length === 0 ? ['default'] : functions.toSorted((one, other) => rank(one) - rank(other));
}

/**
 * Tries functions in turn, skipping other exports such as helpers. If none works, throws the error of the first one.
 */
async function firstThatDraws(
  names: readonly string[],
  draw: (name: string) => Promise<{ readonly dimension: number }>,
) {
  let first: unknown;
  for (const exportName of names) {
    try {
      return { exportName, ...(await draw(exportName)) };
    } catch (error) {
      if (!(error instanceof WorkbenchError) || error.code !== 'bad-module') throw error;
      first ??= error;
    }
  }
  throw first;
}

/** The text of a module. Throws `bad-module` if it is not text, and `file-too-large`. */
export function sourceOf(bytes: Uint8Array, name: string, field: string): string {
  if (bytes.byteLength > MOST_MODULE_BYTES) {
    const message = `${name} is ${megabytes(bytes.byteLength)}; a module has at most ${megabytes(MOST_MODULE_BYTES)}.`;
    throw new WorkbenchError('file-too-large', message, { path: `${field}.file` });
  }
  try {
    return moduleText(bytes);
  } catch (cause) {
    const message = `${name} is not a text file in UTF-8; choose a JavaScript module.`;
    throw new WorkbenchError('bad-module', message, { path: `${field}.file`, cause });
  }
}
