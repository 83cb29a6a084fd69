import type { OtherBuild } from '../../shared/api/training.ts';

/** What goes on with these runs, once it is decided by which build. */
export interface BuildQuestion {
  /** The runs that another build trained. */
  readonly others: readonly OtherBuild[];
  /** The runs asked for that the build which is here trained. */
  readonly same: readonly string[];
  /** Lets runs go on, with whichever build is here. */
  readonly goOn: (runs: readonly string[]) => Promise<void>;
}

class BuildQuestions {
  /** The question that is shown; undefined while there is none. */
  current = $state.raw<BuildQuestion | undefined>();
}

export const buildQuestions = new BuildQuestions();
