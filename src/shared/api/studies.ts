import { z } from 'zod';
import { notes, nothing, runIds, runName } from './fields.ts';
import { channel, request } from './request.ts';

const subject = z.strictObject({
  kind: z.enum(['run', 'group']),
  name: runName,
  /** Exactly these runs, whatever joins their group later. */
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
};
