import type { OtherBuild } from '../../shared/api/training.ts';

/** The open question with which build runs resume. */
export interface BuildQuestion {
  /** The runs that another build trained. */
  readonly others: readonly OtherBuild[];
  /** The runs asked for that the build which is here trained. */
  readonly same: readonly string[];
  /** Resumes the runs with the build that is here. */
  readonly goOn: (runs: readonly string[]) => Promise<void>;
}

class BuildQuestions {
  /** The question that is shown; undefined while there is none. */
  current = $state.raw<BuildQuestion | undefined>();
}

export const buildQuestions = new BuildQuestions();
