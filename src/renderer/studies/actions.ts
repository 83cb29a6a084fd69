import type { Study, StudySubject, StudyView } from '../../shared/api/studies.ts';
import { bridge } from '../state/connection.svelte.ts';
import { windowLocation } from '../state/location.svelte.ts';
import { notices, orNotice } from '../state/notices.svelte.ts';
import type { Subject } from '../state/subjects.svelte.ts';

/** Actions on studies, for any part of the window. Refusals are shown as notices. */

/** Up to this many subjects are named; of more only the first. */
const MOST_NAMED = 2;

/** The automatic name of a study: `wide against vanilla`. */
export function studyName(subjects: readonly Pick<StudySubject, 'name'>[]): string {
  const [first, ...others] = subjects.map(({ name }) => name);
  return others.length < MOST_NAMED ? [first, ...others].join(' against ') : `${first} and ${others.length} others`;
}

/** The runs that these subjects show now. Runs that join their groups later are not included. */
export function studySubjects(subjects: readonly Pick<Subject, 'kind' | 'name' | 'rows'>[]): StudySubject[] {
  return subjects.map(({ kind, name, rows }) => ({ kind, name, runs: rows.map(({ run }) => run.id) }));
}

export function openStudy(study: string): void {
  windowLocation.go({ view: 'studies', selected: [study], trash: false, epoch: undefined });
}

/**
 * Saves a comparison with its view settings as a study and shows it. Returns its id, or undefined if it was refused.
 */
export async function saveStudy(
  subjects: readonly Subject[],
  view: StudyView,
  name: string = studyName(subjects),
): Promise<string | undefined> {
  const saved = await orNotice(
    bridge.request('studies.save', { name, subjects: studySubjects(subjects), view: { ...view } }),
  );
  if (!saved) return undefined;
  openStudy(saved.study);
  return saved.study;
}

/** The study as the input of a request. */
function plain(subjects: readonly StudySubject[]) {
  return subjects.map((subject) => ({ ...subject, runs: [...subject.runs] }));
}

type Change = Partial<Pick<Study, 'name' | 'notes' | 'subjects' | 'view'>>;

export async function changeStudy(study: string, { subjects, view, ...texts }: Change): Promise<void> {
  await orNotice(
    bridge.request('studies.change', {
      study,
      ...texts,
      ...(subjects && { subjects: plain(subjects) }),
      ...(view && { view: { ...view } }),
    }),
  );
}

/** Removes a study and offers to undo it; its runs stay. */
export async function removeStudy(study: Study): Promise<void> {
  const result = await bridge.request('studies.remove', { study: study.id });
  if (!result.ok) {
    notices.error(result.error);
    return;
  }
  if (windowLocation.address.selected.includes(study.id)) windowLocation.go({ selected: [] });
  notices.done(`The study ${study.name} was removed; its runs stay.`, {
    label: 'Undo',
    do: () => void orNotice(bridge.request('studies.restore', { ...study, subjects: plain(study.subjects) })),
  });
}
