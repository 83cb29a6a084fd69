import { WorkbenchError } from '../../../shared/errors.ts';
import type { ReadingAnswer } from '../../../shared/api/training.ts';

/**
 * A table can be read in more than one way, and only its author knows which is right. The message explains this at the terminal;
 * the window shows a button for each answer.
 */
export class ReadingQuestion extends WorkbenchError {
  readonly question: string;
  readonly answers: readonly ReadingAnswer[];
  /** Places of the columns that it is about; empty where it is about none in particular. */
  readonly places: readonly number[];

  constructor(question: string, answers: readonly ReadingAnswer[], places: readonly number[] = []) {
    const ways = answers.map(({ label, setting, value }) => {
      return `--set target.${setting}=${value} to ${label.charAt(0).toLowerCase()}${label.slice(1)}`;
    });
    super('bad-data', `${question} Use ${ways.join(', or ')}.`, { path: 'target.file' });
    this.question = question;
    this.answers = answers;
    this.places = places;
  }
}
