import type { Guess } from '../api/studies.ts';
import { measuredMetrics, metricsTable, type ComparedSubject } from '../comparison/metrics-table.ts';
import { answer, verdict, type Answer } from '../comparison/verdict.ts';
import { distanceAmong } from '../metrics.ts';

export interface QuestionAnswer {
  readonly answer: Answer;
  /** Whether the answer is as guessed; undefined without a guess, and if the seeds do not show it. */
  readonly isAsExpected: boolean | undefined;
  /** `Better, as you expected`. */
  readonly headline: string;
  /** The evidence, in a sentence. */
  readonly sentence: string;
}

const GUESS_WORDS: Readonly<Record<Guess, string>> = { better: 'better', worse: 'worse', same: 'the same' };

const HEADLINES: Readonly<Record<Answer, string>> = {
  better: 'Better',
  worse: 'Worse',
  different: 'Different',
  'same or too close to tell': 'No difference is shown',
  'can’t tell': 'No test is possible',
  'not comparable': 'Not comparable',
};

/**
 * Whether the answer is as guessed. Finding no difference confirms the guess `the same`, but does not refute another
 * guess: the difference may be too small for these seeds.
 */
function asExpected(found: Answer, guess: Guess | undefined): boolean | undefined {
  switch (found) {
    case 'better':
    case 'worse':
      return guess && guess === found;
    case 'same or too close to tell':
      return guess === 'same' ? true : undefined;
    case 'different':
    case 'can’t tell':
    case 'not comparable':
      return undefined;
  }
}

function headline(found: Answer, guess: Guess | undefined): string {
  if (guess === undefined) return HEADLINES[found];
  if (asExpected(found, guess) === true) return `${HEADLINES[found]}, as you expected`;
  return `${HEADLINES[found]}. You expected: ${GUESS_WORDS[guess]}`;
}

/**
 * The answer to a question: how a changed config compares with its base by the tail mean of the distance to the target
 * (of the averaged generator, for a side that has one). Undefined if nothing has been measured.
 */
export function answerQuestion(
  base: ComparedSubject,
  changed: ComparedSubject,
  guess: Guess | undefined,
): QuestionAnswer | undefined {
  const measured = measuredMetrics([...base.rows, ...changed.rows]);
  const metric = distanceAmong(measured);
  if (metric === undefined) return undefined;
  const subjects = [base, changed];
  const { rows } = metricsTable({ subjects, metrics: [metric], measure: 'tail', base: base.key, preferAverage: true });
  const [row] = rows;
  const [, cell] = row.cells;
  const found = answer(row, cell);
  const sentence = verdict(row, cell);
  if (found === undefined || sentence === undefined) return undefined;
  return { answer: found, isAsExpected: asExpected(found, guess), headline: headline(found, guess), sentence };
}
