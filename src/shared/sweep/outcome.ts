import equal from 'fast-deep-equal';
import { compareText } from '../text-order.ts';
import { counted, countedOf } from '../counted.ts';
import type { RunRow } from '../api/runs.ts';
import type { Sweep } from '../api/sweeps.ts';
import { sharedBasis, type Basis } from '../comparison/comparability.ts';
import type { ComparedMeasure, Measure } from '../comparison/measured.ts';
import {
  metricsTable,
  shownRow,
  type ComparedSubject,
  type MetricCell,
  type MetricRow,
} from '../comparison/metrics-table.ts';
import type { SummaryMetric } from '../comparison/summary-metric.ts';
import { configFields } from '../config/changes.ts';
import { shortValue } from '../config/label.ts';
import { lineStyles } from '../figures/line-styles.ts';
import { groupsOf } from '../groups/groups.ts';
import type { LeftOut } from '../groups/members.ts';

/** The settings of an arm by their paths; undefined if a setting does not exist, such as the parameter of another law. */
export type ArmSettings = ReadonlyMap<string, unknown>;

/** One of the configs that a sweep trains: a group of runs, and the settings that distinguish it from the other arms. */
export interface TrainedArm extends ComparedSubject {
  readonly settings: ArmSettings;
  /**
   * The number of runs of its group that the sweep has not trained, except those in the trash. The user chooses whether they count.
   */
  readonly others: number;
}

/** An arm and its value of a metric. */
export interface ScoredArm extends TrainedArm {
  readonly cell: MetricCell;
}

/** The values of a sweep's arms, on a basis on which all of them can be compared. */
export interface SweepOutcome {
  /** Scores in the order of the arms. */
  readonly arms: ScoredArm[];
  readonly basis: Basis;
  /** What the numbers are: the requested ones, unless only others are comparable. */
  readonly metric: SummaryMetric;
  readonly measure: ComparedMeasure;
  /** Whether they are distances of a moment from the target's own value. */
  readonly isDistance: boolean;
}

/** A setting as tables and axes show it. */
export function settingText(value: unknown): string {
  return value === undefined ? 'none' : shortValue(value);
}

/** Sorts numbers by size, lists by their first different entry, words alphabetically; missing settings come first. */
export function inSettingOrder(one: unknown, other: unknown): number {
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  if (Array.isArray(one) && Array.isArray(other)) {
    const at = one.findIndex((entry, index) => entry !== other[index]);
    return at < 0 || at >= other.length ? one.length - other.length : inSettingOrder(one[at], other[at]);
  }
  if (one === undefined || other === undefined) return Number(one !== undefined) - Number(other !== undefined);
  return compareText(settingText(one), settingText(other));
}

/**
 * The settings that distinguish the arms of a sweep: those it varies, and for a law, loss or optimizer among them also
 * what differs between two arms with the same one.
 */
function tellingPaths(varied: readonly string[], arms: readonly ArmSettings[]): string[] {
  return varied.flatMap((path) => {
    const group = /^(.*\.)(?:law|name)$/.exec(path)?.[1];
    if (group === undefined) return [path];
    const inner = [...new Set(arms.flatMap((fields) => [...fields.keys()]))].filter(
      (other) => other.startsWith(group) && !varied.includes(other),
    );
    const differing = inner.filter((other) =>
      [...Map.groupBy(arms, (fields) => fields.get(path)).values()].some(([first, ...others]) =>
        others.some((fields) => !equal(fields.get(other), first.get(other))),
      ),
    );
    return [path, ...differing];
  });
}

/**
 * The arms of a sweep by their settings, each with the runs that the sweep trained. `withOthers` includes other runs of
 * their groups, such as seeds that were added later; then an arm has the same numbers as in a comparison. Runs in the
 * trash are hidden.
 */
