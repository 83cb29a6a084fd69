import { settingCell } from '../../shared/comparison/config-diff.ts';
import { numbersOf } from '../../shared/comparison/metrics-table.ts';
import { meanText, medianText } from '../../shared/comparison/metrics-text.ts';
import type { TextTable } from '../../shared/comparison/table-text.ts';
import type { SweptArms } from '../../shared/figures/swept-arms.ts';
import { measuredKey, settingPaths } from '../../shared/figures/swept-arms.ts';
import { inSettingOrder, type ScoredArm } from '../../shared/sweep/outcome.ts';

/** A column that arms are sorted by: a setting by its path, or one of these. */
export const NUMBER_COLUMNS = ['n', 'mean', 'median'] as const;
export type NumberColumn = (typeof NUMBER_COLUMNS)[number];

export interface ArmOrder {
  readonly column: string;
  readonly isFalling: boolean;
}

function compared(one: ScoredArm, other: ScoredArm, column: string): number {
  const number = NUMBER_COLUMNS.find((known) => known === column);
  if (number === undefined) return inSettingOrder(one.settings.get(column), other.settings.get(column));
  return one.cell[number] - other.cell[number];
}

/** Arms without a value come last in both directions. */
export function sortedArms(arms: readonly ScoredArm[], { column, isFalling }: ArmOrder): ScoredArm[] {
  const hasValue = ({ cell }: ScoredArm) => column === 'n' || column.includes('.') || cell.n > 0;
  return arms.toSorted((one, other) => {
    const [has, otherHas] = [hasValue(one), hasValue(other)];
    if (has !== otherHas) return has ? -1 : 1;
    const order = has ? compared(one, other, column) : 0;
    return isFalling ? -order : order;
  });
}

/** The arms in full precision, for saving. */
export function armTable(swept: SweptArms): TextTable {
  const { arms } = swept;
  const finite = (value: number) => (Number.isFinite(value) ? value : undefined);
  return {
    heads: [
      'arm',
      'group',
      ...settingPaths(arms),
      'seeds',
      'other runs',
      'counted seeds',
      ...[
        `${measuredKey(swept)} mean`,
        'standard deviation',
        'median',
        'lower quartile',
        'upper quartile',
        'least',
        'largest',
      ],
    ],
    rows: arms.map(({ name, key, settings, cell, others }) => [
      name,
      key,
      ...[...settings.values()].map(settingCell),
      cell.membership.text,
      others,
      cell.n,
      ...[cell.mean, cell.standardDeviation, cell.median, cell.quartiles.low, cell.quartiles.high].map(finite),
      ...[Math.min(...numbersOf(cell)), Math.max(...numbersOf(cell))].map(finite),
    ]),
  };
}

/** The arms with rounded numbers, for a document. */
export function shownArmTable(swept: SweptArms): TextTable {
  const { arms } = swept;
  return {
    heads: [...settingPaths(arms), 'seeds', 'mean ± s.d.', 'median [quartiles]'],
    rows: arms.map(({ settings, cell }) => [
      ...[...settings.values()].map(settingCell),
      cell.membership.text,
      meanText(swept, cell),
      medianText(cell),
    ]),
  };
}
