import { configAsTrained } from '../../shared/comparison/config-diff.ts';
import {
  questionsAbout,
  refusedQuestions,
  type AppliedQuestion,
  type RefusedQuestion,
} from '../../shared/questions/questions.ts';
import type { Run } from '../../shared/run.ts';

interface Questions {
  readonly asked: readonly AppliedQuestion[];
  readonly refused: readonly RefusedQuestion[];
}

const known = new Map<string, Questions>();

function questionsAnew(run: Run): Questions {
  const config = configAsTrained(run);
  return { asked: questionsAbout(config), refused: refusedQuestions(config) };
}

/** The questions about a run's group. They are cached by group, because a running run changes many times a second. */
export function questionsOf(run: Run): Questions {
  const questions = known.get(run.group) ?? questionsAnew(run);
  known.set(run.group, questions);
  return questions;
}
