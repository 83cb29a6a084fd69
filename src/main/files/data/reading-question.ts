import { WorkbenchError } from '../../../shared/errors.ts';
import type { ReadingAnswer } from '../../../shared/api/training.ts';

/**
 * The error for a table that can be read in several ways, of which only its author knows the right one. At the terminal
 * the message explains the options; the window shows a button for each answer.
 */
export class ReadingQuestion extends WorkbenchError {
  readonly question: string;
  readonly answers: readonly ReadingAnswer[];
  /** Indices of the columns that it is about; empty if it is not about particular columns. */
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
