import { configAsTrained } from '../../shared/comparison/config-diff.ts';
import { questionsAbout, type AppliedQuestion } from '../../shared/questions/questions.ts';
import type { Run } from '../../shared/run.ts';

const known = new Map<string, readonly AppliedQuestion[]>();

/** The questions about a run's group. They are computed once for a group, because a running run changes many times a second. */
export function questionsOf(run: Run): readonly AppliedQuestion[] {
  const questions = known.get(run.group) ?? questionsAbout(configAsTrained(run));
  known.set(run.group, questions);
  return questions;
}
