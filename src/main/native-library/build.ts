import type { CachedSource, InstalledFile, InstalledLink, Origin } from './cache.ts';
import type { Sources } from './sources.ts';
import type { Tell } from './progress.ts';

/** What a source needs to bring its build. */
export interface Work {
  readonly sources: Sources;
  readonly environment: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  readonly tell: Tell;
  /** A folder for downloads, which is deleted at the end. */
  readonly scratch: string;
  /** An empty folder for the files that are kept. */
  readonly target: string;
}

/** What a source has brought into the target folder. */
export interface Build {
  readonly source: CachedSource;
  readonly tensorflow: Origin['tensorflow'];
  readonly files: readonly InstalledFile[];
  readonly links: readonly InstalledLink[];
  readonly from: readonly Origin['from'][number][];
  /** What LICENSES/README says besides, or empty. */
  readonly licences: string;
}
