import { createRequire } from 'node:module';
import type * as MathJs from 'mathjs/number';
import type { MathLibrary } from '../shared/formula/library.ts';

let library: MathLibrary | undefined;

/**
 * `shared/formula/library.ts` for a Node that runs from the sources (`imports` in package.json): the library is hundreds of files there,
 * which take a third of a second, so it is loaded with the first formula. In what is built, it is part of the bundle.
 */
export function math(): MathLibrary {
  if (!library) {
    const load = createRequire(import.meta.url);
    const { create, parseDependencies, derivativeDependencies } = load('mathjs/number') as typeof MathJs;
    library = create({ parseDependencies, derivativeDependencies });
  }
  return library;
}
