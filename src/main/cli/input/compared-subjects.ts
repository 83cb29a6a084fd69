import type { RunRow } from '../../../shared/api/runs.ts';
import type { ComparedSubject } from '../../../shared/comparison/metrics-table.ts';
import { distinguishingNames } from '../../../shared/comparison/distinguishing-names.ts';
import { WorkbenchError } from '../../../shared/errors.ts';
import { groupsOf, type RunGroup } from '../../../shared/groups/groups.ts';
import { sinceLook } from '../../../shared/groups/looks.ts';
import { membership } from '../../../shared/groups/members.ts';
import { groupName } from '../../../shared/groups/name.ts';
import { isGroupKey } from '../../../shared/subject.ts';
import { composed } from '../../../shared/text-order.ts';
import type { RunListing, Store } from '../../store/store.ts';
import { rowOf, SHOWN_DIGITS } from './listed-groups.ts';

/** With fewer digits, a text is a name and not the beginning of a group's hash. */
const FEWEST_DIGITS = 6;

type Found = { readonly kind: 'run'; readonly row: RunRow } | { readonly kind: 'group'; readonly group: RunGroup };

function describe(found: Found): string {
  return found.kind === 'run' ? `run ${found.row.run.id}` : `group ${found.group.hash.slice(0, SHOWN_DIGITS)}`;
}

/** What runs with one name stand for: a single run, the group that all of them belong to, or several of both. */
function named(rows: readonly RunRow[], groups: readonly RunGroup[]): Found[] {
  return [...Map.groupBy(rows, ({ run }) => run.group)].flatMap(([hash, members]): Found[] => {
    const group = groups.find((one) => one.hash === hash);
    return members.length > 1 && group ? [{ kind: 'group', group }] : members.map((row) => ({ kind: 'run', row }));
  });
}

function groupsBeginning(groups: readonly RunGroup[], digits: string): Found[] {
  return groups.filter(({ hash }) => hash.startsWith(digits)).map((group) => ({ kind: 'group', group }));
}

/** The first of these meanings that fits the text. */
function meanings(text: string, rows: readonly RunRow[], groups: readonly RunGroup[]): Found[] {
  if (isGroupKey(text)) return groupsBeginning(groups, text.slice(text.indexOf(':') + 1));
  const ways: readonly (() => Found[])[] = [
    () => rows.filter(({ run }) => run.id === text).map((row) => ({ kind: 'run', row })),
    () =>
      named(
        rows.filter(({ run }) => composed(run.name) === composed(text)),
        groups,
      ),
    () => groups.filter((group) => groupName(group.rows) === composed(text)).map((group) => ({ kind: 'group', group })),
    () => [
      ...rows.filter(({ run }) => text !== '' && run.id.startsWith(text)).map((row): Found => ({ kind: 'run', row })),
      ...(text.length >= FEWEST_DIGITS ? groupsBeginning(groups, text) : []),
    ],
  ];
  for (const way of ways) {
    const found = way();
    if (found.length > 0) return found;
  }
  return [];
}

function find(text: string, rows: readonly RunRow[], groups: readonly RunGroup[], store: Store): Found {
  const found = meanings(text, rows, groups);
  if (found.length === 0) {
    throw new WorkbenchError(
      'run-not-found',
      `No run and no group in ${store.path} has the id, hash or name "${text}".`,
    );
  }
  if (found.length > 1) {
    const several = found.slice(0, 5).map(describe).join(', ');
    const more = found.length > 5 ? `, and ${found.length - 5} more` : '';
    throw new WorkbenchError('run-ambiguous', `"${text}" may be ${several}${more}; name one of them.`);
  }
  return found[0];
}

function subjectOf(found: Found, listings: readonly RunListing[]): ComparedSubject {
  if (found.kind === 'run') {
    const { id, name, colour } = found.row.run;
    return { key: id, name, kind: 'run', colour, rows: [found.row], hidden: 0 };
  }
  const { key, hash, rows } = found.group;
  const size = listings.filter(({ run }) => run.group === hash).length;
  const name = groupName(found.group.rows);
  const { colour } = rows[0].run;
  return { key, name, kind: 'group', colour, rows, hidden: size - rows.length };
}

/** Names of subjects. Subjects with the same name get their id or hash added. */
function distinguished(subject: ComparedSubject, subjects: readonly ComparedSubject[]): ComparedSubject {
  const { key, kind, name } = subject;
  if (subjects.every((other) => other === subject || other.name !== name)) return subject;
  const mark = kind === 'run' ? key : key.slice(key.indexOf(':') + 1).slice(0, SHOWN_DIGITS);
  return { ...subject, name: `${name} (${mark})` };
}

/**
 * The runs and groups that these texts name: a run by id, beginning of an id or name, a group by key, beginning of its hash (six digits
 * at least) or the name its runs share. Throws `run-not-found` or `run-ambiguous`.
 */
export function findSubjects(store: Store, texts: readonly string[]): ComparedSubject[] {
  const listings = store.runs.list();
  const rows = listings.filter(({ run }) => run.trashedAt === undefined).map(rowOf);
  const groups = groupsOf(rows);
  const found = texts.map((text) => find(text, rows, groups, store));
  const subjects = [...new Map(found.map((one) => subjectOf(one, listings)).map((one) => [one.key, one])).values()];
  const names = distinguishingNames(subjects.map(({ name }) => name));
  const named = subjects.map((subject, index) => ({ ...subject, name: names[index] }));
  return named.map((subject) => distinguished(subject, named));
}

/**
 * Records that the results of these groups were looked at, and returns which of their seeds came after the first look.
 * A read-only store records no looks.
 */
export function lookAt(store: Store, subjects: readonly ComparedSubject[]): ComparedSubject[] {
  const hasResult = ({ kind, rows }: ComparedSubject) => kind === 'group' && membership(rows).counted.length > 0;
  const hashes = subjects.filter(hasResult).map(({ rows }) => rows[0].run.group);
  if (hashes.length === 0) return [...subjects];
  try {
    const looks = new Map(
      store.groupLooks.look(hashes, new Date().toISOString()).map(({ group, firstAt }) => [group, firstAt]),
    );
    return subjects.map((subject) => {
      const firstAt = subject.kind === 'group' ? looks.get(subject.rows[0].run.group) : undefined;
      return { ...subject, sinceLook: sinceLook(subject.rows, firstAt) };
    });
  } catch (error) {
    if (error instanceof WorkbenchError && error.code === 'store-not-writable') return [...subjects];
    throw error;
  }
}
