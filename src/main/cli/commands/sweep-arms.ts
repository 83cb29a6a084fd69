import { measuredMetrics, type ComparedSubject, type MetricCell } from '../../../shared/comparison/metrics-table.ts';
import type { Basis } from '../../../shared/comparison/comparability.ts';
import { basisText, sharedRow, type SharedRow } from '../../../shared/sweep/outcome.ts';
import {
  cellNumbers,
  intervalText,
  meanText,
  medianText,
  metricHead,
  SCORE_KEYS,
} from '../../../shared/comparison/metrics-text.ts';
import { groupKey } from '../../../shared/subject.ts';
import type { Store } from '../../store/store.ts';
import { rowOf } from '../input/listed-groups.ts';
import type { Output } from '../output/output.ts';
import { textTable, wrapped } from '../output/text-table.ts';
import { DISTANCES, distanceAmong } from '../../../shared/metrics.ts';

/** A combination of settings that a sweep trained, and its runs, one per seed. */
export interface TrainedArm {
  readonly name: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly runs: readonly string[];
}

interface ScoredArm {
  readonly arm: TrainedArm;
  readonly cell: MetricCell;
}

/** The most arms that are shown to people. */
const SHOWN_ARMS = 40;
const COLUMNS = 96;

const MEASURED = ['n', 'of', 'seeds', ...SCORE_KEYS] as const;

function subjectOf({ name, runs }: TrainedArm, store: Store): ComparedSubject {
  const rows = runs.map((run) => rowOf(store.runs.listing(run)));
  const { group, colour } = rows[0].run;
  return { key: groupKey(group), name, kind: 'group', colour, rows, hidden: 0 };
}

/**
 * The arms sorted by the distance to the target that all of them have, best first; without one, in the order of the
 * sweep.
 */
function scored(arms: readonly TrainedArm[], store: Store): SharedRow & { readonly arms: ScoredArm[] } {
  const subjects = arms.map((arm) => subjectOf(arm, store));
  const measured = measuredMetrics(subjects.flatMap(({ rows }) => rows));
  // The same ranking as in the list and on the sweep's page: runs with an averaged generator count by it.
  const shared = sharedRow(subjects, distanceAmong(measured) ?? DISTANCES[0], 'tail', true);
  const found = shared.row.cells.map((cell, index) => ({ arm: arms[index], cell }));
  if (shared.basis.kind === 'not comparable') return { ...shared, arms: found };
  const rank = ({ cell: { mean } }: ScoredArm) => (Number.isNaN(mean) ? Infinity : mean);
  return { ...shared, arms: found.sort((a, b) => (rank(a) < rank(b) ? -1 : Number(rank(a) > rank(b)))) };
}

/** The order of the arms. */
function order(basis: Basis): string {
  if (basis.kind === 'not comparable') return '';
  return basis.hasDirection ? ', best first' : ', nearest first';
}

/** Prints the results of a sweep's arms, best first if they can be compared. */
export function reportArms(output: Output, store: Store, trained: readonly TrainedArm[]): void {
  const { row, basis, arms } = scored(trained, store);
  const isRanked = basis.kind === 'compared';
  const caution = basisText(basis);
  for (const [index, { arm, cell }] of arms.entries()) {
    const numbers = cellNumbers(row, cell);
    output.event('arm', {
      name: arm.name,
      settings: arm.settings,
      group: cell.subject.rows[0].run.group,
      metric: row.metric,
      measure: row.measure,
      rule: row.rule,
      rank: isRanked && cell.n > 0 ? index + 1 : null,
      caution: caution ?? null,
      ...Object.fromEntries(MEASURED.map((key) => [key, numbers[key] ?? null])),
      runs: arm.runs,
    });
  }
  const shown = arms.slice(0, SHOWN_ARMS);
  const more = arms.length - shown.length;
  output.text(
    '',
    `${metricHead(row)}${order(basis)}`,
    ...(caution === undefined ? [] : wrapped(caution, COLUMNS)),
    ...textTable(
      [
        { head: 'arm' },
        { head: 'seeds' },
        { head: 'mean ± s.d.', align: 'right' },
        { head: 'median [quartiles]', align: 'right' },
        { head: '95 % interval', align: 'right' },
      ],
      shown.map(({ arm, cell }) => [
        cell.isAveraged ? `${arm.name}, averaged` : arm.name,
        cell.membership.text,
        meanText(row, cell),
        medianText(cell),
        intervalText(row, cell),
      ]),
    ),
    ...(more > 0 ? [`and ${more} more`] : []),
    ...(isRanked ? wrapped('The best of many arms is partly luck; confirm it with other seeds.', COLUMNS) : []),
  );
}
