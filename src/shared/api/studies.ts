import { z } from 'zod';
import { channel, notes, nothing, request, runId, runIds, runName } from './request.ts';

const subject = z.strictObject({
  kind: z.enum(['run', 'group']),
  name: runName,
  /** Exactly these runs, even if others join their group later. */
  runs: runIds,
});
const subjects = z.array(subject).min(1).max(20);
/** How it is looked at: metric, base and the like. */
const view = z.record(z.string().max(100), z.union([z.string().max(1000), z.number(), z.boolean()]));

export type StudySubject = z.output<typeof subject>;
export type StudyView = z.output<typeof view>;

/** A comparison that was kept. */
export interface Study {
  readonly id: string;
  readonly name: string;
  readonly notes: string;
  readonly subjects: readonly StudySubject[];
  readonly view: StudyView;
  /** UTC, ISO 8601. */
  readonly createdAt: string;
}

const studyId = z.string().min(1).max(64);

/** What a researcher expects of a change before it is tried. */
export const GUESSES = ['better', 'worse', 'same'] as const;
export type Guess = (typeof GUESSES)[number];

/** What a study that answers a question holds in its view. */
export interface AskedView {
  /** The id of the question. */
  readonly question: string;
  readonly guess: Guess | undefined;
}

/** The question that a study answers, its first subject being what was asked about and its second what was changed; undefined of others. */
export function askedIn({ question, guess }: StudyView): AskedView | undefined {
  return typeof question === 'string' ? { question, guess: GUESSES.find((one) => one === guess) } : undefined;
}

export const STUDIES_CHANNELS = {
  /** Every study, newest first, whenever one of them changes. */
  studies: channel(nothing).tells<{ readonly studies: readonly Study[] }>(),
};

export const STUDIES_REQUESTS = {
  'studies.save': request(
    z.strictObject({ name: runName, notes: notes.default(''), subjects, view: view.default({}) }),
  ).gives<{ readonly study: string }>(),
  /** Changes what is given. */
  'studies.change': request(
    z.strictObject({
      study: studyId,
      name: runName.optional(),
      notes: notes.optional(),
      subjects: subjects.optional(),
      view: view.optional(),
    }),
  ).gives<undefined>(),
  /** The runs stay. */
  'studies.remove': request(z.strictObject({ study: studyId })).gives<undefined>(),
  /** Restores a removed study as it was; an existing study stays as it is. */
  'studies.restore': request(
    z.strictObject({ id: studyId, name: runName, notes, subjects, view, createdAt: z.iso.datetime() }),
  ).gives<undefined>(),
  /**
   * Asks what happens to a run's group if one thing of its config changes (`shared/questions`): trains eight seeds of the changed
   * config and of the group's own, except existing ones, and saves the study of both. `question-unknown` if the question does not
   * apply.
   */
  'studies.ask': request(
    z.strictObject({ run: runId, question: z.string().min(1).max(100), guess: z.enum(GUESSES).optional() }),
  ).gives<{ readonly study: string }>(),
};
