import type { SubjectKey } from '../../shared/subject.ts';

/** The run or the group whose name is being written in the list. */
class Renaming {
  subject = $state<SubjectKey | undefined>();
}

export const renaming = new Renaming();
