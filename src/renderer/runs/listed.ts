import type { RunRow } from '../../shared/api/runs.ts';
import type { LineStyle } from '../../shared/figures/line-styles.ts';
import { membership, type Membership } from '../../shared/groups/members.ts';
import { groupName } from '../../shared/groups/name.ts';
import type { RunStatus } from '../../shared/run.ts';
import { groupKey, type SubjectKey } from '../../shared/subject.ts';

/** A run as the list shows it. */
export interface ListedRun {
  readonly kind: 'run';
  readonly key: SubjectKey;
  /** 2 below its group, 1 by itself. */
  readonly level: 1 | 2;
  readonly row: RunRow;
  /** Below its group, the style that distinguishes its line from the others. */
  readonly style?: LineStyle | undefined;
}

/** What a group is doing: the first of these that one of its runs is. */
const STATUS_ORDER: readonly RunStatus[] = [
  'running',
  'paused',
  'queued',
  'interrupted',
  'failed',
  'stopped',
  'finished',
];

interface GroupFacts {
  /** Its runs that the list has, in the list's order; at least one. */
  readonly rows: readonly RunRow[];
  /** Its runs that the filter leaves out. */
  readonly filtered: number;
  /** Its runs that are in the trash; where the trash is shown: those that are not. */
  readonly elsewhere: number;
  readonly isUnfolded: boolean;
}

/** A group as the list shows it: its numbers are taken over those of its runs that the list has, and it says so. */
export class ListedGroup {
  readonly kind = 'group';
  readonly level = 1;
  /** Its line style. Alone, it has the colour of its first run. */
  readonly style: LineStyle | undefined = undefined;
  readonly key: SubjectKey;
  readonly rows: readonly RunRow[];
  readonly filtered: number;
  readonly elsewhere: number;
  readonly isUnfolded: boolean;
  #membership: Membership | undefined;

  constructor({ rows, filtered, elsewhere, isUnfolded }: GroupFacts) {
    this.key = groupKey(rows[0].run.group);
    this.rows = rows;
    this.filtered = filtered;
    this.elsewhere = elsewhere;
    this.isUnfolded = isUnfolded;
  }

  /** The run that was created first, and of those created together that of the lowest seed. */
  get first(): RunRow {
    return this.rows.reduce((first, row) => {
      const [a, b] = [row.run, first.run];
      const isEarlier = a.createdAt < b.createdAt || (a.createdAt === b.createdAt && a.config.seed < b.config.seed);
      return isEarlier ? row : first;
    });
  }

  /** Which of its runs count, and what happened to the others. */
  get membership(): Membership {
    this.#membership ??= membership(this.rows, this.filtered + this.elsewhere);
    return this.#membership;
  }

  get name(): string {
    return groupName(this.rows);
  }

  get status(): RunStatus {
    const statuses = new Set(this.rows.map(({ run }) => run.status));
    return STATUS_ORDER.find((status) => statuses.has(status)) ?? 'finished';
  }

  get starred(): boolean {
    return this.rows.every(({ run }) => run.starred);
  }

  get newest(): string {
    return this.rows.reduce((newest, { run }) => (run.createdAt > newest ? run.createdAt : newest), '');
  }
}

export type ListedItem = ListedRun | ListedGroup;
