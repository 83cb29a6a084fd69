import type { Study, StudySubject, StudyView } from '../../../shared/api/studies.ts';
import { WorkbenchError } from '../../../shared/errors.ts';
import { composed } from '../../../shared/text-order.ts';
import { nameOf, type Connection } from '../connection.ts';

/** The changes of a study; undefined fields stay. */
export type StudyChange = { readonly [Key in 'name' | 'notes' | 'subjects' | 'view']?: Study[Key] | undefined };

interface StudyRow {
  readonly study_key: number;
  readonly id: string;
  readonly name: string;
  readonly notes: string;
  readonly subjects: string;
  readonly view: string;
  readonly created_at: string;
}

export function studyTable(connection: Connection) {
  const insert = connection.prepare<[string, string, string, string, string, string]>(
    'INSERT INTO studies (id, name, notes, subjects, view, created_at) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const select = connection.prepare<[], StudyRow>('SELECT * FROM studies ORDER BY created_at DESC, study_key DESC');
  const selectOne = connection.prepare<[string], StudyRow>('SELECT * FROM studies WHERE id = ?');
  const update = connection.prepare<[string, string, string, string, number]>(
    'UPDATE studies SET name = ?, notes = ?, subjects = ?, view = ? WHERE study_key = ?',
  );
  const remove = connection.prepare<[number]>('DELETE FROM studies WHERE study_key = ?');

  /** Throws `study-not-found`. */
  function row(id: string): StudyRow {
    const found = selectOne.get(id);
    if (found === undefined)
      throw new WorkbenchError('study-not-found', `There is no study ${id} in ${nameOf(connection)}.`);
    return found;
  }

  return {
    insert({ id, name, notes, subjects, view, createdAt }: Study): void {
      insert.run(id, composed(name), composed(notes), JSON.stringify(subjects), JSON.stringify(view), createdAt);
    },
    /** Newest first. */
    list: (): Study[] => select.all().map(studyOf),
    change(id: string, { name, notes, subjects, view }: StudyChange): void {
      const found = row(id);
      update.run(
        composed(name ?? found.name),
        composed(notes ?? found.notes),
        subjects ? JSON.stringify(subjects) : found.subjects,
        view ? JSON.stringify(view) : found.view,
        found.study_key,
      );
    },
    /** Its runs stay. */
    remove(id: string): void {
      remove.run(row(id).study_key);
    },
  };
}

function studyOf(row: StudyRow): Study {
  return {
    id: row.id,
    name: row.name,
    notes: row.notes,
    subjects: JSON.parse(row.subjects) as StudySubject[],
    view: JSON.parse(row.view) as StudyView,
    createdAt: row.created_at,
  };
}
