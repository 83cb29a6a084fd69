import type { Study } from '../../shared/api/studies.ts';
import { groupKey, type SubjectKey } from '../../shared/subject.ts';
import { runs } from '../state/runs.svelte.ts';
import { subjectOf, subjects, type Subject } from '../state/subjects.svelte.ts';
import { studyMembers, type StudyMembers } from './study-members.ts';

/** A subject of a study with its existing runs. */
export interface ShownSubject {
  readonly name: string;
  readonly members: StudyMembers;
  /** Undefined if none of its runs exists. */
  readonly subject: Subject | undefined;
}

/** What a study shows: exactly those of its runs that exist. */
export function shownSubjects({ subjects: saved }: Study): ShownSubject[] {
  const keys = new Set<SubjectKey>();
  return saved.map((one) => {
    const members = studyMembers(
      one,
      (id) => runs.get(id),
      (group) => subjects.group(groupKey(group)),
    );
    const [first] = members.rows;
    if (members.rows.length === 0) return { name: one.name, members, subject: undefined };
    const own = one.kind === 'run' ? first.run.id : groupKey(first.run.group);
    // Two groups become one if the shorter one was extended to the length of the other.
    let key = own;
    for (let repeated = 2; keys.has(key); repeated += 1) key = `${own}-${repeated}`;
    keys.add(key);
    const subject = subjectOf(key, one.kind, members.rows, one.name);
    // Seeds that joined later do not count as hidden, because the study never had them.
    const hidden = members.trashed.length + members.strayed;
    return { name: one.name, members, subject: subject && { ...subject, hidden } };
  });
}
