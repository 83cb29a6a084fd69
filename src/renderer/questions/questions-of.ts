import { configAsTrained } from '../../shared/comparison/config-diff.ts';
import { questionsAbout, type AppliedQuestion } from '../../shared/questions/questions.ts';
import type { Run } from '../../shared/run.ts';

const known = new Map<string, readonly AppliedQuestion[]>();

/** What can be asked of a run's group. While it trains, a run is told anew many times a second, and its group stays. */
export function questionsOf(run: Run): readonly AppliedQuestion[] {
  const questions = known.get(run.group) ?? questionsAbout(configAsTrained(run));
  known.set(run.group, questions);
  return questions;
}