export function armsOf(
  sweep: Pick<Sweep, 'id' | 'paths' | 'groups'>,
  rows: readonly RunRow[],
  withOthers: boolean,
): TrainedArm[] {
  const isOwn = ({ run }: RunRow) => run.sweep === sweep.id;
  const hashes = new Set([...rows.flatMap((row) => (isOwn(row) ? [row.run.group] : [])), ...sweep.groups]);
  const groups = groupsOf(rows.filter(({ run }) => hashes.has(run.group))).flatMap(({ key, hash, rows: all }) => {
    const kept = all.filter(({ run }) => run.trashedAt === undefined);
    // All runs of the sweep may be in the trash. Runs that existed before the sweep count as its own.
    if (!kept.some(isOwn) && !(sweep.groups.includes(hash) && kept.length > 0)) return [];
    const taken = withOthers ? kept : kept.filter(isOwn);
    const hidden = (withOthers ? all : all.filter(isOwn)).length - taken.length;
    const others = kept.filter((row) => !isOwn(row)).length;
    return [{ key, kept, taken, hidden, others, fields: configFields(kept[0].run.config) }];
  });
  const paths = tellingPaths(
    sweep.paths,
    groups.map(({ fields }) => fields),
  );
  const arms = groups
    .map(({ key, kept, taken, hidden, others, fields }): TrainedArm => {
      const first = kept.reduce((one, other) => (other.run.createdAt < one.run.createdAt ? other : one));
      const settings = new Map(paths.map((path) => [path, fields.get(path)]));
      return {
        key,
        kind: 'group',
        name: first.run.name,
        colour: first.run.colour,
        rows: taken,
        hidden,
        settings,
        others,
      };
    })
    .sort((one, other) => {
      for (const path of paths) {
        const order = inSettingOrder(one.settings.get(path), other.settings.get(path));
        if (order !== 0) return order;
      }
      return 0;
    });
  const styles = lineStyles(arms.map(({ colour }) => colour));
  return arms.map((arm, index) => ({ ...arm, ...styles[index] }));
}

/** One metric of several subjects, on a basis on which all of them can be compared. */
export interface SharedRow {
  readonly row: MetricRow;
  readonly basis: Basis;
}

/**
 * The values of several subjects by a metric. The user ranks them, so all are compared on the same basis; a moment is
 * compared by its distance from the target's own value. If they are not comparable, the numbers are the requested ones,
 * and `basis` says why they cannot be ranked.
 */
export function sharedRow(
  subjects: readonly ComparedSubject[],
  metric: SummaryMetric,
  measure: Measure,
  preferAverage: boolean,
): SharedRow {
  const rowBy = (by: { readonly metric: SummaryMetric; readonly measure: ComparedMeasure }) => {
    const { metric: one, ...others } = by;
    return metricsTable({ subjects, metrics: [one], ...others, base: undefined, preferAverage }).rows[0];
  };
  const row = rowBy({ metric, measure });
  const counted = row.cells.map((cell) => cell.counted);
  const basis = sharedBasis(metric, measure, counted);
  const isAsked = basis.kind !== 'compared' || (basis.metric === metric && basis.measure === measure);
  return { row: shownRow(isAsked ? row : rowBy({ metric: basis.metric, measure: basis.measure })), basis };
}

/** The values of the arms by a metric, in their order. */
export function scored(
  arms: readonly TrainedArm[],
  metric: SummaryMetric,
  measure: Measure,
  preferAverage: boolean,
): SweepOutcome {
  const { row, basis } = sharedRow(arms, metric, measure, preferAverage);
  const { cells } = row;
  return {
    arms: arms.map((arm, index) => ({ ...arm, cell: cells[index] })),
    basis,
    metric: row.metric,
    measure: row.measure,
    isDistance: row.isDistance,
  };
}

/** A sentence about the basis of the comparison, if it is not the requested one. */
export function basisText(basis: Basis): string | undefined {
  return basis.kind === 'compared' ? basis.caution : `The arms are not ranked: ${basis.reason}.`;
}

/** The number of runs that count, and why the others do not: `46 of 48 runs, 2 failed`. */
export function countedText(arms: readonly ScoredArm[]): string {
  const of = arms.reduce((sum, { cell }) => sum + cell.membership.of, 0);
  const count = arms.reduce((sum, { cell }) => sum + cell.n, 0);
  const left = new Map<LeftOut['reason'], number>();
  for (const { cell } of arms)
    for (const { reason, count } of cell.membership.left) left.set(reason, (left.get(reason) ?? 0) + count);
  if (left.size === 0) return counted(of, 'run');
  return [countedOf(count, of, 'run'), ...[...left].map(([reason, count]) => `${count} ${reason}`)].join(', ');
}
