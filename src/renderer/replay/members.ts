import type { RunRow } from '../../shared/api/runs.ts';
import { memberStyles, type LineStyle } from '../../shared/figures/line-styles.ts';
import { membership, oneASeed } from '../../shared/groups/members.ts';
import type { Run } from '../../shared/run.ts';
import type { Subject } from '../state/subjects.svelte.ts';

/** The most small pictures side by side: for the runs of one group, and for several runs and groups. */
const MOST_OF_ONE = 16;
const MOST_OF_SEVERAL = 9;

/** What one picture of a replay shows: a run, or the seeds of a group. */
export interface Member extends LineStyle {
  /** The run's id if a single group is shown, else the key of the subject. */
  readonly key: string;
  readonly title: string;
  /** The seeds of a group that it shows, in words; undefined for a single run. */
  readonly seeds: string | undefined;
  /** The ids of the runs that it shows. */
  readonly runs: readonly string[];
  /** For a group among others: what "all seeds" shows, in words, and in few words where there is no room; and each seed. */
  readonly choices: { readonly all: string; readonly short: string; readonly runs: readonly Run[] } | undefined;
}

/** The number shown per page. */
export function pageSize(subjects: readonly Subject[]): number {
  return subjects.length === 1 ? MOST_OF_ONE : MOST_OF_SEVERAL;
}

/**
 * The pictures of a replay. A single group has one per seed; several subjects have one each. A group among others shows
 * all its seeds that count (if none does, all seeds), unless one of its runs is `chosen` (by the group's key).
 */
export function members(subjects: readonly Subject[], chosen: Readonly<Record<string, string>>): Member[] {
  const [only] = subjects;
  if (subjects.length === 1 && only.kind === 'group') return seeds(only);
  return subjects.flatMap((subject) => {
    const { key, kind, name: title, colour, dash = [], rows } = subject;
    if (rows.length === 0) return [];
    if (kind === 'group') return [groupMember(subject, chosen[key])];
    return [{ key, title, colour, dash, seeds: undefined, runs: [rows[0].run.id], choices: undefined }];
  });
}

const seedText = ({ config }: Run) => `seed ${config.seed}`;

function groupMember({ key, name, colour, dash = [], rows, hidden }: Subject, chosen: string | undefined): Member {
  const each = oneASeed(rows).map(({ row }) => row.run);
  const { counted, text } = membership(rows, hidden);
  const shown = counted.length > 0 ? counted.map(({ run }: RunRow) => run) : each;
  const isOne = shown.length === 1;
  const all = isOne ? `${seedText(shown[0])} (${text})` : `${text}, combined`;
  const choices = each.length > 1 ? { all, short: isOne ? all : `${shown.length} seeds`, runs: each } : undefined;
  const one = each.find(({ id }) => id === chosen);
  const runs = one ? [one.id] : shown.map(({ id }) => id);
  return { key, title: name, colour, dash, seeds: one ? seedText(one) : all, runs, choices };
}

function seeds({ colour, rows }: Subject): Member[] {
  const each = oneASeed(rows);
  const styles = memberStyles({ colour, rows });
  return each.map(({ row: { run }, runs }) => ({
    key: run.id,
    title: seedText(run),
    seeds: runs > 1 ? `1 of ${runs} runs of this seed` : undefined,
    runs: [run.id],
    ...(styles[run.id] ?? { colour: run.colour, dash: [] }),
    choices: undefined,
  }));
}
