import { membership } from '../../shared/groups/members.ts';
import type { Run } from '../../shared/run.ts';
import type { Subject } from '../state/subjects.svelte.ts';

/** Small pictures beside each other: of the runs of one group, and of several runs and groups. */
const MOST_OF_ONE = 16;
const MOST_OF_SEVERAL = 9;

/** One of the runs that are replayed, and what it stands for. */
export interface Member {
  /** The run's id. */
  readonly id: string;
  /** The key of the subject that it stands for; of one group alone the run's own. */
  readonly key: string;
  readonly title: string;
  /** Its place in the palette of run colours. */
  readonly colour: number;
  /** Runs of the same group that could stand there as well; empty where there is nothing to choose. */
  readonly choices: readonly Run[];
}

/** How many are shown at once: what is beyond that is on further pages. */
export function pageSize(subjects: readonly Subject[]): number {
  return subjects.length === 1 ? MOST_OF_ONE : MOST_OF_SEVERAL;
}

/**
 * Who is replayed: of one group all its runs by rising seed, of several subjects one run each. A group is stood for by
 * the run in `chosen` (by the group's key), else by its first one that counts, else by its first.
 */
export function members(subjects: readonly Subject[], chosen: Readonly<Record<string, string>>): Member[] {
  const [only] = subjects;
  if (subjects.length === 1 && only.kind === 'group') return seeds(only);
  return subjects.flatMap((subject) => {
    const { key, kind, name, colour, rows } = subject;
    const counted = membership(rows).counted.at(0)?.run;
    const run = rows.find(({ run: { id } }) => id === chosen[key])?.run ?? counted ?? rows.at(0)?.run;
    if (!run) return [];
    const choices = kind === 'group' && rows.length > 1 ? rows.map((row) => row.run) : [];
    return [{ id: run.id, key, title: name, colour, choices }];
  });
}

function seeds({ rows }: Subject): Member[] {
  return rows.map(({ run: { id, name, colour, config } }, index) => {
    const isRepeated = rows.some(({ run }, other) => other !== index && run.config.seed === config.seed);
    const title = isRepeated ? `seed ${config.seed} · ${name}` : `seed ${config.seed}`;
    return { id, key: id, title, colour, choices: [] };
  });
}
