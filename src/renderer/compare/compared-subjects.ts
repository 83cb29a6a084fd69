import { distinguishingNames } from '../../shared/comparison/distinguishing-names.ts';
import type { ComparedSubject } from '../../shared/comparison/metrics-table.ts';
import { lineStyles } from '../../shared/figures/line-styles.ts';
import { sinceLook } from '../../shared/groups/looks.ts';
import type { Subject } from '../state/subjects.svelte.ts';

/** Digits of the hash that distinguish groups. */
const DIGITS = 6;

/** Names that tell subjects apart, as short as they can be: of those that are named alike a run by its seed, and else by the start of its key. */
function distinctNames(subjects: readonly Subject[]): string[] {
  const isAlone = (names: readonly string[], name: string) => names.filter((one) => one === name).length === 1;
  const names = distinguishingNames(subjects.map(({ name }) => name));
  const seeded = subjects.map(({ kind, rows: [first] }, index) => {
    const name = names[index];
    return kind === 'group' || isAlone(names, name) ? name : `${name}, seed ${first.run.config.seed}`;
  });
  return subjects.map(({ key }, index) => {
    const name = seeded[index];
    return isAlone(seeded, name) ? name : `${name} (${key.replace(/^group:/, '').slice(0, DIGITS)})`;
  });
}

/** Subjects for the tables of a comparison. `looks` says when a group, by its hash, was first compared. */
export function comparedSubjects(
  subjects: readonly Subject[],
  looks: Readonly<Partial<Record<string, string>>>,
): readonly ComparedSubject[] {
  const names = distinctNames(subjects);
  const styles = lineStyles(subjects.map(({ colour }) => colour));
  return subjects.map(({ key, kind, rows, hidden }, index) => {
    const firstAt = looks[rows[0].run.group];
    return {
      key,
      name: names[index],
      kind,
      ...styles[index],
      rows,
      hidden,
      ...(kind === 'group' && { sinceLook: sinceLook(rows, firstAt) }),
    };
  });
}
